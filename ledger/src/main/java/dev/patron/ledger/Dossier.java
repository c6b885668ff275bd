package dev.patron.ledger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gathers what is recorded about one claim. */
final class Dossier {
    private Dossier() {}

    static Optional<ClaimEvidence> read(Sql sql, Vault vault, long id) throws SQLException {
        Optional<ClaimRecord> found = sql.first(Claims.SELECT + "WHERE c.id = ?", Claims::record, id);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ClaimRecord claim = found.get();
        List<EventRecord> history = history(sql, claim);
        Optional<ClaimClosing> closing = closing(history);
        if (claim.intent().isEmpty()) {
            return Optional.of(new ClaimEvidence(
                    claim,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    closing,
                    List.of(),
                    history));
        }
        IntentRecord intent = Intents.get(sql, claim.intent().get());
        Optional<SignedPayment> signed = signed(sql, intent, vault);
        return Optional.of(new ClaimEvidence(
                claim,
                Optional.of(intent),
                sql.first(
                        "SELECT commitment FROM shot WHERE run = ? AND shot = ?",
                        row -> row.text("commitment"),
                        intent.run(),
                        intent.shot()),
                sql.first(
                        "SELECT demand_digest FROM quote WHERE intent = ? AND round = ?",
                        row -> row.text("demand_digest"),
                        intent.id(),
                        intent.round()),
                signed.map(SignedPayment::request)
                        .filter(bytes -> bytes.length > 0)
                        .map(Digests::sha256),
                signed,
                LedgerReader.reservation(sql, intent.id()),
                attempts(sql, intent.id()),
                sql.list("SELECT * FROM proof WHERE intent = ? ORDER BY event", LedgerReader::proofRow, intent.id()),
                LedgerReader.generation(sql, intent.id()),
                closing,
                Refunds.candidates(sql, id),
                history));
    }

    private static Optional<SignedPayment> signed(Sql sql, IntentRecord intent, Vault vault) throws SQLException {
        boolean signed = sql.count("SELECT COUNT(*) FROM signed_payment WHERE intent = ?", intent.id()) > 0;
        return signed ? Optional.of(SignedRows.read(sql, intent, vault)) : Optional.empty();
    }

    private static List<AttemptRecord> attempts(Sql sql, String intent) throws SQLException {
        return sql.list(
                "SELECT * FROM attempt WHERE intent = ? ORDER BY n",
                row -> new AttemptRecord(
                        row.small("n"),
                        row.text("outcome"),
                        row.small("status"),
                        row.text("claimed_transaction"),
                        row.time("answered_at")),
                intent);
    }

    /** All events of the claim's intent; without one, the event that opened it and those that closed it. */
    static List<EventRecord> history(Sql sql, ClaimRecord claim) throws SQLException {
        if (claim.intent().isPresent()) {
            return sql.list(
                    "SELECT * FROM event WHERE intent = ? ORDER BY seq",
                    LedgerReader::eventRow,
                    claim.intent().get());
        }
        List<EventRecord> history = new ArrayList<>(sql.list(
                "SELECT e.* FROM event e JOIN claim c ON c.event = e.seq WHERE c.id = ?",
                LedgerReader::eventRow,
                claim.id()));
        sql
                .list(
                        "SELECT * FROM event WHERE type = ? AND intent IS NULL ORDER BY seq",
                        LedgerReader::eventRow,
                        Claims.CLOSED)
                .stream()
                .filter(event -> Long.toString(claim.id())
                        .equals(Json.readObject(event.body()).get("claim")))
                .forEach(history::add);
        return history;
    }

    /** The last word on the claim, if it was somebody's and not the program's own. */
    static Optional<ClaimClosing> closing(List<EventRecord> history) {
        Optional<ClaimClosing> last = Optional.empty();
        for (EventRecord event : history) {
            if (event.type().equals(Claims.CLOSED) || event.type().equals("claim_opened")) {
                last = byHand(Json.readObject(event.body()));
            }
        }
        return last;
    }

    private static Optional<ClaimClosing> byHand(Map<String, Object> body) {
        return body.containsKey("claim")
                ? Optional.of(new ClaimClosing(
                        ClaimClosing.Outcome.valueOf(Recovering.text(body, "state")),
                        Recovering.text(body, "note"),
                        Recovering.text(body, "transaction")))
                : Optional.empty();
    }
}
