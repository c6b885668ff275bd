package dev.patron.ledger;

import dev.patron.money.Address;
import dev.patron.money.Asset;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Matches money that came in with what sellers owe, and never by guess.
 *
 * <p>A transfer closes a claim when it comes from the very address that was paid, in exactly the claimed units of the
 * same token, to the wallet that paid, in a final block after that of the final settlement; of several such claims the
 * oldest. Each transfer is used once and each claim once. A claim that somebody closed as refunded has had its money by
 * their word, so it takes its transfer before any open claim does: one transfer never closes two.
 *
 * <p>What was recorded when it came in is enough, so it does not matter when a claim opened, and repeating changes
 * nothing.
 */
final class Refunds {
    private static final int CANDIDATES_MOST = 20;

    private static final String UNUSED = " AND NOT EXISTS (SELECT 1 FROM refund r WHERE r.token = m.token AND r.tx ="
            + " m.tx AND r.log_index = m.log_index)";

    private final Events events;

    Refunds(Events events) {
        this.events = events;
    }

    private record Incoming(
            String token, String transaction, int logIndex, long block, String sender, BigInteger units) {
        static Incoming of(Sql.Row row) throws SQLException {
            return new Incoming(
                    row.text("token"),
                    row.text("tx"),
                    row.small("log_index"),
                    row.number("block_number"),
                    row.text("counterparty"),
                    row.units("units"));
        }
    }

    /** A claim that may take a transfer; without payee where nothing of it is settled for good. */
    private record Owed(ClaimRecord claim, BigInteger units, Optional<String> payee, long block, String named) {
        boolean isOpen() {
            return claim.state().equals("OPEN");
        }

        /** Whether somebody named this transaction as its refund. */
        boolean names(Incoming transfer) {
            return named.equalsIgnoreCase(transfer.transaction());
        }

        boolean isPaidBackBy(Incoming transfer) {
            return payee.equals(Optional.of(transfer.sender()))
                    && units.equals(transfer.units())
                    && block < transfer.block();
        }
    }

    /** Closes every open claim that a final transfer paid back; those it closed, oldest transfer first. */
    List<ClaimRecord> match(Sql sql, Asset asset, Address wallet, Instant at) throws SQLException {
        List<Owed> owed = owed(sql, asset, wallet);
        List<ClaimRecord> closed = new ArrayList<>();
        List<Incoming> left = new ArrayList<>();
        for (Incoming transfer : owed.isEmpty() ? List.<Incoming>of() : incoming(sql, asset, wallet)) {
            Optional<Owed> named = owed.stream()
                    .filter(claim -> claim.names(transfer))
                    .reduce((first, second) -> second.isPaidBackBy(transfer) ? second : first);
            if (named.isPresent()) {
                owed.remove(named.get());
                note(sql, named.get(), transfer, at);
            } else {
                left.add(transfer);
            }
        }
        for (Incoming transfer : left) {
            List<Owed> fitting =
                    owed.stream().filter(claim -> claim.isPaidBackBy(transfer)).toList();
            Optional<Owed> taker = fitting.stream()
                    .filter(claim -> !claim.isOpen())
                    .findFirst()
                    .or(() -> fitting.stream().findFirst());
            if (taker.isPresent()) {
                owed.remove(taker.get());
                if (taker.get().isOpen()) {
                    closed.add(close(sql, taker.get(), transfer, at));
                } else {
                    note(sql, taker.get(), transfer, at);
                }
            }
        }
        return closed;
    }

    /** Claims without a transfer of their own that are open, or refunded by somebody's word; oldest first. */
    private static List<Owed> owed(Sql sql, Asset asset, Address wallet) throws SQLException {
        List<Owed> found = sql.list(
                "SELECT c.*, i.shot, NULL AS refund_tx, p.payee, p.block_number AS settled_block"
                        + " FROM claim c LEFT JOIN intent i ON i.id = c.intent LEFT JOIN refund r ON r.claim = c.id"
                        + " LEFT JOIN proof p ON p.event = (SELECT MAX(q.event) FROM proof q WHERE q.intent = c.intent)"
                        + " AND p.kind = 'SETTLED' AND p.final"
                        + " WHERE c.token = ? AND c.state IN ('OPEN', 'REFUNDED') AND r.claim IS NULL"
                        + " AND (i.authorizer = ? OR c.intent IS NULL) ORDER BY c.id",
                row -> new Owed(
                        Claims.record(row),
                        row.units("units"),
                        row.maybe("payee"),
                        row.maybe("payee").isPresent() ? row.number("settled_block") : 0,
                        ""),
                asset.id(),
                wallet.text());
        List<Owed> owed = new ArrayList<>();
        for (Owed claim : found) {
            String named = claim.isOpen()
                    ? ""
                    : Dossier.closing(Dossier.history(sql, claim.claim()))
                            .map(ClaimClosing::transaction)
                            .orElse("");
            owed.add(new Owed(claim.claim(), claim.units(), claim.payee(), claim.block(), named));
        }
        return owed;
    }

