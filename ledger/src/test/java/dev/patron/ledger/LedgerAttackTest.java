package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.money.Usd;
import dev.patron.policy.Code;
import dev.patron.policy.Decision;
import dev.patron.policy.Finding;
import dev.patron.policy.Limit;
import dev.patron.policy.PolicySet;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody would try at the budgets: the edges of days, changed policies, a shrunken limit, many at once, an empty wallet. */
class LedgerAttackTest {
    private static final long PATIENCE_SECONDS = 60;
    private static final Instant LATE = Instant.parse("2026-03-10T23:59:50Z");
    private static final String OTHER_RUN = "f".repeat(32);

    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void open() {
        bench = Bench.fresh(folder);
    }

    @AfterEach
    void close() {
        bench.closeSound();
    }

    private Decision.Deny denied(String shot, String price) {
        return assertInstanceOf(ReserveOutcome.Denied.class, bench.reserve(bench.intent(shot), price))
                .denial();
    }

    /** A day's limit may be used on both sides of midnight, and not twice on one of them. */
    @Test
    void at065EachSideOfMidnightHasItsOwnDayAndTwentyFourHoursHaveOneLimit() {
        bench.clock.set(LATE);
        bench.policyIs(Bench.policy(Bench.most("0.05")));
        bench.paid("shot-01", "0.05");
        assertEquals(Code.AGENT_DAILY_LIMIT, denied("shot-02", "0.000001").code());
        bench.clock.set(Instant.parse("2026-03-11T00:00:00Z"));
        bench.policyIs(Bench.policy(Bench.FREE, Bench.agent(Bench.most("0.05"), Bench.most("0.05"))));
        assertEquals(Code.AGENT_DAILY_LIMIT, denied("shot-03", "0.05").code(), "the rolling limit sees both sides");
        bench.policyIs(Bench.policy(Bench.most("0.05")));
        bench.paid("shot-04", "0.05");
        assertEquals(Code.AGENT_DAILY_LIMIT, denied("shot-05", "0.000001").code());
    }

    @Test
    void at066WhatWasReservedBeforeMidnightIsOfThatDayWhateverBecomesOfIt() {
        bench.clock.set(LATE);
        String signed = bench.intent("shot-01");
        bench.reserve(signed, "0.05");
        String lapsing = bench.intent("shot-02");
        bench.reserve(lapsing, "0.07");
        bench.clock.move(Duration.ofSeconds(20));
        bench.reserve(bench.intent("shot-03"), "0.01");
        bench.authorize(signed, "0.05");
        bench.ledger().answered(signed, new AnswerFacts("timeout", 0, ""));
        bench.settle(signed, "0.05");
        assertEquals("0.000000 spent 0.010000 reserved", bench.day(), "the new day knows of its own only");
        bench.clock.move(Duration.ofSeconds(40));
        assertInstanceOf(AuthorizeOutcome.Voided.class, bench.authorize(lapsing, "0.07"));
        assertEquals(
                "0.000000 spent 0.010000 reserved", bench.day(), "nothing is given back to a day that lent nothing");
    }

    /** Between plan and reservation, and between reservation and signature, the stricter policy holds. */
    @Test
    void at070APolicyThatIsTightenedInBetweenWins() {
        bench.policyIs(Bench.policy(Limit.unlimited()));
        String planned = bench.intent("shot-01");
        String reserved = bench.intent("shot-02");
        bench.reserve(reserved, "0.05");
        PolicySet tight = Bench.policy(Bench.most("0.04"));
        bench.quote(planned, "0.05");
        assertEquals(
                Code.AGENT_DAILY_LIMIT,
                assertInstanceOf(
                                ReserveOutcome.Denied.class,
                                bench.ledger().reserve(bench.command(planned, "0.05"), () -> tight))
                        .denial()
                        .code());
        AuthorizeOutcome outcome = bench.ledger().authorize(bench.command(reserved, "0.05"), () -> tight, at -> {
            throw new IllegalStateException("nothing is signed under it");
        });
        assertEquals(
                Code.AGENT_DAILY_LIMIT,
                assertInstanceOf(AuthorizeOutcome.Voided.class, outcome).code());
        bench.policyIs(Bench.policy(Limit.unlimited()));
        assertInstanceOf(ReserveOutcome.Reserved.class, bench.reserve(reserved, "0.05"), "a new decision may allow it");
    }

