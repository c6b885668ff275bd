package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.money.Usd;
import dev.patron.policy.Code;
import dev.patron.policy.Limit;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One purchase from quote to proof, with what the books and budgets say at each step. */
class PurchaseTrackTest {
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

    @Test
    void aPurchaseMovesItsMoneyOnce() {
        String intent = bench.intent("shot-01");
        ReserveOutcome.Reserved reserved =
                assertInstanceOf(ReserveOutcome.Reserved.class, bench.reserve(intent, "0.05"));
        assertEquals(Usd.parse("0.05"), reserved.usd());
        assertBooks("999.950000", "0.050000", "0.000000", "0.000000 spent 0.050000 reserved");
        assertEquals(PaymentState.RESERVED, bench.state(intent));

        AuthorizeOutcome.Authorized signed =
                assertInstanceOf(AuthorizeOutcome.Authorized.class, bench.authorize(intent, "0.05"));
        assertArrayEquals(Bench.request(intent), signed.request());
        assertArrayEquals(
                Bench.request(intent),
                bench.reader().signed(bench.record(intent)).orElseThrow().request());
        bench.ledger().answered(intent, new AnswerFacts("accepted", 202, "0x" + "7".repeat(64)));
        assertEquals(PaymentState.UNKNOWN, bench.state(intent), "an answer proves nothing");
        assertBooks("999.950000", "0.050000", "0.000000", "0.000000 spent 0.050000 reserved");

        bench.settle(intent, "0.05");
        assertBooks("999.950000", "0.000000", "0.050000", "0.050000 spent 0.000000 reserved");
        assertEquals(PaymentState.SETTLED, bench.state(intent));
        assertEquals(new RunTotals(Usd.parse("0.05"), Usd.ZERO), bench.reader().totals(Bench.RUN));
        assertEquals("posted", bench.reader().reservation(intent).orElseThrow().state());
        assertEquals(
                1,
                bench.meters
                        .counter("patron.purchase.states", "state", "settled")
                        .count());
    }

    private void assertBooks(String treasury, String reserved, String expense, String day) {
        assertEquals(treasury, bench.balance("treasury"));
        assertEquals(reserved, bench.balance("reserved"));
        assertEquals(expense, bench.balance("expense/xgen"));
        assertEquals(day, bench.day());
    }

    @Test
    void aDenialIsRecordedAndHoldsNothing() {
        bench.policyIs(Bench.policy(Bench.most("0.04")));
        String intent = bench.intent("shot-01");
        ReserveOutcome.Denied denied = assertInstanceOf(ReserveOutcome.Denied.class, bench.reserve(intent, "0.05"));

        assertEquals(Code.AGENT_DAILY_LIMIT, denied.denial().code());
        assertEquals(PaymentState.DENIED, bench.state(intent));
        assertBooks("1000.000000", "0.000000", "0.000000", "0.000000 spent 0.000000 reserved");
        assertEquals(Optional.empty(), bench.reader().reservation(intent));
        DecisionRecord row = bench.reader().decisions(Bench.RUN).getLast();
        assertEquals(denied.decision(), row.id());
        assertEquals(Optional.of("AGENT_DAILY_LIMIT"), row.code());
        assertEquals(Optional.of(Usd.parse("0.04")), row.limit());
        assertEquals(Optional.of(Usd.ZERO), row.spent());
        assertEquals(Optional.of(Usd.parse("0.04")), row.remaining());
        assertEquals(bench.policy().digest(), row.policy());
        assertEquals(
                1,
                bench.meters
                        .counter("patron.decisions", "outcome", "deny", "code", "AGENT_DAILY_LIMIT")
                        .count());
        assertNotSigned(intent);
    }

    private void assertNotSigned(String intent) {
        assertEquals(
                Fault.ILLEGAL,
                assertThrows(LedgerException.class, () -> bench.authorize(intent, "0.05"))
                        .fault());
    }

    @Test
    void whatWasDeniedMayBeAskedAgainOnTheSameIntent() {
        bench.policyIs(Bench.policy(Bench.most("0")));
        String intent = bench.intent("shot-01");
        bench.reserve(intent, "0.05");
        bench.policyIs(Bench.policy(Limit.unlimited()));

        assertInstanceOf(ReserveOutcome.Reserved.class, bench.reserve(intent, "0.05"));
        assertEquals(2, bench.record(intent).round());
        assertEquals(1, bench.reader().intents(Bench.RUN).size());
    }

    @Test
    void aRefusalBeforeAnyRuleIsRecorded() {
        String intent = bench.intent("shot-01");
        bench.ledger().refuse(intent, Code.PRICE_DRIFT, "asked 0.06, the catalogue says 0.05", "e".repeat(64));
        assertEquals(PaymentState.DENIED, bench.state(intent));
        bench.ledger().abandon(intent, Code.SELLER_REFUSED, "the seller refused");
        assertEquals(PaymentState.ABANDONED, bench.state(intent));
        bench.ledger().uncharged(intent);
        assertEquals(PaymentState.UNCHARGED, bench.state(intent));
        assertInstanceOf(ReserveOutcome.Reserved.class, bench.reserve(intent, "0.05"));
    }

