package dev.patron.mainnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.patron.crash.Copy;
import dev.patron.invoice.QuoteAnswer;
import dev.patron.ledger.DurablePoint;
import dev.patron.policy.Code;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The account has made transactions that the ledger gave no number: an older copy was put back, or somebody else has the key. Nothing is signed
 * until a person has looked, and then the work goes on.
 */
class MainnetRestoredTest extends OnMainnet {
    /** One payment that the copy knows, and one that it does not and that lies in no block yet. */
    private Copy aCopyBeforeTheLastPayment() throws IOException {
        pay("inv_known");
        Copy copy = bench.copy();
        pending(bench.quote("inv_lost"));
        return copy;
    }

    private void pay(String invoice) {
        String quote = bench.quote(invoice);
        pending(quote);
        bench.mine(2);
        paid(quote);
    }

    /** Found by the first look at the account, which froze everything, or by what was to sign. */
    private void held(String quote) {
        assertTrue(List.of(Code.FROZEN, Code.ACCOUNT_AHEAD).contains(refused(quote)));
    }

    private String reason() {
        return bench.events("frozen").map(event -> event.body()).findFirst().orElseThrow();
    }

    /** Mined and not final, or not mined: the count of the endpoint's own pool says enough. */
    @TestFactory
    Stream<DynamicTest> anOlderCopyOfEverythingSignsNothing() {
        return Stream.of(0, 1, DEEP + 1)
                .map(blocks -> DynamicTest.dynamicTest(blocks + " blocks later", () -> putBack(blocks)));
    }

    private void putBack(int blocks) throws IOException {
        on(MainnetBench.usual(), 1);
        Copy copy = aCopyBeforeTheLastPayment();
        node().mine(blocks);
        bench.back(copy::putBack);
        String again = bench.quote("inv_lost");
        held(again);
        assertTrue(reason().contains("has made 2 transactions") && reason().contains("knows of 1"), reason());
        assertEquals(Code.FROZEN, denied("inv_lost"));
        bench.mine(2);
        assertEquals(2, transfers());
        bench.again();
        bench.mine(DEEP);
        assertEquals(2, transfers(), "also after another start");
        assertEquals(1, bench.events("frozen").count(), "matching has nothing to add to it");
        bench.ledger.thaw("everything");
        pay("inv_next");
        assertEquals(3, transfers());
        assertEquals(1, bench.events("frozen").count(), "somebody has looked");
        assertEquals(List.of(0L, 2L), bench.numbers());
    }

    private Code denied(String invoice) {
        QuoteAnswer.Denied denied =
                assertInstanceOf(QuoteAnswer.Denied.class, bench.ask(invoice, "0.05", MainnetBench.PAYEE));
        return Code.valueOf(denied.detail().code());
    }

    /** Whoever finds out dies while that is recorded: the next finds out as well, or is frozen already. */
    @TestFactory
    Stream<DynamicTest> killedWhileItIsFound() {
        return Stream.of(DurablePoint.VOIDED, DurablePoint.FROZEN, DurablePoint.WALLET_MATCHED)
                .map(point -> DynamicTest.dynamicTest(point.name(), () -> killed(point)));
    }

    private void killed(DurablePoint point) throws IOException {
        on(MainnetBench.usual(), 1);
        Copy copy = aCopyBeforeTheLastPayment();
        node().mine();
        bench.back(copy::putBack);
        String again = bench.quote("inv_lost");
        bench.diesAt(point);
        assertThrows(MainnetBench.Dead.class, () -> {
            bench.pay(again);
            bench.later();
        });
        bench.again();
        if (bench.ask("inv_lost", "0.05", MainnetBench.PAYEE) instanceof QuoteAnswer.Allowed(String quote)) {
            held(quote);
        }
        bench.mine(DEEP);
        assertEquals(2, transfers());
        assertEquals(1, bench.events("frozen").count());
    }

