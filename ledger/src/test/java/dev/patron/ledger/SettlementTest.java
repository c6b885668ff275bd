package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.money.Address;
import dev.patron.policy.Code;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a payment ends, on the chain's word alone, and how an end is taken back. */
class SettlementTest {
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
    void onlyAFinalBlockReleasesMoney() {
        String intent = sent("0.05");
        ChainProof dead = bench.dead();
        ChainProof head = new ChainProof(
                "", dead.blockNumber(), dead.blockHash(), dead.blockTime(), dead.payee(), dead.units(), false);

        assertIllegal(() -> bench.ledger().expire(intent, head));
        assertIllegal(() -> bench.ledger().cancel(intent, head));
        assertEquals("0.050000", bench.balance("reserved"));
        bench.ledger().expire(intent, dead);
        assertReleased(intent, PaymentState.EXPIRED);
    }

    @Test
    void aSignatureThatStillLivesDoesNotExpire() {
        String intent = sent("0.05");
        ChainProof dead = bench.dead();
        var validBefore =
                bench.reader().signed(bench.record(intent)).orElseThrow().validBefore();
        ChainProof early = new ChainProof(
                "", 900, dead.blockHash(), validBefore.minusSeconds(1), dead.payee(), BigInteger.ZERO, true);

        assertIllegal(() -> bench.ledger().expire(intent, early));
        bench.ledger()
                .expire(intent, new ChainProof("", 901, "0xb901", validBefore, dead.payee(), BigInteger.ZERO, true));
        assertReleased(intent, PaymentState.EXPIRED);
    }

    @Test
    void aCancelledNonceReleases() {
        String intent = sent("0.05");
        bench.ledger().cancel(intent, bench.dead());
        assertReleased(intent, PaymentState.CANCELLED);
    }

    private void assertReleased(String intent, PaymentState state) {
        assertEquals(state, bench.state(intent));
        assertEquals("1000.000000", bench.balance("treasury"));
        assertEquals("0.000000 spent 0.000000 reserved", bench.day());
        assertEquals(2, bench.reader().attempt(Bench.RUN, "shot-01"));
        String next = bench.intend(Bench.RUN, "shot-01", 2);
        assertInstanceOf(ReserveOutcome.Reserved.class, bench.reserve(next, "0.05"));
        assertIllegal(() -> bench.reserve(intent, "0.05"));
    }

    @Test
    void whatExpiredAndWasDeliveredIsNeverBoughtAgain() {
        String intent = sent("0.05");
        bench.ledger().stored(intent, 1, new AssetFacts("a".repeat(64), "image/png", 10));
        bench.ledger().expire(intent, bench.dead());

        assertEquals(1, bench.reader().attempt(Bench.RUN, "shot-01"));
        String next = bench.intend(Bench.RUN, "shot-01", 2);
        assertIllegal(() -> bench.reserve(next, "0.05"));
    }

    @Test
    void aSettlementOfAnotherAmountIsBookedAsTheChainSays() {
        differs("0.05", "0.03", Bench.PAYEE, "999.970000", "0.030000");
    }

    @Test
    void aSettlementOfMoreIsBookedAsTheChainSays() {
        differs("0.05", "0.08", Bench.PAYEE, "999.920000", "0.080000");
    }

    @Test
    void aSettlementToAnotherPayeeIsAnIncident() {
        differs("0.05", "0.05", Bench.STRANGER, "999.950000", "0.050000");
    }

    private void differs(String reserved, String moved, Address payee, String treasury, String expense) {
        String intent = sent(reserved);
        bench.ledger().settle(intent, bench.moved(moved, payee));

        assertBooks(treasury, "0.000000", expense);
        assertEquals(expense + " spent 0.000000 reserved", bench.day());
        assertTrue(bench.reader().frozen().getFirst().startsWith("provider:xgen"), "the provider is frozen");
        assertEquals(1, incidents());
        assertEquals(
                Code.FROZEN,
                assertInstanceOf(ReserveOutcome.Denied.class, bench.reserve(bench.intent("shot-09"), "0.01"))
                        .denial()
                        .code());

        bench.ledger().reverse(intent, bench.moved(moved, payee));
        assertBooks("999.950000", "0.050000", "0.000000");
        assertEquals("0.000000 spent 0.050000 reserved", bench.day());
        bench.ledger().expire(intent, bench.dead());
        assertBooks("1000.000000", "0.000000", "0.000000");
        assertEquals("0.000000 spent 0.000000 reserved", bench.day());
    }

    private long incidents() {
        return bench.reader().events(0, 1000).stream()
                .filter(event -> event.type().equals("incident"))
                .count();
    }

    private void assertBooks(String treasury, String reserved, String expense) {
        assertEquals(treasury, bench.balance("treasury"), "treasury");
        assertEquals(reserved, bench.balance("reserved"), "reserved");
        assertEquals(expense, bench.balance("expense/xgen"), "expense");
    }

    @Test
    void aVanishedBlockPutsMoneyAtRiskAgain() {
        String intent = sent("0.05");
        bench.settle(intent, "0.05");
        bench.ledger().reverse(intent, bench.moved("0.05", Bench.PAYEE));

        assertEquals(PaymentState.UNKNOWN, bench.state(intent));
        assertBooks("999.950000", "0.050000", "0.000000");
        assertEquals("0.000000 spent 0.050000 reserved", bench.day());
        bench.settle(intent, "0.05");
        assertBooks("999.950000", "0.000000", "0.050000");
    }

