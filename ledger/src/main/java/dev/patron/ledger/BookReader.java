package dev.patron.ledger;

import dev.patron.money.Address;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads whole books: for exports and statements. Each method sees one state of the ledger, whatever is recorded
 * meanwhile, and holds at most {@value #PAGE} events at a time.
 */
public final class BookReader {
    private static final int PAGE = 500;
    private final Database database;

    BookReader(Database database) {
        this.database = database;
    }

    /**
     * Tells a period's events, with their postings, in the order of their numbers.
     *
     * @param fresh makes the listener; called again where the look has to begin anew
     * @return the listener that was told everything, closed
     */
    public <T extends BookListener> T read(Period period, Function<BookListener.Opening, T> fresh) {
        return read(period, StepWatcher.unobserved(), fresh);
    }

    /** The same, telling also how far it is. */
    public <T extends BookListener> T read(
            Period period, StepWatcher watcher, Function<BookListener.Opening, T> fresh) {
        return read(
                period,
                new Chosen("e.recorded_at >= ? AND e.recorded_at < ?", period.from(), period.to()),
                watcher,
                fresh);
    }

    /** Which events are told: a condition on them, and its two values. */
    private record Chosen(String condition, Object from, Object to) {}

    private <T extends BookListener> T read(
            Period period, Chosen chosen, StepWatcher watcher, Function<BookListener.Opening, T> fresh) {
        return database.view(sql -> {
            try (T listener = fresh.apply(opening(sql, period))) {
                tell(sql, chosen, listener, watcher);
                listener.end();
                return listener;
            }
        });
    }

    private static void tell(Sql sql, Chosen chosen, BookListener listener, StepWatcher watcher) throws SQLException {
        long newest = sql.count("SELECT MAX(seq) FROM event");
        long after = 0;
        while (true) {
            List<BookEvent> page = page(sql, chosen, after);
            if (page.isEmpty()) {
                return;
            }
            long last = page.getLast().seq();
            Map<Long, List<BookEvent.Line>> postings = postings(sql, after, last);
            page.forEach(event -> listener.event(event.with(postings.getOrDefault(event.seq(), List.of()))));
            after = last;
            watcher.told("events told", after, newest);
        }
    }

    /**
     * Which places of the log a period takes: all from the first to the last that one of its events has. Events are placed
     * as they are committed, so a few of another time may lie between.
     *
     * @param below how many places there are
     * @return from the first place to the first behind the last; where no event is of the period, none at all
     */
    public Places places(Period period, long below) {
        return database.view(sql -> {
            String within = "FROM leaf l JOIN event e ON e.seq = l.event WHERE l.place < ? AND e.recorded_at >= ?";
            long first = sql.count("SELECT COALESCE(MIN(l.place), ?) " + within, below, below, period.from());
            long end = sql.count(
                    "SELECT COALESCE(MAX(l.place) + 1, 0) " + within + " AND e.recorded_at < ?",
                    below,
                    period.from(),
                    period.to());
            return end == 0 ? new Places(first, first) : new Places(first, end);
        });
    }

    /** Tells the events of some places, in the order of their numbers; accounts are those over a period. */
    public <T extends BookListener> T read(
            Period period, Places places, StepWatcher watcher, Function<BookListener.Opening, T> fresh) {
        return read(period, new Chosen("l.place >= ? AND l.place < ?", places.first(), places.end()), watcher, fresh);
    }

    /** Every account, the wallet's edge, and what was paid for, over a period. */
    public BookStatement statement(Period period, CostBy by, ZoneId zone) {
        return database.view(sql -> {
            Costs costs = new Costs(period, by, zone);
            costs.scan(sql);
            return new BookStatement(assets(sql), lines(sql, period), costs.flows(), costs.lines());
        });
    }

    private static BookListener.Opening opening(Sql sql, Period period) throws SQLException {
        List<Asset> assets = assets(sql);
        List<StatementLine> lines = lines(sql, period);
        return sql.first(
                        "SELECT MIN(recorded_at) AS first_at, MAX(recorded_at) AS last_at FROM event"
                                + " WHERE recorded_at >= ? AND recorded_at < ?",
                        row -> new BookListener.Opening(
                                assets, lines, row.maybeTime("first_at"), row.maybeTime("last_at")),
                        period.from(),
                        period.to())
                .orElseThrow();
    }

    private static List<Asset> assets(Sql sql) throws SQLException {
        return sql.list(
                "SELECT * FROM token ORDER BY id",
                row -> new Asset(
                        row.text("symbol"),
                        Network.parse(row.text("network")),
                        new Address(row.text("contract")),
                        row.small("decimals"),
                        row.usd("peg_micros")));
    }

    private static List<BookEvent> page(Sql sql, Chosen chosen, long after) throws SQLException {
        return sql.list(
                "SELECT e.*, i.shot, r.simulated, COALESCE(l.place, -1) AS place FROM event e"
                        + " LEFT JOIN intent i ON i.id = e.intent LEFT JOIN run r ON r.id = e.run"
                        + " LEFT JOIN leaf l ON l.event = e.seq"
                        + " WHERE e.seq > ? AND " + chosen.condition()
                        + " ORDER BY e.seq FETCH FIRST " + PAGE + " ROWS ONLY",
                BookReader::event,
                after,
                chosen.from(),
                chosen.to());
    }

    private static BookEvent event(Sql.Row row) throws SQLException {
        boolean simulated = row.flag("simulated");
        Optional<String> run = row.maybe("run");
        return new BookEvent(
                row.number("seq"),
                Optional.of(row.number("place")).filter(place -> place >= 0),
                row.text("type"),
                row.time("recorded_at"),
                row.text("hash"),
                row.text("body"),
                run,
                row.maybe("intent"),
                row.maybe("shot"),
                run.map(_ -> simulated),
                List.of());
    }

    private static Map<Long, List<BookEvent.Line>> postings(Sql sql, long after, long last) throws SQLException {
        Map<Long, List<BookEvent.Line>> byEvent = new HashMap<>();
        sql.each(
                "SELECT * FROM posting WHERE event > ? AND event <= ? ORDER BY event, line",
                row -> byEvent.computeIfAbsent(row.number("event"), _ -> new ArrayList<>())
                        .add(new BookEvent.Line(
                                row.small("line"),
                                row.text("source"),
                                row.text("destination"),
                                row.text("token"),
                                row.units("units"))),
                after,
                last);
        return byEvent;
    }

    /** Every account over a period, by token and account. */
    static List<StatementLine> lines(Sql sql, Period period) throws SQLException {
        String legs = "SELECT e.recorded_at, p.destination AS account, p.token, p.units AS units FROM posting p"
                + " JOIN event e ON e.seq = p.event UNION ALL"
                + " SELECT e.recorded_at, p.source AS account, p.token, -p.units AS units FROM posting p"
                + " JOIN event e ON e.seq = p.event";
        return sql.list(
                "SELECT l.account, l.token, t.symbol, t.decimals,"
                        + " SUM(CASE WHEN l.recorded_at < ? THEN l.units ELSE 0 END) AS opening,"
                        + " SUM(CASE WHEN l.recorded_at >= ? AND l.units > 0 THEN l.units ELSE 0 END) AS came,"
                        + " SUM(CASE WHEN l.recorded_at >= ? AND l.units < 0 THEN -l.units ELSE 0 END) AS went"
                        + " FROM (" + legs + ") l JOIN token t ON t.id = l.token"
                        + " WHERE l.recorded_at < ? GROUP BY l.account, l.token, t.symbol, t.decimals"
                        + " ORDER BY l.token, l.account",
                row -> new StatementLine(
                        row.text("account"),
                        row.text("token"),
                        row.text("symbol"),
                        row.small("decimals"),
                        row.units("opening"),
                        row.units("came"),
                        row.units("went")),
                period.from(),
                period.from(),
                period.from(),
                period.to());
    }
}