    @Test
    void at072ALimitBelowWhatIsSpentLeavesNothingAndNeverLess() {
        bench.paid("shot-01", "0.25");
        bench.policyIs(Bench.policy(Bench.most("0.10")));
        Decision.Deny denial = denied("shot-02", "0.000001");
        Finding.Numbers numbers = denial.denials().getFirst().numbers().orElseThrow();
        assertEquals(Optional.of(Usd.ZERO), numbers.remaining());
        assertEquals(Optional.of(Instant.parse("2026-03-11T00:00:00Z")), numbers.freesAt());
        bench.clock.set(Instant.parse("2026-03-11T00:00:00Z"));
        bench.paid("shot-03", "0.10");
        assertEquals(Code.AGENT_DAILY_LIMIT, denied("shot-04", "0.000001").code());
    }

    /** Two agents on two runs, each against each, beside a switch that locks everything: all come through. */
    @Test
    void at073AnchorsThatAreWantedCrosswiseNeverStopEachOther() throws Exception {
        bench.openRun(OTHER_RUN);
        List<SpendCommand> commands = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            String run = i % 2 == 0 ? Bench.RUN : OTHER_RUN;
            String shot = "shot-" + i;
            bench.plan(run, shot);
            String agent = i % 4 < 2 ? "painter" : "second";
            String intent =
                    bench.ledger().intend(bench.wanted(run, shot, 1, agent)).id();
            bench.quote(intent, "0.01");
            commands.add(bench.command(intent, "0.01"));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (SpendCommand command : commands) {
                all.add(threads.submit(() -> {
                    bench.ledger().reserve(command, bench::policy);
                    bench.ledger().authorize(command, bench::policy, Bench.signing(command.intent()));
                }));
            }
            all.add(threads.submit(() -> bench.ledger().freeze("agent:nobody", "beside it")));
            for (Future<?> one : all) {
                one.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        }
        assertEquals("0.000000 spent 0.160000 reserved", bench.day());
        assertTrue(commands.stream().allMatch(command -> bench.state(command.intent()) == PaymentState.AUTHORIZED));
    }

    /** There is no counter in memory that a new start could lose or bring back. */
    @Test
    void at076ANewStartHasTheSameTotals() {
        bench.paid("shot-01", "0.05");
        bench.send(bench.intent("shot-02"), "0.06");
        String before = bench.day();
        bench.reopen();
        bench.ledger().recover();
        assertEquals(before, bench.day());
        assertEquals("0.050000 spent 0.060000 reserved", before);
    }

    @Test
    void at146AWalletThatRunsDryIsNoticedBeforeAnythingIsSigned() {
        bench.paid("shot-01", "999.98");
        bench.reserve(bench.intent("shot-02"), "0.01");
        assertEquals(
                Code.INSUFFICIENT_BALANCE,
                denied("shot-03", "0.010001").code(),
                "what is reserved cannot be spent again");
        assertInstanceOf(ReserveOutcome.Reserved.class, bench.reserve(bench.intent("shot-04"), "0.01"));
    }

    /** A key that was taken back, and one whose secret, holder or end is another's now. */
    @Test
    void at123AKeyThatIsChangedInTheDatabaseIsNamed() throws Exception {
        Instant now = bench.clock.instant();
        bench.ledger()
                .keys()
                .add(new ApiKey(
                        "key1",
                        ApiKey.Holder.PROVIDER,
                        "api.example.com",
                        "1ABC",
                        Digests.sha256("key1"),
                        now,
                        now.plusSeconds(3_600),
                        Optional.empty()));
        bench.ledger().keys().revoke("key1");
        for (String change : List.of(
                "revoked_at = NULL",
                "hash = REPEAT('0', 64)",
                "holder = 'AGENT'",
                "subject = 'other.example.com'",
                "pay_to = '1XYZ'",
                "expires_at = DATEADD(DAY, 90, expires_at)")) {
            bench.tamper("UPDATE api_key SET " + change);
            List<String> problems = bench.ledger().verify().problems();
            assertTrue(problems.stream().anyMatch(problem -> problem.contains("key1")), change + ": " + problems);
            bench.tamper("UPDATE api_key SET revoked_at = made_at, hash = '" + Digests.sha256("key1")
                    + "', holder = 'PROVIDER', subject = 'api.example.com', pay_to = '1ABC',"
                    + " expires_at = DATEADD(SECOND, 3600, made_at)");
        }
    }
}