    @Test
    void oneNonceBelongsToOneIntent() {
        String first = bench.intent("shot-01");
        bench.plan(Bench.RUN, "shot-02");
        NewIntent other = bench.wanted(Bench.RUN, "shot-02", 1, "painter");
        NewIntent stolen = new NewIntent(
                other.id(),
                other.run(),
                other.shot(),
                1,
                other.agent(),
                other.provider(),
                other.asset(),
                other.authorizer(),
                bench.record(first).nonce());

        assertThrows(LedgerException.class, () -> bench.ledger().intend(stolen));
        assertEquals(1, bench.reader().intents(Bench.RUN).size());
    }

    @Test
    void anIntentKeepsWhatItPinned() {
        bench.intent("shot-01");
        NewIntent pinned = bench.wanted(Bench.RUN, "shot-01", 1, "painter");
        NewIntent moved = new NewIntent(
                pinned.id(),
                pinned.run(),
                pinned.shot(),
                1,
                pinned.agent(),
                pinned.provider(),
                pinned.asset(),
                Bench.STRANGER,
                pinned.nonce());

        assertEquals(pinned.id(), bench.ledger().intend(pinned).id(), "asking again changes nothing");
        assertThrows(LedgerException.class, () -> bench.ledger().intend(moved));
    }

    @Test
    void aPaymentMustNameAPlannedShot() {
        LedgerException refused = assertThrows(LedgerException.class, () -> bench.intend(Bench.RUN, "shot-77", 1));
        assertTrue(refused.toString().contains("NO_LINE_ITEM"), refused.toString());
    }

    @Test
    void aShotHasOneLivePayment() {
        String first = bench.intent("shot-01");
        bench.reserve(first, "0.05");
        String second = bench.intend(Bench.RUN, "shot-01", 2);
        for (Runnable step : List.<Runnable>of(
                () -> {},
                () -> bench.authorize(first, "0.05"),
                () -> bench.ledger().answered(first, new AnswerFacts("timeout", 0, "")),
                () -> bench.settle(first, "0.05"))) {
            step.run();
            ReserveOutcome.Denied denied = assertInstanceOf(
                    ReserveOutcome.Denied.class,
                    bench.reserve(second, "0.05"),
                    bench.state(first).name());
            assertEquals(Code.PAYMENT_UNRESOLVED, denied.denial().code());
        }
    }

    @Test
    void goodsThatCameWithoutAPaymentAreNotBought() {
        String first = diedWhileGenerating("shot-01");
        String second = bench.intend(Bench.RUN, "shot-01", 2);
        assertInstanceOf(ReserveOutcome.Denied.class, bench.reserve(second, "0.05"), "they may still come");
        bench.ledger().fulfil(first, FulfilmentState.DELIVERED, "");
        assertInstanceOf(ReserveOutcome.Denied.class, bench.reserve(second, "0.05"), "they are here");
    }

    @Test
    void goodsThatWillNotComeWithoutAPaymentAreBought() {
        String first = diedWhileGenerating("shot-01");
        bench.ledger().fulfil(first, FulfilmentState.OVERDUE, "DEADLINE_PASSED");
        String second = bench.intend(Bench.RUN, "shot-01", 2);
        assertInstanceOf(ReserveOutcome.Reserved.class, bench.reserve(second, "0.05"));
    }

    private String diedWhileGenerating(String shot) {
        String intent = bench.intent(shot);
        bench.send(intent, "0.05");
        bench.ledger().generating(intent, "job-" + shot, bench.clock.instant().plusSeconds(90));
        bench.ledger().expire(intent, bench.dead());
        return intent;
    }

    @Test
    void aFutureAttemptIsNotPaid() {
        bench.intent("shot-01");
        String second = bench.intend(Bench.RUN, "shot-01", 2);
        assertEquals(
                Fault.ILLEGAL,
                assertThrows(LedgerException.class, () -> bench.reserve(second, "0.05"))
                        .fault());
    }

    @Test
    void aCommandMustBeForItsIntent() {
        String intent = bench.intent("shot-01");
        bench.quote(intent, "0.05");
        String other = "fedcba9876543210fedcba9876543210";
        bench.openRun(other);
        SpendCommand right = bench.command(intent, "0.05");
        var ask = right.request();
        for (var wrong : List.of(
                new dev.patron.policy.SpendRequest(
                        "second",
                        ask.run(),
                        ask.lineItem(),
                        ask.provider(),
                        ask.kind(),
                        ask.model(),
                        ask.payee(),
                        ask.amount(),
                        ask.briefBudget()),
                new dev.patron.policy.SpendRequest(
                        ask.agent(),
                        other,
                        ask.lineItem(),
                        ask.provider(),
                        ask.kind(),
                        ask.model(),
                        ask.payee(),
                        ask.amount(),
                        ask.briefBudget()),
                new dev.patron.policy.SpendRequest(
                        ask.agent(),
                        ask.run(),
                        ask.lineItem(),
                        "other",
                        ask.kind(),
                        ask.model(),
                        ask.payee(),
                        ask.amount(),
                        ask.briefBudget()))) {
            SpendCommand command = new SpendCommand(intent, false, wrong, List.of());
            assertThrows(LedgerException.class, () -> bench.ledger().reserve(command, bench::policy));
        }
    }
}
