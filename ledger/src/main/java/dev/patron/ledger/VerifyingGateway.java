package dev.patron.ledger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The part of verification that holds invoices against what was quoted and signed for them, and proofs against payments. */
final class VerifyingGateway {
    private VerifyingGateway() {}

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
        for (VerifyingEvents.IssuedProof proof : issued) {
            long settled = sql.count(
                    "SELECT COUNT(*) FROM proof WHERE intent = ? AND kind = 'SETTLED' AND event < ?",
                    proof.intent().orElse(null),
                    proof.event());
            if (settled == 0) {
                problems.add("event " + proof.event() + " hands out a proof of what was not settled");
            }
        }
        return problems;
    }
}
