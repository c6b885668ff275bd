package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a period's costs say stays as it was, whatever is recorded after the period. */
class CostsTest {
    private static final ZoneId UTC = ZoneId.of("UTC");

    @TempDir
    Path folder;

    private static void store(Bench bench, String intent) {
        bench.ledger().generating(intent, "job-1", bench.clock.instant().plusSeconds(90));
        bench.ledger().stored(intent, 1, new AssetFacts("a".repeat(64), "image/png", 10));
        bench.ledger().stored(intent, 2, new AssetFacts("e".repeat(64), "image/png", 10));
        bench.ledger().fulfil(intent, FulfilmentState.DELIVERED, "");
    }

    private static String in(Bench bench, Period period) {
        List<CostLine> lines =
                bench.reader().books().statement(period, CostBy.PROVIDER, UTC).costs();
        return lines.stream()
                .map(line -> line.payments() + " paid " + line.paid() + " back " + line.returned() + " delivered "
                        + line.delivered())
                .toList()
                .toString();
    }

    /** Does one thing a day, and after each holds every day before it against what its statement said at its end. */
    private static List<String> days(Bench bench, List<Consumer<Bench>> acts) {
        List<Period> days = new ArrayList<>();
        List<String> said = new ArrayList<>();
        for (Consumer<Bench> act : acts) {
            Instant from = bench.clock.instant();
            act.accept(bench);
            bench.clock.move(Duration.ofDays(1));
            days.add(new Period(from, bench.clock.instant()));
            said.add(in(bench, days.getLast()));
            assertEquals(said, days.stream().map(day -> in(bench, day)).toList());
        }
        return said;
    }

    @Test
    void aReversalTakesTheAssetsBackOnItsOwnDay() {
        try (Bench bench = Bench.fresh(folder)) {
            String intent = bench.paid("shot-01", "0.05");
            store(bench, intent);
            bench.clock.move(Duration.ofDays(1));
            ChainProof proof = bench.moved("0.05", Bench.PAYEE);
            assertEquals(
                    List.of(
                            "[0 paid 0 back 50000 delivered -2]",
                            "[1 paid 50000 back 0 delivered 2]",
                            "[]",
                            "[0 paid 0 back 50000 delivered -2]"),
                    days(
                            bench,
                            List.of(
                                    one -> one.ledger().reverse(intent, proof),
                                    one -> one.ledger().settle(intent, proof),
                                    one -> one.ledger().finalize(intent, proof),
                                    one -> one.ledger().reverse(intent, proof))));
            assertEquals("[2 paid 100000 back 100000 delivered 0]", in(bench, Period.ALL));
            assertEquals(
                    List.of(2L, -2L, 2L, -2L),
                    bench.reader().books().statement(Period.ALL, CostBy.DAY, UTC).costs().stream()
                            .map(CostLine::delivered)
                            .filter(count -> count != 0)
                            .toList());
        }
    }

    @Test
    void whatIsStoredBeforeItIsPaidCountsWhenItIsPaid() {
        try (Bench bench = Bench.fresh(folder)) {
            String paid = bench.intent("shot-01");
            String expired = bench.intent("shot-02");
            String free = bench.intent("shot-03");
            assertEquals(
                    List.of(
                            "[1 paid 50000 back 50000 delivered 0]",
                            "[1 paid 50000 back 0 delivered 2]",
                            "[0 paid 0 back 0 delivered 2]",
                            "[0 paid 0 back 0 delivered 2]",
                            "[0 paid 0 back 0 delivered -2]"),
                    days(
                            bench,
                            List.of(
                                    one -> {
                                        one.send(paid, "0.05");
                                        store(one, paid);
                                        one.send(expired, "0.07");
                                        store(one, expired);
                                        one.settle(paid, "0.05");
                                        one.ledger().reverse(paid, one.moved("0.05", Bench.PAYEE));
                                    },
                                    one -> one.settle(paid, "0.05"),
                                    one -> one.ledger().expire(expired, one.dead()),
                                    one -> {
                                        one.ledger().uncharged(free);
                                        store(one, free);
                                    },
                                    one -> one.reserve(free, "0.03"))));
        }
    }

    /** The events of so many intents are read in two looks. */
    @Test
    void noAssetIsLostBetweenTwoLooks() {
        try (Bench bench = Bench.fresh(folder)) {
            int shots = Deliveries.PAGE + 1;
            for (int n = 0; n < shots; n++) {
                String intent = bench.intent("shot-%04d".formatted(n));
                bench.ledger().uncharged(intent);
                bench.ledger().stored(intent, 1, new AssetFacts("a".repeat(64), "image/png", 10));
            }
            assertEquals("[0 paid 0 back 0 delivered " + shots + "]", in(bench, Period.ALL));
        }
    }
}
