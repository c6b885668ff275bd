package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.ledger.ClaimClosing.Outcome;
import dev.patron.money.Address;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which transfer to the wallet closes which claim, and which closes none. Payments settle in block 120. */
class RefundsTest {
    private static final String FIRST = "0x" + "1".repeat(64);
    private static final String SECOND = "0x" + "2".repeat(64);
    private static final Address OTHER_WALLET = new Address("0x00000000000000000000000000000000000000ce");

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

    /** A claim for a payment that is settled for good. */
    private String owed(String shot, String price) {
        String intent = bench.paid(shot, price);
        ChainProof seen = bench.moved(price, Bench.PAYEE);
        bench.ledger()
                .finalize(
                        intent,
                        new ChainProof(
                                seen.transaction(),
                                seen.blockNumber(),
                                seen.blockHash(),
                                seen.blockTime(),
                                seen.payee(),
                                seen.units(),
                                true));
        bench.ledger().fulfil(intent, FulfilmentState.NO_HANDLE, "NO_HANDLE");
        return intent;
    }

    private void comesIn(String transaction, long block, Address sender, String amount) {
        bench.ledger()
                .wallets()
                .funded(
                        Bench.USDC,
                        new MovementFacts(
                                transaction,
                                0,
                                block,
                                bench.clock.instant(),
                                Bench.WALLET,
                                sender,
                                Bench.units(amount)));
    }

    private List<Long> matched(long finalBlock) {
        bench.ledger().wallets().matched(new WalletFacts(Bench.USDC, Bench.WALLET, finalBlock, "0xb"), List.of());
        return bench.ledger().wallets().matchRefunds(Bench.USDC, Bench.WALLET).stream()
                .map(ClaimRecord::id)
                .toList();
    }

    private List<String> states() {
        return bench.reader().claims(Optional.empty()).stream()
                .map(ClaimRecord::state)
                .toList();
    }

    private ClaimEvidence claim(long id) {
        return bench.reader().evidence(id).orElseThrow();
    }

    @Test
    void theExactAmountFromWhoWasPaidClosesTheClaimOnce() {
        owed("shot-01", "0.05");
        comesIn(FIRST, 130, Bench.PAYEE, "0.05");
        assertEquals(List.of(1L), matched(130));
        assertEquals(List.of(), matched(130), "once");
        bench.reopen();
        assertEquals(List.of(), matched(131), "also after a restart");

        ClaimRecord closed = claim(1).claim();
        assertEquals("REFUNDED", closed.state());
        assertEquals(Optional.of(new RefundRecord(FIRST, 0, 130)), closed.refund());
        assertEquals(Optional.empty(), claim(1).closing(), "nobody's word");
        assertEquals("claim_closed", claim(1).history().getLast().type());
        assertEquals("0.000000", bench.balance("claims/xgen"));
        assertEquals("0.000000", bench.balance("expense/xgen"));
        assertEquals("0.000000", bench.balance("equity/funding"), "the debt is set off against what came in");
        assertEquals("1000.000000", bench.balance("treasury"));
        assertEquals("0.050000 spent 0.000000 reserved", bench.day(), "no window has more room");
    }

    @Test
    void oneTransferClosesTheOldestOfTwoAndASecondTheOther() {
        owed("shot-01", "0.05");
        owed("shot-02", "0.05");
        comesIn(FIRST, 130, Bench.PAYEE, "0.05");
        assertEquals(List.of(1L), matched(140));
        assertEquals(List.of("REFUNDED", "OPEN"), states());
        comesIn(SECOND, 131, Bench.PAYEE, "0.05");
        assertEquals(List.of(2L), matched(140));
        assertEquals(Optional.of(SECOND), claim(2).claim().refund().map(RefundRecord::transaction));
    }

    @Test
    void whatDoesNotFitExactlyClosesNothingAndIsNamedWhereItMayBelong() {
        owed("shot-01", "0.05");
        comesIn("0x" + "3".repeat(64), 130, Bench.PAYEE, "0.04");
        comesIn("0x" + "4".repeat(64), 131, Bench.PAYEE, "0.10");
        comesIn("0x" + "5".repeat(64), 132, Bench.STRANGER, "0.05");
        comesIn("0x" + "6".repeat(64), 120, Bench.PAYEE, "0.05");
        comesIn("0x" + "7".repeat(64), 119, Bench.PAYEE, "0.05");
        comesIn("0x" + "8".repeat(64), 133, Bench.STRANGER, "7");
        comesIn("0x" + "9".repeat(64), 134, Bench.PAYEE, "0");
        bench.ledger()
                .wallets()
                .funded(
                        Bench.USDC,
                        new MovementFacts(
                                "0x" + "a".repeat(64),
                                0,
                                135,
                                bench.clock.instant(),
                                OTHER_WALLET,
                                Bench.PAYEE,
                                Bench.units("0.05")));
        assertEquals(List.of(), matched(200));
        assertEquals(List.of("OPEN"), states());
        assertEquals(
                List.of(132L, 131L, 130L),
                claim(1).candidates().stream().map(InflowRecord::block).toList());
        assertEquals("0.050000", bench.balance("claims/xgen"));
        assertEquals("1007.290000", bench.balance("treasury"), "all that came in is booked");
    }

    @Test
    void aTransferThatIsNotFinalWaitsUntilItIs() {
        owed("shot-01", "0.05");
        comesIn(FIRST, 130, Bench.PAYEE, "0.05");
        bench.ledger()
                .wallets()
                .matched(
                        new WalletFacts(Bench.USDC, Bench.WALLET, 129, "0xb"),
                        List.of(new MovementFacts(
                                FIRST, 0, 130, bench.clock.instant(), Bench.WALLET, Bench.PAYEE, Bench.units("0.05"))));
        assertEquals(List.of(), bench.ledger().wallets().matchRefunds(Bench.USDC, Bench.WALLET));
        assertEquals(List.of("OPEN"), states());
        assertEquals(1, claim(1).candidates().size());
        assertEquals(List.of(1L), matched(130));
        assertEquals(List.of(), claim(1).candidates());
    }

