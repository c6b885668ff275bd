package dev.patron.ledger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Follows a digest, nonce, transaction, decision, run or claim to the purchases it belongs to. One transaction's use. */
final class Tracing {
    private static final int CANDIDATES_MOST = 20;
    private static final int PREFIX_CHARS_LEAST = 8;
    private static final Pattern NUMBERED = Pattern.compile("([DdCc])([0-9]{1,18})");
    private static final Pattern HEX = Pattern.compile("(0x)?[0-9a-f]{1,64}");

    private final Sql sql;
    private final Vault vault;

    Tracing(Sql sql, Vault vault) {
        this.sql = sql;
        this.vault = vault;
    }

    /** A column whose values name things of one kind. */
    private record Column(String kind, String table, String name) {}

    private static final List<Column> DIGESTS = List.of(
            new Column("asset", "stored_asset", "sha256"),
            new Column("intent", "intent", "id"),
            new Column("run", "run", "id"),
            new Column("brief", "run", "brief_digest"));
    private static final List<Column> ON_CHAIN = List.of(
            new Column("nonce", "intent", "nonce"),
            new Column("transaction", "proof", "tx"),
            new Column("transaction", "account_transaction", "tx"),
            new Column("transaction", "movement", "tx"));

    Traced trace(String subject) throws SQLException {
        List<Traced.Named> found = candidates(subject.strip());
        return switch (found.size()) {
            case 0 -> new Traced.Nothing();
            case 1 -> follow(found.getFirst());
            default -> new Traced.Several(found);
        };
    }

    private List<Traced.Named> candidates(String subject) throws SQLException {
        Set<Traced.Named> found = new LinkedHashSet<>();
        var numbered = NUMBERED.matcher(subject);
        if (numbered.matches()) {
            boolean decision = numbered.group(1).equalsIgnoreCase("D");
            long number = Long.parseLong(numbered.group(2));
            String table = decision ? "decision WHERE event" : "claim WHERE id";
            if (sql.count("SELECT COUNT(*) FROM " + table + " = ?", number) > 0) {
                found.add(new Traced.Named(decision ? "decision" : "claim", (decision ? "D" : "C") + number));
            }
        }
        String text = subject.toLowerCase(Locale.ROOT);
        if (HEX.matcher(text).matches() && text.replace("0x", "").length() >= PREFIX_CHARS_LEAST) {
            for (Column column : text.startsWith("0x") ? ON_CHAIN : DIGESTS) {
                found.addAll(beginning(column, text));
            }
        }
        found.addAll(sql.list(
                "SELECT DISTINCT invoice FROM invoice WHERE invoice = ?",
                row -> new Traced.Named("invoice", row.text("invoice")),
                subject));
        List<Traced.Named> exact = found.stream()
                .filter(named -> named.id().equals(text) || named.kind().equals("invoice"))
                .toList();
        return exact.isEmpty() ? List.copyOf(found) : exact;
    }

    /** Things of one kind whose name begins so; {@code text} holds hexadecimal digits alone, and so no wildcard. */
    private List<Traced.Named> beginning(Column column, String text) throws SQLException {
        return sql.list(
                "SELECT DISTINCT " + column.name() + " AS id FROM " + column.table() + " WHERE " + column.name()
                        + " LIKE ? ORDER BY id FETCH FIRST " + (CANDIDATES_MOST + 1) + " ROWS ONLY",
                row -> new Traced.Named(column.kind(), row.text("id")),
                text + "%");
    }

    private Traced follow(Traced.Named what) throws SQLException {
        String id = what.id();
        return switch (what.kind()) {
            case "asset" ->
                bought(what, "WHERE EXISTS (SELECT 1 FROM stored_asset a WHERE a.intent = i.id AND a.sha256 = ?)", id);
            case "intent" -> bought(what, "WHERE i.id = ?", id);
            case "invoice" ->
                bought(
                        what,
                        "WHERE EXISTS (SELECT 1 FROM invoice v WHERE v.invoice = ? AND ((v.run = i.run AND v.shot ="
                                + " i.shot) OR ("
                                + ShotInvoices.OF_INTENT + ")))",
                        id);
            case "nonce" -> bought(what, "WHERE i.nonce = ?", id);
            case "transaction" -> transaction(what);
            case "decision" -> decision(what, Long.parseLong(id.substring(1)));
            case "claim" -> claim(what, Long.parseLong(id.substring(1)));
            case "run" -> new Traced.Found(what, run(id), List.of());
            default -> {
                List<Traced.Purchase> all = new ArrayList<>();
                for (String run : sql.list(
                        "SELECT id FROM run WHERE brief_digest = ? ORDER BY opened_at, id",
                        row -> row.text("id"),
                        id)) {
                    all.addAll(run(run));
                }
                yield new Traced.Found(what, all, List.of());
            }
        };
    }

    private Traced transaction(Traced.Named what) throws SQLException {
        List<IntentRecord> intents = sql.list(
                Intents.SELECT + "WHERE EXISTS (SELECT 1 FROM proof p WHERE p.intent = i.id AND p.tx = ?) OR EXISTS"
                        + " (SELECT 1 FROM account_transaction t WHERE t.intent = i.id AND t.tx = ?)"
                        + " ORDER BY i.run, i.shot, i.attempt",
                Intents::record,
                what.id(),
                what.id());
        return new Traced.Found(what, purchases(intents), movements("WHERE m.tx = ?", what.id()));
    }

