package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.money.Payee;
import dev.patron.money.Usd;
import dev.patron.policy.AgentPolicy;
import dev.patron.policy.Allowed;
import dev.patron.policy.Limit;
import dev.patron.policy.Offer;
import dev.patron.policy.PolicySet;
import dev.patron.policy.SpendRequest;
import dev.patron.policy.WorkspacePolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every decision can be made again from what was recorded of it, and one that was changed by hand is found. */
class ReplayTest {
    private static final String HASHED = "UPDATE event SET hash = LOWER(RAWTOHEX(HASH('SHA256', STRINGTOUTF8(body))))";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whatRandomPoliciesDecidedIsDecidedAgain(long seed) {
        Random random = new Random(seed);
        try (Bench bench = Bench.fresh(folder)) {
            decide(bench, random, 60);
            ReplayPage page = whole(bench);
            assertEquals(List.of(), page.first(), "seed " + seed);
            assertEquals(0, page.differences());
            assertTrue(page.decisions() > 60, "seed " + seed + " made only " + page.decisions());
            assertTrue(bench.reader().decisions(Bench.RUN).stream()
                    .anyMatch(row -> row.outcome().equals("DENY")));
            assertEquals(List.of(), bench.ledger().verify().problems(), "seed " + seed);
        }
    }

    /** Storyboards, reservations, and reservations that are signed under another policy, each with offers. */
    private static void decide(Bench bench, Random random, int times) {
        for (int n = 0; n < times; n++) {
            bench.clock.move(Duration.ofSeconds(random.nextInt(5) == 0 ? 40_000 : random.nextInt(40)));
            if (random.nextInt(4) == 0) {
                bench.policyIs(policy(random));
            }
            String intent = bench.intent("shot-" + n);
            bench.ledger()
                    .judge(
                            Bench.RUN,
                            List.of(),
                            List.of(command(bench, intent, random), command(bench, intent, random)),
                            bench::policy);
            SpendCommand command = command(bench, intent, random);
            bench.quote(intent, "0.05");
            if (bench.ledger().reserve(command, bench::policy) instanceof ReserveOutcome.Reserved) {
                if (random.nextInt(2) == 0) {
                    bench.policyIs(policy(random));
                }
                bench.ledger().authorize(command, bench::policy, Bench.signing(intent));
                if (bench.state(intent) == PaymentState.AUTHORIZED && random.nextBoolean()) {
                    bench.ledger().answered(intent, new AnswerFacts("http", 500, ""));
                    bench.ledger()
                            .settle(
                                    intent,
                                    bench.moved(
                                            new java.math.BigDecimal(
                                                            command.request()
                                                                    .amount()
                                                                    .units(),
                                                            6)
                                                    .toPlainString(),
                                            Bench.PAYEE));
                }
            }
            if (random.nextInt(10) == 0) {
                bench.ledger().freeze(random.nextBoolean() ? "provider:other" : "agent:painter", "a test");
            } else if (random.nextInt(3) == 0) {
                bench.ledger().thaw("agent:painter");
            }
        }
    }

    private static SpendCommand command(Bench bench, String intent, Random random) {
        SpendCommand plain = bench.command(intent, "0.0" + (1 + random.nextInt(9)));
        SpendRequest request = plain.request();
        Optional<Usd> budget =
                random.nextBoolean() ? Optional.empty() : Optional.of(Usd.ofMicros(random.nextInt(2_000_000)));
        List<Offer> offers = new ArrayList<>();
        for (int n = 0; n < random.nextInt(4); n++) {
            offers.add(new Offer(
                    random.nextBoolean() ? "xgen" : "other",
                    random.nextBoolean() ? "image" : "video",
                    "model-" + n,
                    new Payee(Bench.NETWORK, Bench.STRANGER),
                    Bench.tokens("0.00" + (1 + random.nextInt(9)))));
        }
        return new SpendCommand(
                intent,
                false,
                new SpendRequest(
                        request.agent(),
                        request.run(),
                        request.lineItem(),
                        request.provider(),
                        request.kind(),
                        request.model(),
                        request.payee(),
                        request.amount(),
                        budget),
                offers);
    }