    @Test
    void aSettlementThatIsNotFinalIsNotPaidBackYet() {
        String intent = bench.paid("shot-01", "0.05");
        bench.ledger().fulfil(intent, FulfilmentState.NO_HANDLE, "NO_HANDLE");
        comesIn(FIRST, 130, Bench.PAYEE, "0.05");
        assertEquals(List.of(), matched(130));
        assertEquals(List.of("OPEN"), states());
    }

    @Test
    void aClaimThatOpensLaterTakesWhatCameBefore() {
        comesIn(FIRST, 130, Bench.PAYEE, "0.05");
        assertEquals(List.of(), matched(130));
        owed("shot-01", "0.05");
        assertEquals(List.of(1L), matched(140));
    }

    @Test
    void whatSomebodyClosedAsRefundedHasHadItsTransfer() {
        owed("shot-01", "0.05");
        owed("shot-02", "0.05");
        bench.ledger().closeClaim(1, new ClaimClosing(Outcome.REFUNDED, "they wrote so", ""));
        comesIn(FIRST, 130, Bench.PAYEE, "0.05");
        assertEquals(List.of(), matched(130), "one transfer does not close two claims");
        assertEquals(List.of("REFUNDED", "OPEN"), states());
        assertEquals(Optional.of(FIRST), claim(1).claim().refund().map(RefundRecord::transaction));
        assertEquals("refund_seen", claim(1).history().getLast().type());
        comesIn(SECOND, 131, Bench.PAYEE, "0.05");
        assertEquals(List.of(2L), matched(131));
        assertEquals("0.000000", bench.balance("equity/funding"));
        assertEquals("1000.000000", bench.balance("treasury"));
    }

    @Test
    void aTransferThatSomebodyNamedIsThatClaimsWhateverItIs() {
        owed("shot-01", "0.05");
        owed("shot-02", "0.03");
        bench.ledger()
                .closeClaim(
                        1,
                        new ClaimClosing(
                                Outcome.REFUNDED,
                                "three of five cents",
                                FIRST.toUpperCase(Locale.ROOT).replace('X', 'x')));
        comesIn(SECOND, 130, Bench.PAYEE, "0.03");
        comesIn(FIRST, 131, Bench.PAYEE, "0.03");
        assertEquals(List.of(2L), matched(131));
        assertEquals(Optional.of(FIRST), claim(1).claim().refund().map(RefundRecord::transaction));
        assertEquals(Optional.of(SECOND), claim(2).claim().refund().map(RefundRecord::transaction));
    }

    @Test
    void aClaimThatEndedOtherwiseStaysAsItIs() {
        String delivered = owed("shot-01", "0.05");
        owed("shot-02", "0.05");
        bench.ledger().fulfil(delivered, FulfilmentState.DELIVERED, "");
        bench.ledger().closeClaim(2, new ClaimClosing(Outcome.WRITTEN_OFF, "", ""));
        comesIn(FIRST, 130, Bench.PAYEE, "0.05");
        assertEquals(List.of(), matched(130));
        assertEquals(List.of("DELIVERED", "WRITTEN_OFF"), states());
    }

    @Test
    void goodsThatComeAfterARefundDoNotOpenTheBooksAgain() {
        String intent = owed("shot-01", "0.05");
        comesIn(FIRST, 130, Bench.PAYEE, "0.05");
        assertEquals(List.of(1L), matched(130));
        bench.ledger().fulfil(intent, FulfilmentState.DELIVERED, "");
        assertEquals(List.of("REFUNDED"), states());
        assertEquals("0.000000", bench.balance("expense/xgen"));
    }

    @Test
    void matchingIsNoticedWhereItDoesNotHold() throws Exception {
        owed("shot-01", "0.05");
        comesIn(FIRST, 130, Bench.PAYEE, "0.05");
        matched(130);
        for (List<String> change : List.of(
                List.of(
                        "UPDATE movement SET counterparty = 'x'",
                        "UPDATE movement SET counterparty = '" + Bench.PAYEE.text() + "'"),
                List.of("UPDATE movement SET units = 40000", "UPDATE movement SET units = 50000"),
                List.of("UPDATE movement SET block_number = 120", "UPDATE movement SET block_number = 130"),
                List.of("UPDATE claim SET state = 'WRITTEN_OFF'", "UPDATE claim SET state = 'REFUNDED'"),
                List.of("UPDATE refund SET event = 1", "UPDATE refund SET event = (SELECT MAX(seq) FROM event)"))) {
            bench.tamper(change.getFirst());
            List<String> problems = bench.ledger().verify().problems();
            long rows = problems.stream()
                    .filter(problem -> problem.startsWith("table "))
                    .count();
            assertTrue(rows == 1 && problems.size() == 2, change + ": " + problems);
            bench.tamper(change.getLast());
        }
    }

    @Test
    void manyAreMatchedOneToOne() {
        IntStream.rangeClosed(1, 6).forEach(n -> owed("shot-0" + n, n % 2 == 0 ? "0.05" : "0.25"));
        for (int n = 1; n <= 4; n++) {
            comesIn("0x" + Integer.toString(n).repeat(64), 130 + n, Bench.PAYEE, "0.25");
        }
        assertEquals(List.of(1L, 3L, 5L), matched(200));
        assertEquals("0.150000", bench.balance("claims/xgen"));
        assertEquals("-0.250000", bench.balance("equity/funding"), "the fourth paid nothing back");
    }
}
