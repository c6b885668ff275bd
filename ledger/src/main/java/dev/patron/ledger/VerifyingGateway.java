package dev.patron.ledger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The part of verification that holds invoices against what was quoted and signed for them, and proofs against payments. */
final class VerifyingGateway {
    private VerifyingGateway() {}

    /**
     * Holds transactions that were signed to take another's place against the journal.
     *
     * @return their hashes
     */
    static List<String> others(
            Sql sql, Map<String, String> journaled, Consumer<String> problem, Consumer<String> repair)
            throws SQLException {
        List<String> hashes = new ArrayList<>();
        sql.each("SELECT tx, request FROM account_transaction WHERE n > 1 ORDER BY tx", row -> {
            String hash = row.text("tx");
            hashes.add(hash);
            String known = journaled.get(hash);
            if (known == null) {
                repair.accept(JournalAudit.unsentOther(hash));
            } else if (!known.equals(Digests.sha256(row.bytes("request")))) {
                problem.accept("journal and database differ about transaction " + hash);
            }
        });
        return hashes;
    }

    static List<String> problems(Sql sql, List<VerifyingEvents.IssuedProof> issued) throws SQLException {
        List<String> problems = new ArrayList<>();
        Set<List<String>> known = new HashSet<>();
        sql.each(
                "SELECT v.run, v.shot, v.provider, v.invoice, r.agent FROM invoice v JOIN run r ON r.id = v.run"
                        + " ORDER BY v.run",
                row -> {
                    String shot = row.text("shot");
                    if (!known.add(List.of(row.text("agent"), row.text("provider"), row.text("invoice"), shot))) {
                        problems.add("invoice " + shot + " of tab " + row.text("run") + " is on two tabs of one agent");
                    }
                });
        for (String table : List.of("quote", "reservation", "signed_payment")) {
            sql.list(
                            "SELECT i.id FROM " + table + " q JOIN intent i ON i.id = q.intent JOIN invoice v"
                                    + " ON v.run = i.run AND v.shot = i.shot WHERE q.units <> v.units OR q.payee <>"
                                    + " v.payee OR i.provider <> v.provider OR i.token <> v.token",
                            row -> row.text("id"))
                    .forEach(id -> problems.add("intent " + id + " has a " + table.replace('_', ' ')
                            + " that is not for what its invoice says"));
        }
        sql.list(
                        "SELECT v.run, v.shot FROM invoice v JOIN run r ON r.id = v.run WHERE v.shot LIKE 's%' AND NOT"
                                + " EXISTS (SELECT 1 FROM intent i JOIN signed_payment s ON s.intent = i.id WHERE "
                                + ShotInvoices.OF_INTENT + " AND i.agent = r.agent AND i.token = v.token"
                                + " AND s.units = v.units AND s.payee = v.payee)",
                        row -> "invoice " + row.text("shot") + " of tab " + row.text("run"))
                .forEach(invoice -> problems.add(invoice + " is of a shot whose payment is not signed for it"));
        for (VerifyingEvents.IssuedProof proof : issued) {
            long settled = sql.count(
                    "SELECT COUNT(*) FROM proof WHERE intent = ? AND kind = 'SETTLED' AND event < ?",
                    proof.intent().orElse(null),
                    proof.event());
            if (settled == 0) {
                problems.add("event " + proof.event() + " hands out a proof of what was not settled");
            }
        }
        sql.list(
                        "SELECT f.intent FROM network_fee f WHERE NOT EXISTS (SELECT 1 FROM account_transaction t"
                                + " WHERE t.intent = f.intent AND t.tx = f.tx)",
                        row -> row.text("intent"))
                .forEach(id ->
                        problems.add("the network's fee of intent " + id + " is of a transaction not signed for it"));
        sql.list(
                        "SELECT a.intent FROM account_nonce a WHERE NOT EXISTS (SELECT 1 FROM signed_payment s"
                                + " WHERE s.intent = a.intent)",
                        row -> row.text("intent"))
                .forEach(id -> problems.add("intent " + id + " owns a number of an account and is not signed"));
        return problems;
    }
}