    @Test
    void aVanishedBlockTakesItsClaimBackAndTheNextOpensItAgain() {
        String intent = sent("0.05");
        bench.ledger().fulfil(intent, FulfilmentState.NO_HANDLE, "NO_HANDLE");
        bench.settle(intent, "0.05");
        assertEquals("OPEN", claim());
        assertEquals("0.050000", bench.balance("claims/xgen"));

        bench.ledger().reverse(intent, bench.moved("0.05", Bench.PAYEE));
        assertEquals("WITHDRAWN", claim());
        assertEquals("0.000000", bench.balance("claims/xgen"));
        assertBooks("999.950000", "0.050000", "0.000000");

        bench.settle(intent, "0.05");
        assertEquals("OPEN", claim());
        assertEquals("0.050000", bench.balance("claims/xgen"));
        assertBooks("999.950000", "0.000000", "0.000000");
    }

    private String claim() {
        List<ClaimRecord> claims = bench.reader().claims(Optional.of(Bench.RUN));
        assertEquals(1, claims.size());
        return claims.getFirst().state();
    }

    @Test
    void twoAttemptsMayBothBeAtRiskAfterAReversal() {
        String first = bench.paid("shot-01", "0.05");
        bench.retry(first);
        String second = bench.intend(Bench.RUN, "shot-01", 2);
        bench.send(second, "0.05");
        bench.ledger().reverse(first, bench.moved("0.05", Bench.PAYEE));

        assertEquals("0.000000 spent 0.100000 reserved", bench.day());
        assertEquals(List.of(), bench.ledger().verify().problems(), "both at risk is what happened, not damage");
        bench.ledger().expire(second, bench.dead());
        String third = bench.intend(Bench.RUN, "shot-01", 3);
        assertEquals(
                Code.PAYMENT_UNRESOLVED,
                assertInstanceOf(ReserveOutcome.Denied.class, bench.reserve(third, "0.05"))
                        .denial()
                        .code());
        bench.settle(first, "0.05");
        assertEquals("0.050000 spent 0.000000 reserved", bench.day());
    }

    @Test
    void aReversalAfterAnAllowedRetryTakesTheShotBack() throws Exception {
        String first = bench.paid("shot-01", "0.05");
        bench.retry(first);
        assertEquals(0, bench.rows("live_shot"));
        bench.ledger().reverse(first, bench.moved("0.05", Bench.PAYEE));

        assertEquals(1, bench.rows("live_shot"));
        String second = bench.intend(Bench.RUN, "shot-01", 2);
        assertInstanceOf(ReserveOutcome.Denied.class, bench.reserve(second, "0.05"));
    }

    @Test
    void aRetryThatExpiresMayBeTriedAgain() {
        String first = bench.paid("shot-01", "0.05");
        bench.retry(first);
        String second = bench.intend(Bench.RUN, "shot-01", 2);
        bench.send(second, "0.05");
        bench.ledger().expire(second, bench.dead());

        String third = bench.intend(Bench.RUN, "shot-01", 3);
        assertInstanceOf(ReserveOutcome.Reserved.class, bench.reserve(third, "0.05"), "the retry was never paid for");
    }

    @Test
    void aSettlementBecomesFinalOnlyWhileItStands() {
        String intent = sent("0.05");
        ChainProof proof = bench.moved("0.05", Bench.PAYEE);
        ChainProof last = new ChainProof(
                proof.transaction(),
                proof.blockNumber(),
                proof.blockHash(),
                proof.blockTime(),
                proof.payee(),
                proof.units(),
                true);
        assertIllegal(() -> bench.ledger().finalize(intent, last));

        bench.ledger().settle(intent, proof);
        assertTrue(
                bench.reader().unresolved().stream().anyMatch(open -> open.id().equals(intent)));
        bench.ledger().finalize(intent, last);
        assertTrue(bench.reader().proof(intent).orElseThrow().proof().isFinal());
        assertTrue(
                bench.reader().unresolved().stream().anyMatch(open -> open.id().equals(intent)),
                "what was paid for is not here");
        bench.ledger().generating(intent, "job", bench.clock.instant().plusSeconds(90));
        bench.ledger().stored(intent, 1, new AssetFacts("a".repeat(64), "image/png", 10));
        bench.ledger().fulfil(intent, FulfilmentState.DELIVERED, "");
        assertTrue(
                bench.reader().unresolved().stream().noneMatch(open -> open.id().equals(intent)));
    }

    @Test
    void nothingIsAnsweredBeforeItIsSigned() {
        String intent = bench.intent("shot-01");
        assertIllegal(() -> bench.ledger().answered(intent, new AnswerFacts("timeout", 0, "")));
        bench.reserve(intent, "0.05");
        assertIllegal(() -> bench.ledger().answered(intent, new AnswerFacts("timeout", 0, "")));
    }

    @Test
    void aSellersWordsNeverStopTheRecord() {
        String intent = sent("0.05");
        String long400 = "\ud83d\ude00".repeat(200) + "\ud800";
        bench.ledger().answered(intent, new AnswerFacts(long400, 500, long400));
        bench.ledger().generating(intent, "job-1", Bench.NOON);
        bench.ledger().polled(intent, long400, 10);
        bench.ledger().fulfil(intent, FulfilmentState.OVERDUE, long400);
        bench.settle(intent, "0.05");

        assertEquals("OPEN", claim());
        assertEquals(PaymentState.SETTLED, bench.state(intent));
    }

    private String sent(String price) {
        String intent = bench.intent("shot-01");
        bench.send(intent, price);
        return intent;
    }

    private static void assertIllegal(Runnable step) {
        assertEquals(
                Fault.ILLEGAL, assertThrows(LedgerException.class, step::run).fault());
    }
}
