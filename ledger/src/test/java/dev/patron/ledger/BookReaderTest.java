package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole books: every event once and in order, and what was paid for. */
class BookReaderTest {
    private static final ZoneId UTC = ZoneId.of("UTC");

    @TempDir
    Path folder;

    /** Between the second purchase and the third. */
    private Instant middle = Instant.EPOCH;

    /** Two delivered, one refunded, one owed, one at risk, one that left without an intent. */
    @BeforeEach
    void work() {
        try (Bench bench = Bench.fresh(folder)) {
            deliver(bench, bench.paid("shot-01", "0.05"));
            bench.clock.move(Duration.ofHours(13));
            deliver(bench, bench.paid("shot-02", "0.07"));
            bench.clock.move(Duration.ofMinutes(1));
            middle = bench.clock.instant();
            String owed = bench.paid("shot-03", "0.25");
            bench.ledger().fulfil(owed, FulfilmentState.NO_HANDLE, "NO_HANDLE");
            bench.ledger().closeClaim(1, new ClaimClosing(ClaimClosing.Outcome.REFUNDED, "", ""));
            bench.ledger().fulfil(bench.paid("shot-04", "0.03"), FulfilmentState.NO_HANDLE, "NO_HANDLE");
            bench.send(bench.intent("shot-05"), "0.11");
            bench.ledger()
                    .wallets()
                    .unexplained(
                            Bench.USDC,
                            new MovementFacts(
                                    "0x" + "9".repeat(64),
                                    3,
                                    130,
                                    middle,
                                    Bench.WALLET,
                                    Bench.STRANGER,
                                    Bench.units("2")),
                            bench.probe());
        }
    }

    private static void deliver(Bench bench, String intent) {
        bench.ledger()
                .generating(
                        intent,
                        "job-" + intent.substring(0, 8),
                        bench.clock.instant().plusSeconds(90));
        bench.ledger().stored(intent, 1, new AssetFacts("a".repeat(64), "image/png", 10));
        bench.ledger().fulfil(intent, FulfilmentState.DELIVERED, "");
    }

    /** Remembers everything. */
    private static final class Listener implements BookListener {
        private final Opening opening;
        private final List<BookEvent> events = new ArrayList<>();
        private int ended;
        private int closed;

        Listener(Opening opening) {
            this.opening = opening;
        }

        @Override
        public void event(BookEvent event) {
            events.add(event);
        }

        @Override
        public void end() {
            ended++;
        }

        @Override
        public void close() {
            closed++;
        }
    }

