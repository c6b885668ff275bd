package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.policy.Code;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random walks through all acts, legal and not: what is refused changes nothing, and the books stay sound. */
class WalkTest {
    private static final int STEPS = 200;

    /** Where each act may be tried with success; anywhere else it must be refused as illegal. */
    private enum Act {
        QUOTE("INTENT", "DENIED", "VOIDED", "ABANDONED", "UNCHARGED"),
        REFUSE("INTENT", "QUOTED", "DENIED", "VOIDED", "ABANDONED", "UNCHARGED"),
        ABANDON("INTENT", "QUOTED", "DENIED", "VOIDED", "ABANDONED", "UNCHARGED"),
        FREE("INTENT", "QUOTED", "DENIED", "VOIDED", "ABANDONED", "UNCHARGED"),
        RESERVE("QUOTED"),
        AUTHORIZE("RESERVED"),
        ANSWER("AUTHORIZED", "UNKNOWN", "SETTLED", "EXPIRED", "CANCELLED"),
        SETTLE("UNKNOWN"),
        FINALIZE("SETTLED"),
        REVERSE("SETTLED"),
        EXPIRE("UNKNOWN"),
        CANCEL("UNKNOWN");

        private final String from;

        Act(String... from) {
            this.from = " " + String.join(" ", from) + " ";
        }

        boolean startsAt(PaymentState state) {
            return from.contains(" " + state + " ");
        }
    }

    @TempDir
    Path folder;

    private final List<String> intents = new ArrayList<>();
    private final Map<Act, Integer> done = new EnumMap<>(Act.class);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void theBooksStaySound(long seed) throws Exception {
        Random random = new Random(seed);
        try (Bench bench = Bench.fresh(folder)) {
            for (int i = 0; i < 6; i++) {
                intents.add(bench.intent("shot-0" + i));
            }
            for (int step = 0; step < STEPS; step++) {
                step(bench, random, "seed " + seed + " step " + step);
                if (step % 50 == 49) {
                    assertEquals(List.of(), bench.ledger().verify().problems(), "seed " + seed + " step " + step);
                    bench.reopen();
                    bench.ledger().recover();
                }
            }
            assertEquals(List.of(), bench.ledger().verify().problems(), "seed " + seed);
            assertEquals(List.of(), bench.replayed(), "seed " + seed);
            assertEquals(List.of(), FromEvents.differences(bench), "seed " + seed);
            BigInteger sum =
                    bench.reader().statement(java.time.Instant.EPOCH, Bench.NOON.plus(Duration.ofDays(999))).stream()
                            .map(StatementLine::closing)
                            .reduce(BigInteger.ZERO, BigInteger::add);
            assertEquals(BigInteger.ZERO, sum, "seed " + seed);
            assertTrue(done.size() >= 9, "seed " + seed + " did only " + done);
            assertEquals(List.of(), Rebuilt.differences(bench), "seed " + seed);
        }
    }

    private void step(Bench bench, Random random, String where) throws Exception {
        bench.clock.move(Duration.ofSeconds(random.nextInt(10) == 0 ? 600 : random.nextInt(20)));
        String intent = intents.get(random.nextInt(intents.size()));
        if (random.nextInt(4) == 0) {
            goods(bench, random, intent);
            return;
        }
        List<Act> acts = List.of(Act.values());
        PaymentState from = bench.state(intent);
        List<Act> onwards = acts.stream()
                .filter(act -> act.startsAt(from))
                .filter(act -> act == Act.QUOTE || !act.startsAt(PaymentState.ABANDONED))
                .toList();
        Act act = random.nextInt(4) > 0 && !onwards.isEmpty()
                ? onwards.get(random.nextInt(onwards.size()))
                : acts.get(random.nextInt(acts.size()));
        try {
            act(bench, random, act, intent);
            assertTrue(act.startsAt(from), where + ": " + act + " was let through from " + from);
            done.merge(act, 1, Integer::sum);
        } catch (LedgerException e) {
            assertEquals(Fault.ILLEGAL, e.fault(), where + ": " + act + " from " + from + ": " + e);
            assertTrue(!act.startsAt(from), where + ": " + act + " was refused from " + from + ": " + e);
            assertEquals(from, bench.state(intent), where);
        }
        if (from != bench.state(intent) && bench.state(intent) != PaymentState.QUOTED) {
            next(bench, intent);
        }
    }

    private void act(Bench bench, Random random, Act act, String intent) throws Exception {
        Ledger ledger = bench.ledger();
        String price = random.nextBoolean() ? "0.05" : "0.25";
        String held = bench.reader()
                .reservation(intent)
                .map(row -> new java.math.BigDecimal(row.units(), 6).toPlainString())
                .orElse(price);
        switch (act) {
            case QUOTE -> bench.quote(intent, price);
            case REFUSE -> ledger.refuse(intent, Code.PRICE_DRIFT, "it asked more", "e".repeat(64));
            case ABANDON -> ledger.abandon(intent, Code.SELLER_REFUSED, "it would not");
            case FREE -> ledger.uncharged(intent);
            case RESERVE -> ledger.reserve(bench.command(intent, price), bench::policy);
            case AUTHORIZE -> bench.authorize(intent, held);
            case ANSWER -> ledger.answered(intent, new AnswerFacts("http", 500, ""));
            case SETTLE -> {
                boolean odd = random.nextInt(4) == 0;
                ledger.settle(intent, bench.moved(odd ? price : held, odd ? Bench.STRANGER : Bench.PAYEE));
                ledger.thaw("provider:xgen");
            }
            case FINALIZE -> ledger.finalize(intent, bench.moved(held, Bench.PAYEE));
            case REVERSE -> ledger.reverse(intent, bench.moved(held, Bench.PAYEE));
            case EXPIRE -> ledger.expire(intent, bench.dead());
            case CANCEL -> ledger.cancel(intent, bench.dead());
        }
    }

    /** Moves the goods' side somewhere, if it may. */
    private void goods(Bench bench, Random random, String intent) {
        try {
            switch (random.nextInt(4)) {
                case 0 -> bench.ledger().generating(intent, "job-" + random.nextInt(99), bench.clock.instant());
                case 1 -> bench.ledger().polled(intent, "running", random.nextInt(100));
                case 2 -> {
                    Optional<Integer> retry = bench.ledger().allowRetry(intent, 2);
                    retry.ifPresent(_ -> next(bench, intent));
                }
                default -> {
                    List<FulfilmentState> states = List.of(FulfilmentState.values());
                    bench.ledger().fulfil(intent, states.get(random.nextInt(states.size())), "");
                }
            }
        } catch (LedgerException e) {
            assertEquals(Fault.ILLEGAL, e.fault(), e.toString());
        }
    }

    /** Goes on with the shot's next attempt, once there is one. */
    private void next(Bench bench, String intent) {
        IntentRecord record = bench.record(intent);
        int current = bench.reader().attempt(record.run(), record.shot());
        String next = bench.intend(record.run(), record.shot(), current);
        if (!intents.contains(next)) {
            intents.add(next);
        }
    }
}
