package dev.patron.ledger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The parts of verification that hold payments, reservations and shots against one another. */
final class VerifyingPayments {
    private VerifyingPayments() {}

    static List<String> live(Sql sql) throws SQLException {
        List<String> problems = new ArrayList<>();
        sql.list(
                        "SELECT run, shot, COUNT(*) AS n FROM intent i WHERE payment IN ('RESERVED', 'AUTHORIZED',"
                            + " 'UNKNOWN') AND NOT EXISTS (SELECT 1 FROM event e WHERE e.intent = i.id AND e.type ="
                            + " 'recovered') AND NOT EXISTS (SELECT 1 FROM proof p WHERE p.intent = i.id AND p.kind ="
                            + " 'REVERSED') GROUP BY run, shot HAVING COUNT(*) > 1",
                        row -> row.text("shot") + " of run " + row.text("run") + " has " + row.number("n"))
                .forEach(what -> problems.add("shot " + what + " live payments"));
        sql.list(
                        "SELECT i.id FROM intent i WHERE i.payment IN ('RESERVED', 'AUTHORIZED', 'UNKNOWN', 'SETTLED')"
                                + " AND NOT EXISTS (SELECT 1 FROM live_shot l WHERE l.run = i.run AND l.shot = i.shot)"
                                + " AND (i.payment <> 'SETTLED' OR i.fulfilment <> 'FAILED')",
                        row -> row.text("id"))
                .forEach(id -> problems.add("intent " + id + " is live or settled and its shot is not marked so"));
        sql.list(
                        "SELECT i.id FROM live_shot l JOIN intent i ON i.id = l.intent WHERE i.payment NOT IN"
                                + " ('RESERVED', 'AUTHORIZED', 'UNKNOWN', 'SETTLED')",
                        row -> row.text("id"))
                .forEach(id -> problems.add("intent " + id + " is marked as live and is not"));
        return problems;
    }

    /** Every payment at risk has its pending reservation, every settled one its posted one, and no other has either. */
    static List<String> reservations(Sql sql) throws SQLException {
        List<String> problems = new ArrayList<>();
        String expected = "CASE WHEN i.payment IN ('RESERVED', 'AUTHORIZED', 'UNKNOWN') THEN 'pending'"
                + " WHEN i.payment = 'SETTLED' THEN 'posted' ELSE 'none' END";
        sql.list(
                        "SELECT i.id FROM intent i WHERE " + expected + " <> 'none' AND NOT EXISTS (SELECT 1 FROM"
                                + " reservation r WHERE r.intent = i.id AND r.round = i.round AND r.state = " + expected
                                + ")",
                        row -> row.text("id"))
                .forEach(id -> problems.add("intent " + id + " lacks the reservation that its state needs"));
        sql.list(
                        "SELECT i.id FROM reservation r JOIN intent i ON i.id = r.intent WHERE r.state IN"
                                + " ('pending', 'posted') AND (r.round <> i.round OR r.state <> " + expected + ")",
                        row -> row.text("id"))
                .forEach(id -> problems.add("intent " + id + " has a reservation that its state does not allow"));
        sql
                .list(
                        "SELECT t.id, COALESCE((SELECT SUM(r.units) FROM reservation r WHERE r.token = t.id AND"
                            + " r.state = 'pending'), 0) AS pending, COALESCE((SELECT a.balance FROM account a WHERE"
                            + " a.id = 'reserved' AND a.token = t.id), 0) AS reserved FROM token t",
                        row -> List.of(row.text("id"), row.units("pending"), row.units("reserved")))
                .stream()
                .filter(row -> !row.get(1).equals(row.get(2)))
                .forEach(row -> problems.add("account reserved of " + row.get(0) + " stands at " + row.get(2)
                        + " and the pending reservations sum to " + row.get(1)));
        return problems;
    }
}