    @Test
    void anOlderDatabaseUnderTheJournalOfNowGoesOn() throws IOException {
        Copy copy = aCopyBeforeTheLastPayment();
        node().mine();
        bench.back(copy::putDatabaseBack);
        bench.mine(1);
        paid(bench.quote("inv_lost"));
        pay("inv_next");
        assertEquals(3, transfers());
        assertEquals(0, bench.events("frozen").count());
        assertEquals(List.of(0L, 1L, 2L), bench.numbers());
    }

    /** The lost transaction is in no pool, so nobody can know of it: it and the new one own the same number, and one of them moves money. */
    @Test
    void whatNobodyRemembersCannotPayBesideWhatIsSignedNow() throws IOException {
        Copy copy = aCopyBeforeTheLastPayment();
        String lost = node().received.getLast();
        node().drop();
        node().baseFee(900);
        bench.back(copy::putBack);
        String again = bench.quote("inv_lost");
        pending(again);
        node().drop();
        hand(lost);
        bench.mine(DEEP + 2);
        assertEquals(Code.TRANSACTION_FAILED, refused(again));
        assertEquals(2, transfers());
        assertEquals(1, bench.events("frozen").count(), "somebody else signs for the account");
        assertEquals(Code.FROZEN, denied("inv_lost"));
    }

    @Test
    void aUsedAccountIsTakenOverWithItsCount() throws IOException {
        onUsed(3);
        pay("inv_1");
        bench.again();
        pay("inv_2");
        assertEquals(List.of(3L, 4L), bench.numbers());
        assertEquals(0, bench.events("frozen").count());
        node().somebodyElse(bench.account());
        String quote = bench.quote("inv_3");
        assertEquals(Code.ACCOUNT_AHEAD, refused(quote));
        bench.ledger.thaw("everything");
        pay("inv_3");
        assertEquals(List.of(3L, 4L, 6L), bench.numbers());
    }

    /** A thaw takes the number for granted that the freeze named, and no higher one. */
    @Test
    void whatIsSentDuringAFreezeIsFoundAfterIt() {
        node().somebodyElse(bench.account());
        bench.later();
        node().somebodyElse(bench.account());
        bench.later();
        assertEquals(1, bench.events("frozen").count());
        bench.ledger.thaw("everything");
        bench.later();
        assertEquals(2, bench.events("frozen").count());
        bench.ledger.thaw("everything");
        bench.later();
        pay("inv_1");
        assertEquals(2, bench.events("frozen").count());
        assertEquals(List.of(2L), bench.numbers());
    }

    @Test
    void anEndpointThatSaysTooMuchHoldsPaymentsUpAndOneThatSaysTooLittleDoesNot() throws IOException {
        on(MainnetBench.usual(), 2);
        pay("inv_1");
        bench.nodes.getLast().lie("eth_getTransactionCount", _ -> TextNode.valueOf("0x0"));
        String second = bench.quote("inv_2");
        pending(second);
        bench.nodes.getLast().honest();
        bench.mine(2);
        paid(second);
        String third = bench.quote("inv_3");
        bench.nodes.getLast().lie("eth_getTransactionCount", _ -> TextNode.valueOf("0x9"));
        assertEquals(Code.ACCOUNT_AHEAD, refused(third));
        bench.nodes.getLast().honest();
        bench.ledger.thaw("everything");
        pay("inv_3");
        assertEquals(List.of(0L, 1L, 2L), bench.numbers(), "no number is left out because of a lie");
    }

    /** The first signature waits for the wallet's history: what left it by a way that uses no number is found first. */
    @Test
    void nothingIsSignedBeforeTheHistoryIsMatched() throws IOException {
        Copy copy = bench.copy();
        node().authorized(bench.account(), "0x00000000000000000000000000000000000000bb", 7);
        bench.back(copy::putBack);
        String quote = bench.quote("inv_1");
        assertEquals(Code.FROZEN, refused(quote));
        assertEquals(List.of(), node().received);
    }
}
