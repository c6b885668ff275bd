package dev.patron.ledger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which events a purchase consists of: its own, its shot's plan and judgement, its run's beginning and delivery, and the
 * policy revisions that it was decided under. One transaction's use.
 */
final class Proving {
    private Proving() {}

    /** An event that has a place in the log. */
    record Placed(long event, long place, String body) {}

    /** The events of an intent, in the order of their numbers; those without a place are left out. */
    static List<Placed> events(Sql sql, String intent) throws SQLException {
        IntentRecord record = Intents.get(sql, intent);
        Map<Long, Placed> found = new TreeMap<>();
        for (Placed own : list(sql, "e.intent = ?", intent)) {
            found.put(own.event(), own);
        }
        for (Placed other : list(
                sql,
                "e.run = ? AND e.intent IS NULL AND e.type IN"
                        + " ('run_opened', 'shot_planned', 'decided', 'refused', 'delivered', 'erased')",
                record.run())) {
            Object shot = Json.readObject(other.body()).get("shot");
            if (shot == null || shot.equals(record.shot())) {
                found.put(other.event(), other);
            }
        }
        List<Placed> policies = new ArrayList<>();
        for (Placed decided : found.values()) {
            Object policy = Json.readObject(decided.body()).get("policy");
            if (policy instanceof String digest) {
                policies.addAll(list(sql, "e.seq = (SELECT p.event FROM policy p WHERE p.digest = ?)", digest));
            }
        }
        policies.forEach(policy -> found.put(policy.event(), policy));
        return List.copyOf(found.values());
    }

    private static List<Placed> list(Sql sql, String where, String value) throws SQLException {
        return sql.list(
                "SELECT e.seq, l.place, e.body FROM event e JOIN leaf l ON l.event = e.seq WHERE " + where,
                row -> new Placed(row.number("seq"), row.number("place"), row.text("body")),
                value);
    }
}