    @Test
    void everyEventIsToldOnceWithItsBytesAndItsMoney() throws Exception {
        try (Bench bench = Bench.again(folder)) {
            Listener all = bench.reader().books().read(Period.ALL, Listener::new);
            assertEquals(List.of(1, 1), List.of(all.ended, all.closed));
            assertEquals(bench.rows("event"), all.events.size());
            assertEquals(
                    bench.rows("posting"),
                    all.events.stream().mapToInt(event -> event.lines().size()).sum());
            Map<String, BigInteger> sums = new HashMap<>();
            long before = 0;
            for (BookEvent event : all.events) {
                assertTrue(event.seq() > before, "in order");
                before = event.seq();
                assertEquals(sha256(event.body()), event.hash(), event.body());
                assertFalse(event.body().contains("canary"), "no event holds what was signed");
                for (BookEvent.Line line : event.lines()) {
                    sums.merge(line.destination(), line.units(), BigInteger::add);
                    sums.merge(line.source(), line.units().negate(), BigInteger::add);
                }
            }
            assertEquals(7, all.opening.lines().size(), all.opening.lines().toString());
            all.opening.lines().forEach(line -> assertEquals(line.closing(), sums.get(line.account()), line.account()));
            BookEvent reserved = all.events.stream()
                    .filter(event -> event.type().equals("reserved"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(Optional.of("shot-01"), reserved.shot());
            assertEquals(Optional.of(false), reserved.simulated());
            assertEquals(Optional.empty(), all.events.getFirst().simulated(), "an adoption is of no run");
        }
    }

    /** A page of events ends where it ends: nothing is lost or told twice at its edge. */
    @Test
    void moreEventsThanAPageHolds() throws Exception {
        try (Bench bench = Bench.again(folder)) {
            for (int i = 0; i < 400; i++) {
                bench.ledger().freeze("agent:second", "often");
                bench.ledger().thaw("agent:second");
            }
            Listener all = bench.reader().books().read(Period.ALL, Listener::new);
            assertTrue(bench.rows("event") > 800, "more than one page");
            assertEquals(bench.rows("event"), all.events.size());
            assertEquals(
                    all.events.size(),
                    all.events.stream().map(BookEvent::seq).distinct().count());
        }
    }

    @Test
    void twoPeriodsAreTheWhole() {
        try (Bench bench = Bench.again(folder)) {
            BookReader books = bench.reader().books();
            Listener all = books.read(Period.ALL, Listener::new);
            Listener first = books.read(new Period(Instant.EPOCH, middle), Listener::new);
            Listener second = books.read(new Period(middle, Period.ALL.to()), Listener::new);
            List<BookEvent> both = new ArrayList<>(first.events);
            both.addAll(second.events);
            assertEquals(all.events, both);
            assertFalse(first.events.isEmpty() || second.events.isEmpty(), "neither is empty");
            assertEquals(all.opening.first(), first.opening.first());
            assertEquals(all.opening.last(), second.opening.last());
        }
    }

    @Test
    void whatAListenerThrowsEndsTheReadingAndItIsClosed() {
        try (Bench bench = Bench.again(folder)) {
            List<Listener> made = new ArrayList<>();
            assertThrows(
                    IllegalStateException.class,
                    () -> bench.reader().books().read(Period.ALL, opening -> new BookListener() {
                        private final Listener inner = remember(made, new Listener(opening));

                        @Override
                        public void event(BookEvent event) {
                            throw new IllegalStateException("full");
                        }

                        @Override
                        public void end() {
                            inner.end();
                        }

                        @Override
                        public void close() {
                            inner.close();
                        }
                    }));
            assertEquals(List.of(0, 1), List.of(made.getFirst().ended, made.getFirst().closed));
        }
    }

    private static Listener remember(List<Listener> made, Listener listener) {
        made.add(listener);
        return listener;
    }

    @Test
    void costsAreWhatWentToSellersLessWhatCameBack() {
        try (Bench bench = Bench.again(folder)) {
            BookStatement all = bench.reader().books().statement(Period.ALL, CostBy.PROVIDER, UTC);
            assertEquals(List.of(line("xgen", 4, "0.40 0.25 0.11 0.03", 2)), all.costs());
            BigInteger expenses = all.lines().stream()
                    .filter(line -> line.account().startsWith("expense/")
                            || line.account().startsWith("claims/"))
                    .map(StatementLine::closing)
                    .reduce(BigInteger.ZERO, BigInteger::add);
            assertEquals(Bench.units("0.15"), expenses, "what is paid less what came back is what the sellers hold");
            assertEquals(
                    List.of(new BookStatement.Flow(Bench.USDC.id(), Bench.units("1000"), Bench.units("2.40"))),
                    all.flows());
        }
    }

    @Test
    void costsByEachDimension() {
        try (Bench bench = Bench.again(folder)) {
            BookReader books = bench.reader().books();
            Map.of(CostBy.AGENT, "painter", CostBy.BRIEF, "b".repeat(64), CostBy.MODEL, "still")
                    .forEach((by, key) -> assertEquals(
                            List.of(line(key, 4, "0.40 0.25 0.11 0.03", 2)),
                            books.statement(Period.ALL, by, UTC).costs(),
                            by.name()));
            assertEquals(
                    List.of(
                            line("2026-03-10", 1, "0.05 0.00 0.00 0.00", 1),
                            line("2026-03-11", 3, "0.35 0.25 0.00 0.00", 1)),
                    books.statement(Period.ALL, CostBy.DAY, UTC).costs());
            assertEquals(
                    List.of(line("2026-03-10", 4, "0.40 0.25 0.00 0.00", 2)),
                    books.statement(Period.ALL, CostBy.DAY, ZoneId.of("America/Los_Angeles"))
                            .costs(),
                    "a day is the zone's");
        }
    }

    @Test
    void aPeriodCountsWhatItHoldsAndWhatIsLeftAtItsEnd() {
        try (Bench bench = Bench.again(folder)) {
            BookReader books = bench.reader().books();
            assertEquals(
                    List.of(line("xgen", 2, "0.12 0.00 0.00 0.00", 2)),
                    books.statement(new Period(Instant.EPOCH, middle), CostBy.PROVIDER, UTC)
                            .costs());
            BookStatement second = books.statement(new Period(middle, Period.ALL.to()), CostBy.PROVIDER, UTC);
            assertEquals(List.of(line("xgen", 2, "0.28 0.25 0.11 0.03", 0)), second.costs());
            assertEquals(
                    List.of(new BookStatement.Flow(Bench.USDC.id(), BigInteger.ZERO, Bench.units("2.28"))),
                    second.flows());
        }
    }

    private static CostLine line(String key, long payments, String amounts, long delivered) {
        List<BigInteger> units =
                List.of(amounts.split(" ")).stream().map(Bench::units).toList();
        return new CostLine(
                key,
                Bench.USDC.id(),
                CostLine.Goods.SHOTS,
                payments,
                units.get(0),
                units.get(1),
                units.get(2),
                units.get(3),
                delivered);
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                        .digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
