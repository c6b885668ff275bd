package dev.patron.ledger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which events a purchase consists of: its own, its shot's plan and judgement, its run's beginning and delivery, the
 * invoice that it paid, and the policy revisions that it was decided under. One transaction's use.
 */
final class Proving {
    private Proving() {}

    /** An event that has a place in the log. */
    record Placed(long event, long place, String body) {}

    /** The events of an intent, in the order of their places; those without a place are left out. */
    static List<Placed> events(Sql sql, String intent) throws SQLException {
        IntentRecord record = Intents.get(sql, intent);
        Map<Long, Placed> found = new TreeMap<>();
        for (Placed own : list(sql, "e.intent = ?", intent)) {
            found.put(own.event(), own);
        }
        String shot = "%\"shot\":\"" + record.shot() + "\"%";
        for (Placed other : list(
                sql,
                "e.run = ? AND e.intent IS NULL AND (e.type IN ('run_opened', 'delivered', 'erased') OR (e.type IN"
                        + " ('shot_planned', 'decided', 'refused', 'invoiced') AND e.body LIKE ?))",
                record.run(),
                shot)) {
            Object named = Json.readObject(other.body()).get("shot");
            if (named == null || named.equals(record.shot())) {
                found.put(other.event(), other);
            }
        }
        for (Placed invoiced : list(
                sql,
                "e.type = 'invoiced' AND e.body LIKE ? AND e.run IN (SELECT v.run FROM invoice v WHERE v.shot = ?)",
                "%\"shot\":\"" + ShotInvoices.place(intent) + "\"%",
                ShotInvoices.place(intent))) {
            found.put(invoiced.event(), invoiced);
        }
        List<Placed> policies = new ArrayList<>();
        for (Placed decided : found.values()) {
            Object policy = Json.readObject(decided.body()).get("policy");
            if (policy instanceof String digest) {
                policies.addAll(list(sql, "e.seq = (SELECT p.event FROM policy p WHERE p.digest = ?)", digest));
            }
        }
        policies.forEach(policy -> found.put(policy.event(), policy));
        return found.values().stream()
                .sorted(Comparator.comparingLong(Placed::place))
                .toList();
    }

    private static List<Placed> list(Sql sql, String where, Object... values) throws SQLException {
        return sql.list(
                "SELECT e.seq, l.place, e.body FROM event e JOIN leaf l ON l.event = e.seq WHERE " + where,
                row -> new Placed(row.number("seq"), row.number("place"), row.text("body")),
                values);
    }
}