    private Traced decision(Traced.Named what, long event) throws SQLException {
        DecisionRecord made = decided("WHERE d.event = ?", event).orElseThrow();
        Optional<String> intent = sql.first(
                "SELECT COALESCE(intent, '') AS intent FROM decision WHERE event = ?",
                row -> row.text("intent"),
                event);
        return intent.filter(id -> !id.isEmpty()).isPresent()
                ? bought(what, "WHERE i.id = ?", intent.get())
                : new Traced.Found(what, shot(made.run(), planned(made.run(), made.shot())), List.of());
    }

    private Traced claim(Traced.Named what, long id) throws SQLException {
        ClaimRecord claim =
                sql.first(Claims.SELECT + "WHERE c.id = ?", Claims::record, id).orElseThrow();
        return claim.intent().isPresent()
                ? bought(what, "WHERE i.id = ?", claim.intent().get())
                : new Traced.Found(
                        what, List.of(), movements("WHERE m.event = (SELECT event FROM claim WHERE id = ?)", id));
    }

    private Traced bought(Traced.Named what, String where, String value) throws SQLException {
        return new Traced.Found(
                what,
                purchases(sql.list(
                        Intents.SELECT + where + " ORDER BY i.run, i.shot, i.attempt", Intents::record, value)),
                List.of());
    }

    private List<Traced.Purchase> run(String run) throws SQLException {
        List<Traced.Purchase> all = new ArrayList<>();
        for (PlannedShot shot :
                sql.list("SELECT * FROM shot WHERE run = ? ORDER BY shot", LedgerReader::plannedRow, run)) {
            all.addAll(shot(run, shot));
        }
        return all;
    }

    /** Every attempt at a shot; without one, the shot as it was planned. */
    private List<Traced.Purchase> shot(String run, PlannedShot shot) throws SQLException {
        List<IntentRecord> intents = Intents.ofShot(sql, run, shot.shot());
        return intents.isEmpty() ? List.of(unbought(run, shot)) : purchases(intents);
    }

    private PlannedShot planned(String run, String shot) throws SQLException {
        return sql.first("SELECT * FROM shot WHERE run = ? AND shot = ?", LedgerReader::plannedRow, run, shot)
                .orElseThrow(() -> new LedgerException(Fault.INTEGRITY, "run `" + run + "` planned no `" + shot + "`"));
    }

    private RunRecord runOf(String run) throws SQLException {
        return sql.first(Runs.SELECT + "WHERE id = ?", row -> Runs.record(row, vault), run)
                .orElseThrow(() -> new LedgerException(Fault.INTEGRITY, "no run `" + run + "`"));
    }

    private Traced.Purchase unbought(String run, PlannedShot shot) throws SQLException {
        return new Traced.Purchase(
                runOf(run),
                Erasure.at(sql, run),
                shot,
                Optional.empty(),
                decided("WHERE d.run = ? AND d.shot = ? ORDER BY d.event DESC", run, shot.shot()),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    private List<Traced.Purchase> purchases(List<IntentRecord> intents) throws SQLException {
        List<Traced.Purchase> all = new ArrayList<>();
        for (IntentRecord intent : intents) {
            all.add(purchase(intent));
        }
        return all;
    }

    private Traced.Purchase purchase(IntentRecord intent) throws SQLException {
        String id = intent.id();
        Optional<ReservationRecord> held = LedgerReader.reservation(sql, id);
        Optional<DecisionRecord> decision =
                held.isPresent() ? decided("WHERE d.event = ?", held.get().decision()) : Optional.empty();
        boolean signed = sql.count("SELECT COUNT(*) FROM signed_payment WHERE intent = ?", id) > 0;
        return new Traced.Purchase(
                runOf(intent.run()),
                Erasure.at(sql, intent.run()),
                planned(intent.run(), intent.shot()),
                Optional.of(intent),
                decision.isPresent() ? decision : decided("WHERE d.intent = ? ORDER BY d.event DESC", id),
                held,
                signed ? Optional.of(SignedRows.read(sql, intent, vault)) : Optional.empty(),
                sql.list("SELECT * FROM proof WHERE intent = ? ORDER BY event", LedgerReader::proofRow, id),
                LedgerReader.generation(sql, id),
                sql.list("SELECT * FROM stored_asset WHERE intent = ? ORDER BY n", LedgerReader::assetRow, id),
                sql.first(Claims.SELECT + "WHERE c.intent = ?", Claims::record, id));
    }

    private Optional<DecisionRecord> decided(String where, Object... values) throws SQLException {
        return sql.first(LedgerReader.DECISION + where, LedgerReader::decisionRow, values);
    }

    private List<Traced.Movement> movements(String where, Object value) throws SQLException {
        return sql.list(
                "SELECT m.*, (SELECT MIN(c.id) FROM claim c WHERE c.event = m.event) AS claim FROM movement m " + where
                        + " ORDER BY m.event",
                row -> new Traced.Movement(
                        row.text("kind"),
                        row.text("tx"),
                        row.text("counterparty"),
                        row.text("token"),
                        row.units("units"),
                        row.number("block_number"),
                        opened(row.number("claim"))),
                value);
    }

    private Optional<ClaimRecord> opened(long claim) throws SQLException {
        return sql.first(Claims.SELECT + "WHERE c.id = ?", Claims::record, claim);
    }
}