    /** Final transfers to the wallet that no claim has taken, in the chain's order. */
    private static List<Incoming> incoming(Sql sql, Asset asset, Address wallet) throws SQLException {
        return sql.list(
                "SELECT m.* FROM movement m JOIN wallet w ON w.token = m.token AND w.address = m.wallet"
                        + " WHERE m.token = ? AND m.wallet = ? AND m.kind = 'funding' AND m.units > 0"
                        + " AND m.block_number <= w.matched_block" + UNUSED + " ORDER BY m.block_number, m.log_index",
                Incoming::of,
                asset.id(),
                wallet.text());
    }

    private ClaimRecord close(Sql sql, Owed owed, Incoming transfer, Instant at) throws SQLException {
        ClaimRecord claim = owed.claim();
        sql.one("UPDATE claim SET state = 'REFUNDED', closed_at = ? WHERE id = ? AND state = 'OPEN'", at, claim.id());
        long event = use(sql, Claims.CLOSED, owed, transfer, at);
        Books.post(
                sql,
                new Books.Line(event, 1, transfer.token()),
                Books.claims(claim.provider()),
                Books.FUNDING,
                owed.units());
        return sql.first(Claims.SELECT + "WHERE c.id = ?", Claims::record, claim.id())
                .orElseThrow();
    }

    /** Remembers the transfer of a claim that was closed by hand: its money is booked already. */
    private void note(Sql sql, Owed owed, Incoming transfer, Instant at) throws SQLException {
        use(sql, "refund_seen", owed, transfer, at);
    }

    private long use(Sql sql, String type, Owed owed, Incoming transfer, Instant at) throws SQLException {
        ClaimRecord claim = owed.claim();
        long event = events.append(
                sql,
                at,
                type,
                new Events.Subject(claim.run().orElse(null), claim.intent().orElse(null)),
                Json.object(
                        "state", "REFUNDED",
                        "refunded_claim", Long.toString(claim.id()),
                        "transaction", transfer.transaction(),
                        "log_index", Integer.toString(transfer.logIndex()),
                        "block", Long.toString(transfer.block()),
                        "units", transfer.units().toString()));
        sql.one(
                "INSERT INTO refund (token, tx, log_index, claim, event) VALUES (?, ?, ?, ?, ?)",
                transfer.token(),
                transfer.transaction(),
                transfer.logIndex(),
                claim.id(),
                event);
        return event;
    }

    /**
     * Unused transfers after a claim's settlement that resemble its refund: from its payee, or of its amount. Newest
     * first, and not many.
     */
    static List<InflowRecord> candidates(Sql sql, long claim) throws SQLException {
        return sql.list(
                "SELECT m.* FROM claim c JOIN intent i ON i.id = c.intent"
                        + " JOIN proof p ON p.event = (SELECT MAX(q.event) FROM proof q WHERE q.intent = c.intent)"
                        + " JOIN movement m ON m.token = c.token AND m.wallet = i.authorizer AND m.kind = 'funding'"
                        + " AND m.units > 0 AND m.block_number > p.block_number"
                        + " AND (m.counterparty = p.payee OR m.units = c.units)"
                        + " WHERE c.id = ? AND c.state = 'OPEN'" + UNUSED
                        + " ORDER BY m.block_number DESC, m.log_index DESC FETCH FIRST " + CANDIDATES_MOST
                        + " ROWS ONLY",
                row -> new InflowRecord(
                        row.text("tx"),
                        row.small("log_index"),
                        row.number("block_number"),
                        new Address(row.text("counterparty")),
                        row.units("units")),
                claim);
    }
}