    private static PolicySet policy(Random random) {
        AgentPolicy agent = new AgentPolicy(
                random.nextInt(8) > 0,
                limit(random, 100_000),
                limit(random, 900_000),
                limit(random, 900_000),
                limit(random, 3_000_000),
                limit(random, 500_000),
                random.nextBoolean() ? Integer.MAX_VALUE : random.nextInt(5),
                random.nextBoolean() ? new Allowed.Any() : new Allowed.Only(Set.of("xgen", "any")),
                new Allowed.Any(),
                random.nextInt(4) > 0 ? new Allowed.Any() : new Allowed.Only(Set.of("still", "model-1", "model-2")));
        return new PolicySet(
                ZoneId.of(random.nextBoolean() ? "UTC" : "Europe/Berlin"),
                new WorkspacePolicy(
                        limit(random, 2_000_000),
                        limit(random, 9_000_000),
                        limit(random, 50_000_000),
                        limit(random, 900_000)),
                new TreeMap<>(Map.of("painter", agent, "second", agent)));
    }

    private static Limit limit(Random random, int most) {
        return random.nextBoolean() ? Limit.unlimited() : Limit.of(Usd.ofMicros(random.nextInt(most)));
    }

    private static ReplayPage whole(Bench bench) {
        ReplayPage page = bench.reader().replay(0, Optional.empty());
        assertEquals(page.through(), page.next(), "one page holds it");
        return page;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        findings         | UPDATE event SET body = REPLACE(body, '"funds_units":"9999', '"funds_units":"9998') WHERE seq = N
        findings         | UPDATE event SET body = REPLACE(body, '"spent_micros":"0"', '"spent_micros":"1"') WHERE seq = N
        outcome          | UPDATE event SET body = REPLACE(body, '"outcome":"PERMIT"', '"outcome":"DENY"') WHERE seq = N
        findings         | UPDATE event SET body = REPLACE(body, '"verdict":"PERMIT"', '"verdict":"DENY"') WHERE seq = N
        outcome          | UPDATE event SET body = REPLACE(body, '"clock_behind":false', '"clock_behind":true') WHERE seq = N
        extra            | UPDATE event SET body = REPLACE(body, '"findings"', '"extra":"1","findings"') WHERE seq = N
        no event before  | UPDATE event SET body = REPLACE(body, '"policy":"', '"policy":"0') WHERE seq = N
        cannot be read   | UPDATE event SET body = REPLACE(body, '"unresolved":', '"unresolved2":') WHERE seq = N
        """)
    void aChangedDecisionIsFoundAndNamed(String what, String change) throws Exception {
        try (Bench bench = Bench.fresh(folder)) {
            bench.reserve(bench.intent("shot-01"), "0.05");
            bench.reserve(bench.intent("shot-02"), "0.05");
            String second =
                    Long.toString(bench.reader().decisions(Bench.RUN).getLast().id());
            plant(bench, change.replace("seq = N", "seq = " + second));
            ReplayPage page = whole(bench);
            assertEquals(1, page.differences(), page.first()::toString);
            assertTrue(page.first().getFirst().startsWith("event " + second + " (decided): "), page.first()::toString);
            assertTrue(page.first().getFirst().contains(what), page.first()::toString);
        }
    }

    @Test
    void aChangedPolicyIsFoundWithWhatItDecided() throws Exception {
        try (Bench bench = Bench.fresh(folder)) {
            bench.policyIs(Bench.policy(Bench.most("0.05")));
            bench.reserve(bench.intent("shot-01"), "0.05");
            bench.reserve(bench.intent("shot-02"), "0.05");
            plant(
                    bench,
                    "UPDATE event SET body = REPLACE(body, '\"daily\":\"50000\"', '\"daily\":\"990000\"')"
                            + " WHERE type = 'policy_adopted'");
            List<String> first = whole(bench).first();
            assertTrue(first.getFirst().contains("(policy_adopted): the policy that it holds"), first::toString);
            assertEquals(3, first.size(), "it decided twice and no event holds it: " + first);
        }
    }

    /** The hash is made to fit, unless the change is to the hash. */
    private static void plant(Bench bench, String change) throws Exception {
        assertEquals(1, bench.tamper(change), "the planted change changes something");
        bench.tamper(HASHED);
    }

    @Test
    void bytesThatDoNotHashToWhatIsStoredAreFound() throws Exception {
        try (Bench bench = Bench.fresh(folder)) {
            bench.reserve(bench.intent("shot-01"), "0.05");
            bench.tamper("UPDATE event SET hash = REPEAT('0', 64) WHERE type = 'decided'");
            assertTrue(whole(bench).first().getFirst().contains("do not hash"));
        }
    }

    @Test
    void decisionsOfOlderLedgersAreCountedAndNotMadeAgain() throws Exception {
        try (Bench bench = Bench.fresh(folder)) {
            bench.reserve(bench.intent("shot-01"), "0.05");
            bench.tamper("UPDATE meta SET text = (SELECT MAX(seq) FROM event) WHERE name = 'complete_after'");
            bench.tamper("UPDATE event SET body = '{}' WHERE type = 'decided'");
            bench.reserve(bench.intent("shot-02"), "0.05");
            ReplayPage page = whole(bench);
            assertEquals(List.of(), page.first());
            assertEquals(1, page.older());
            assertEquals(1, page.decisions());
        }
    }

    @Test
    void replayGoesByPagesUpToWhatItBeganWith() {
        try (Bench bench = Bench.fresh(folder)) {
            for (int n = 0; n < 110; n++) {
                bench.reserve(bench.intent("shot-" + n), "0.000001");
            }
            ReplayPage page = bench.reader().replay(0, Optional.empty());
            long through = page.through();
            bench.reserve(bench.intent("late"), "0.000001");
            long decisions = 0;
            long events = 0;
            for (int pages = 0; ; pages++) {
                decisions += page.decisions();
                events += page.events();
                assertEquals(List.of(), page.first());
                assertTrue(pages < 10);
                if (page.next() >= through) {
                    break;
                }
                page = bench.reader().replay(page.next(), Optional.of(through));
            }
            assertEquals(110, decisions);
            assertEquals(through, events);
        }
    }

    @Test
    void aPolicyIsOneEventHoweverManyDecideUnderItAtOnce() throws Exception {
        try (Bench bench = Bench.fresh(folder);
                ExecutorService pool = Executors.newFixedThreadPool(8)) {
            List<String> intents = IntStream.range(0, 24)
                    .mapToObj(n -> bench.intent("shot-" + n))
                    .toList();
            intents.forEach(intent -> bench.quote(intent, "0.01"));
            for (int round = 0; round < 6; round++) {
                PolicySet fresh = Bench.policy(Bench.most("10" + round));
                List<Future<?>> all = new ArrayList<>();
                for (int n = 0; n < 4; n++) {
                    String intent = intents.get(round * 4 + n);
                    boolean simulated = n % 2 == 0;
                    SpendCommand plain = bench.command(intent, "0.01");
                    SpendCommand command = new SpendCommand(intent, simulated, plain.request(), List.of());
                    all.add(pool.submit(() -> bench.ledger().reserve(command, () -> fresh)));
                }
                for (Future<?> one : all) {
                    one.get();
                }
                assertEquals(round + 1, bench.rows("policy"));
            }
            assertEquals(6, bench.rows("event WHERE type = 'policy_adopted'"));
            assertEquals(List.of(), whole(bench).first());
        }
    }
}
