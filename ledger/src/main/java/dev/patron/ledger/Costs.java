package dev.patron.ledger;

import dev.patron.policy.SpendRequest;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sums postings up by what they paid for, and assets by when they were delivered. Postings before the period count only for what is at risk or owed at its
 * end. One use, one thread; holds a tally for each key and token and reads a bounded stretch of events at a time.
 */
final class Costs {
    private static final int STRETCH = 5000;

    /** What an intent is summed up by, from the tables that {@link #DIMENSIONS} joins to it. */
    static final String SUBJECT = "i.agent, i.provider, r.brief_digest, s.model, s.kind";

    static final String DIMENSIONS =
            " LEFT JOIN run r ON r.id = i.run" + " LEFT JOIN shot s ON s.run = i.run AND s.shot = i.shot ";

    private final Period period;
    private final CostBy by;
    private final ZoneId zone;
    private final Map<Key, Tally> tallies = new TreeMap<>();
    private final Map<String, Edge> edges = new TreeMap<>();
    private long counted;

    Costs(Period period, CostBy by, ZoneId zone) {
        this.period = period;
        this.by = by;
        this.zone = zone;
    }

    private record Key(String key, String token, CostLine.Goods goods) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::key).thenComparing(Key::token).thenComparing(Key::goods);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private static final class Tally {
        private long payments;
        private BigInteger paid = BigInteger.ZERO;
        private BigInteger returned = BigInteger.ZERO;
        private BigInteger atRisk = BigInteger.ZERO;
        private BigInteger owed = BigInteger.ZERO;
        private long delivered;

        boolean isEmpty() {
            return payments == 0
                    && delivered == 0
                    && paid.signum() == 0
                    && returned.signum() == 0
                    && atRisk.signum() == 0
                    && owed.signum() == 0;
        }
    }

    private static final class Edge {
        private BigInteger in = BigInteger.ZERO;
        private BigInteger out = BigInteger.ZERO;
    }

    void scan(Sql sql) throws SQLException {
        long last = sql.count("SELECT MAX(event) FROM posting");
        for (long after = 0; after < last; after += STRETCH) {
            sql.each(
                    "SELECT p.*, e.recorded_at, i.id AS intent, " + SUBJECT
                            + " FROM posting p JOIN event e ON e.seq = p.event LEFT JOIN intent i ON i.id = e.intent"
                            + DIMENSIONS + "WHERE p.event > ? AND p.event <= ? AND e.recorded_at < ?"
                            + " ORDER BY p.event, p.line",
                    this::posting,
                    after,
                    after + STRETCH,
                    period.to());
        }
        new Deliveries(this::delivered).scan(sql);
    }

    private void posting(Sql.Row row) throws SQLException {
        String source = row.text("source");
        String destination = row.text("destination");
        BigInteger units = row.units("units");
        Instant at = row.time("recorded_at");
        boolean within = period.begunBy(at);
        if (within) {
            edge(row.text("token"), source, destination, units);
        }
        if (row.maybe("intent").isEmpty() || (by == CostBy.DAY && !within)) {
            return;
        }
        Tally tally = tally(row, at);
        if (within && isSeller(destination) && !isSeller(source)) {
            tally.paid = tally.paid.add(units);
            tally.payments += counted == row.number("event") ? 0 : 1;
            counted = row.number("event");
        } else if (within && isSeller(source) && !isSeller(destination)) {
            tally.returned = tally.returned.add(units);
        }
        if (by != CostBy.DAY) {
            tally.atRisk = tally.atRisk.add(change(source, destination, units, Books.RESERVED));
            tally.owed = tally.owed.add(change(source, destination, units, Books.claims("")));
        }
    }

    private void edge(String token, String source, String destination, BigInteger units) {
        Edge edge = edges.computeIfAbsent(token, _ -> new Edge());
        if (isWallet(destination) && !isWallet(source)) {
            edge.in = edge.in.add(units);
        } else if (isWallet(source) && !isWallet(destination)) {
            edge.out = edge.out.add(units);
        }
    }

    private static BigInteger change(String source, String destination, BigInteger units, String account) {
        BigInteger more = destination.startsWith(account) ? units : BigInteger.ZERO;
        return source.startsWith(account) ? more.subtract(units) : more;
    }

    private void delivered(Sql.Row row, long assets) throws SQLException {
        Instant at = row.time("recorded_at");
        if (period.begunBy(at) && at.isBefore(period.to())) {
            tally(row, at).delivered += assets;
        }
    }

    private Tally tally(Sql.Row row, Instant at) throws SQLException {
        String key =
                switch (by) {
                    case AGENT -> row.text("agent");
                    case BRIEF -> row.maybe("brief_digest").orElse("");
                    case MODEL -> row.maybe("model").orElse("");
                    case PROVIDER -> row.text("provider");
                    case DAY -> at.atZone(zone).toLocalDate().toString();
                };
        CostLine.Goods goods =
                row.text("kind").equals(SpendRequest.INVOICE) ? CostLine.Goods.INVOICES : CostLine.Goods.SHOTS;
        return tallies.computeIfAbsent(new Key(key, row.text("token"), goods), _ -> new Tally());
    }

    private static boolean isWallet(String account) {
        return account.equals(Books.TREASURY) || account.equals(Books.RESERVED);
    }

    private static boolean isSeller(String account) {
        return account.startsWith(Books.expense("")) || account.startsWith(Books.claims(""));
    }

    List<CostLine> lines() {
        List<CostLine> lines = new ArrayList<>();
        tallies.forEach((key, tally) -> {
            if (!tally.isEmpty()) {
                lines.add(new CostLine(
                        key.key(),
                        key.token(),
                        key.goods(),
                        tally.payments,
                        tally.paid,
                        tally.returned,
                        tally.atRisk,
                        tally.owed,
                        tally.delivered));
            }
        });
        return lines;
    }

    List<BookStatement.Flow> flows() {
        List<BookStatement.Flow> flows = new ArrayList<>();
        edges.forEach((token, edge) -> flows.add(new BookStatement.Flow(token, edge.in, edge.out)));
        return flows;
    }
}
