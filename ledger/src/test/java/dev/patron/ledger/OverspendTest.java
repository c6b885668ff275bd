package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.money.Usd;
import dev.patron.policy.AgentPolicy;
import dev.patron.policy.Limit;
import dev.patron.policy.PolicySet;
import dev.patron.policy.SpendState;
import dev.patron.policy.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sixty-four threads on one budget, at the edges of its windows too: never over, exact to the micro-dollar. */
class OverspendTest {
    private static final int THREADS = 64;
    private static final String PRICE = "0.010001";

    @TempDir
    Path folder;

    private Bench bench;
    private int planned;

    @BeforeEach
    void open() {
        bench = Bench.fresh(folder);
    }

    @AfterEach
    void close() {
        bench.closeSound();
    }

    @Test
    void aBudgetForSeventeenReservesExactlySeventeen() throws Exception {
        bench.policyIs(Bench.policy(Bench.most("0.170017")));
        assertEquals(17, race(quoted("painter", THREADS)));
        assertEquals("0.000000 spent 0.170017 reserved", bench.day());
        assertEquals("0.170017", bench.balance("reserved"));
    }

    @Test
    void aMicroDollarLessReservesOneLess() throws Exception {
        bench.policyIs(Bench.policy(Bench.most("0.170016")));
        assertEquals(16, race(quoted("painter", THREADS)));
        assertEquals("0.000000 spent 0.160016 reserved", bench.day());
    }

    @Test
    void twoAgentsShareTheirWorkspace() throws Exception {
        AgentPolicy agent = Bench.agent(Bench.most("0.100010"), Limit.unlimited());
        bench.policyIs(Bench.policy(Bench.most("0.150015"), agent));
        List<SpendCommand> both = new ArrayList<>(quoted("painter", THREADS / 2));
        both.addAll(quoted("second", THREADS / 2));

        assertEquals(15, race(both));
        assertEquals("0.000000 spent 0.150015 reserved", bench.day());
        for (String name : List.of("painter", "second")) {
            long granted = both.stream()
                    .filter(command -> command.request().agent().equals(name))
                    .filter(command -> bench.state(command.intent()) == PaymentState.RESERVED)
                    .count();
            assertTrue(granted >= 5 && granted <= 10, name + " has " + granted + " of at most 10");
        }
    }

    @Test
    void manyPaymentsOfAMinuteAreCountedExactly() throws Exception {
        bench.policyIs(Bench.policy(Limit.unlimited(), Bench.rated(9)));
        assertEquals(9, race(quoted("painter", THREADS)));
    }

    @Test
    void aNewDayIsANewBudgetAndNoDayHasTwo() throws Exception {
        bench.policyIs(Bench.policy(Bench.most("0.100010")));
        bench.clock.set(Instant.parse("2026-03-10T23:59:59.990Z"));
        List<SpendCommand> commands = quoted("painter", THREADS);
        int granted = race(commands, Duration.ofMillis(1));

        assertTrue(granted >= 10 && granted <= 20, granted + " of at most ten a day");
        long before = commands.stream()
                .flatMap(command -> bench.reader().reservation(command.intent()).stream())
                .filter(held -> held.reservedAt().isBefore(Instant.parse("2026-03-11T00:00:00Z")))
                .count();
        assertTrue(before <= 10 && granted - before <= 10, before + " before midnight, " + granted + " in all");
        assertEquals(10, before == 0 ? granted : Math.max(before, granted - before), "one day at least is full");
    }

    @Test
    void noTwentyFourHoursHoldMoreThanTheirLimit() throws Exception {
        Limit rolling = Bench.most("0.100010");
        AgentPolicy agent = Bench.agent(Limit.unlimited(), rolling);
        bench.policyIs(Bench.policy(Limit.unlimited(), agent));
        assertEquals(10, race(quoted("painter", 16)));

        bench.clock.set(
                Bench.NOON.plus(Duration.ofHours(24)).plus(Window.BUCKET).minusMillis(10));
        List<SpendCommand> commands = quoted("painter", THREADS);
        assertEquals(10, race(commands, Duration.ofMillis(1)), "the oldest bucket leaves while they race");
        SpendState state = bench.ledger().preview(bench.probe(), bench.policy());
        assertEquals(Usd.parse("0.100010"), state.tally(Window.AGENT_24H).used());
        assertTrue(
                commands.stream()
                        .flatMap(command -> bench.reader().reservation(command.intent()).stream())
                        .allMatch(held -> !held.reservedAt().isBefore(Window.leavesRolling(Bench.NOON))),
                "nothing was granted before the bucket had left");
    }

    @Test
    void everythingAtOnceAddsUp() throws Exception {
        bench.policyIs(Bench.policy(Bench.most("0.300030")));
        List<SpendCommand> commands = quoted("painter", 40);
        List<Integer> ends = inParallel(commands, command -> {
            if (bench.ledger().reserve(command, bench::policy) instanceof ReserveOutcome.Denied) {
                return 0;
            }
            String intent = command.intent();
            bench.ledger().authorize(command, bench::policy, Bench.signing(intent));
            bench.ledger().answered(intent, new AnswerFacts("timeout", 0, ""));
            if (command.request().lineItem().hashCode() % 2 == 0) {
                bench.settle(intent, PRICE);
                return 1;
            }
            bench.ledger().expire(intent, bench.dead());
            return 2;
        });
        long settled = ends.stream().filter(end -> end == 1).count();
        assertTrue(ends.stream().filter(end -> end > 0).count() >= 30, "what expired made room");
        assertEquals(Usd.ofMicros(10_001 * settled) + " spent " + Usd.ZERO + " reserved", bench.day());
    }

    private List<SpendCommand> quoted(String agent, int count) {
        List<SpendCommand> commands = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String shot = "shot-" + planned++;
            bench.plan(Bench.RUN, shot);
            String intent = bench.ledger()
                    .intend(bench.wanted(Bench.RUN, shot, 1, agent))
                    .id();
            bench.quote(intent, PRICE);
            commands.add(bench.command(intent, PRICE));
        }
        return commands;
    }

    private int race(List<SpendCommand> commands) throws Exception {
        return race(commands, Duration.ZERO);
    }

    /** Reserves all at once; each thread moves the clock by {@code tick} first. How many were reserved. */
    private int race(List<SpendCommand> commands, Duration tick) throws Exception {
        PolicySet policy = bench.policy();
        return inParallel(commands, command -> {
                    bench.clock.move(tick);
                    return bench.ledger().reserve(command, () -> policy) instanceof ReserveOutcome.Reserved ? 1 : 0;
                })
                .stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    private interface Buying {
        int buy(SpendCommand command);
    }

    private static List<Integer> inParallel(List<SpendCommand> commands, Buying buying) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Integer> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> futures = new ArrayList<>();
            for (SpendCommand command : commands) {
                futures.add(threads.submit(() -> {
                    start.await();
                    return buying.buy(command);
                }));
            }
            start.countDown();
            for (Future<Integer> future : futures) {
                results.add(future.get());
            }
        }
        return results;
    }
}
