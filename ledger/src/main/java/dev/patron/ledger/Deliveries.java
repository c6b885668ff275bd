package dev.patron.ledger;

import java.sql.SQLException;
import java.util.Optional;

/**
 * Tells what was delivered, when. An intent's assets are once they are stored and its payment is settled, or cost nothing; a reversal
 * takes them back when it is recorded, so what later events say changes no earlier time. One use, one thread; reads the events of
 * what {@value #PAGE} assets belong to at a time.
 */
final class Deliveries {
    /** Assets whose intents' events are read in one look. */
    static final int PAGE = 200;

    private static final String STEP =
            "CASE WHEN e.type = 'left' AND e.body LIKE '%\"to\":\"UNCHARGED\"%' THEN 'UNCHARGED'"
                    + " ELSE COALESCE(p.kind, e.type) END AS step";

    private final Taker taker;
    private String intent = "";
    private boolean paid;
    private long stored;

    /** Is told of each event that made assets delivered, or no longer. */
    @FunctionalInterface
    interface Taker {
        /**
         * @param row    the event's time, and what its intent bought
         * @param assets how many more are delivered; below zero where some no longer are
         */
        void take(Sql.Row row, long assets) throws SQLException;
    }

    Deliveries(Taker taker) {
        this.taker = taker;
    }

    void scan(Sql sql) throws SQLException {
        String after = "";
        for (Optional<String> last = last(sql, after); last.isPresent(); last = last(sql, after)) {
            sql.each(
                    "SELECT e.recorded_at, i.id, i.token, " + Costs.SUBJECT + ", " + STEP
                            + " FROM intent i JOIN event e ON e.intent = i.id LEFT JOIN proof p ON p.event = e.seq"
                            + Costs.DIMENSIONS + "WHERE i.id > ? AND i.id <= ?"
                            + " AND e.type IN ('stored', 'proved', 'left', 'quoted', 'recovered')"
                            + " AND EXISTS (SELECT 1 FROM stored_asset a WHERE a.intent = i.id) ORDER BY i.id, e.seq",
                    this::event,
                    after,
                    last.get());
            after = last.get();
        }
    }

    /** The last intent of the next assets. */
    private static Optional<String> last(Sql sql, String after) throws SQLException {
        return sql.first(
                        "SELECT MAX(a.intent) AS last FROM (SELECT intent FROM stored_asset WHERE intent > ?"
                                + " ORDER BY intent, n FETCH FIRST " + PAGE + " ROWS ONLY) a",
                        row -> row.maybe("last"),
                        after)
                .flatMap(last -> last);
    }

    private void event(Sql.Row row) throws SQLException {
        if (!row.text("id").equals(intent)) {
            intent = row.text("id");
            paid = false;
            stored = 0;
        }
        long before = delivered();
        switch (row.text("step")) {
            case "stored" -> stored++;
            case "SETTLED", "EXPIRED", "UNCHARGED" -> paid = true;
            default -> paid = false;
        }
        if (delivered() != before) {
            taker.take(row, delivered() - before);
        }
    }

    private long delivered() {
        return paid ? stored : 0;
    }
}
