package dev.patron.mainnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.patron.invoice.QuoteAnswer;
import dev.patron.ledger.PaymentState;
import dev.patron.payment.Bought;
import dev.patron.payment.Fate;
import dev.patron.policy.Code;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A shot that the ledger's own account pays goes the way of an invoice of the door, with every guard of it, and whoever follows the one follows the other. */
class MainnetShotTest extends ShotsOnMainnet {
    private static final int PATIENCE_SECONDS = 60;
    /** The process that bought is gone; a door of the same directory follows the payment until it is final. */
    @Test
    void itIsSignedOnceFollowedByTheDoorAndProvedOnlyOnceItIsDeep() {
        signed(SHOT);
        assertEquals(1, handedOver());
        assertEquals(Optional.empty(), proof(SHOT));
        bench.again();
        bench.mine(1);
        assertEquals(PaymentState.UNKNOWN, shots.state(SHOT), "one block is not deep enough");
        assertInstanceOf(Fate.Unclear.class, shots.resolve(SHOT));
        assertEquals(Optional.empty(), proof(SHOT));
        bench.mine(1);
        assertEquals(PaymentState.SETTLED, shots.state(SHOT));
        assertInstanceOf(Fate.Used.class, shots.resolve(SHOT));
        isServed(SHOT);
        isServed(SHOT);
        assertEquals(List.of("inv_1"), studio.served());
        assertEquals(1, new HashSet<>(studio.shown()).size(), "the same proof");
        studioHasAKeyFor(MainnetBench.PAYEE);
        assertInstanceOf(QuoteAnswer.Conflict.class, asked("inv_1"), "a client of the door cannot have it paid again");
        bench.mine(DEEP);
        assertEquals(List.of("SETTLED", "SETTLED final"), bench.proofs());
        bench.pass(Duration.ofMinutes(1));
        assertInstanceOf(Fate.Used.class, shots.resolve(SHOT));
        assertEquals(2, bench.proofs().size(), "what is final is not told again");
        assertEquals(node().cost(node().transfers(MainnetBench.PAYEE).getFirst()), bench.books("fees"));
        assertEquals(1, transfers());
        assertEquals(1, handedOver());
    }

    @Test
    void whatNobodyTakesIsSignedAgainUnderTheSameNumber() {
        signed(SHOT);
        node().baseFee(5_000);
        bench.mine(2);
        assertEquals(1, bench.events("account_signed").count(), "not before its time");
        bench.mine(1);
        assertEquals(2, bench.events("account_signed").count());
        bench.again();
        bench.mine(2);
        isServed(SHOT);
        bench.mine(DEEP);
        assertEquals(1, transfers());
        assertEquals(List.of(0L), bench.numbers());
        assertEquals(2, handedOver());
    }

    @Test
    void aRevertFreesTheMoneyOnceItIsFinalAndTheNextAttemptPaysAnotherInvoice() {
        signed(SHOT);
        node().failing(true);
        bench.mine(1);
        node().failing(false);
        assertEquals(PaymentState.UNKNOWN, shots.state(SHOT));
        assertEquals(BigInteger.valueOf(MainnetBench.PRICE), bench.books("reserved"));
        bench.mine(DEEP);
        assertEquals(PaymentState.CANCELLED, shots.state(SHOT));
        assertEquals(BigInteger.ZERO, bench.books("reserved"));
        assertTrue(bench.books("fees").signum() > 0);
        assertInstanceOf(Fate.Cancelled.class, shots.resolve(SHOT));
        assertInstanceOf(Bought.Presented.class, shots.buy(SHOT, 2));
        bench.mine(2);
        assertEquals(PaymentState.SETTLED, shots.intent(SHOT, 2).payment());
        assertEquals(1, transfers());
        assertEquals(List.of(0L, 1L), bench.numbers());
        assertEquals(2, studio.issued());
    }

    @Test
    void aBlockThatVanishesTakesItBackAndTheSameBytesPayAgain() {
        signed(SHOT);
        bench.mine(2);
        isServed(SHOT);
        node().reorganise(2);
        bench.later();
        assertEquals(PaymentState.UNKNOWN, shots.state(SHOT));
        assertEquals(BigInteger.valueOf(MainnetBench.PRICE), bench.books("reserved"));
        assertEquals(Optional.empty(), proof(SHOT), "what is not settled is not proved");
        bench.later();
        bench.mine(2);
        assertEquals(PaymentState.SETTLED, shots.state(SHOT));
        bench.mine(DEEP);
        assertEquals(List.of("SETTLED", "REVERSED", "SETTLED", "SETTLED final"), bench.proofs());
        assertEquals(1, handedOver());
        assertEquals(1, transfers());
    }

    @Test
    void whatThePoolForgetsIsHandedOverAgain() {
        signed(SHOT);
        node().drop();
        shots.resolve(SHOT);
        assertEquals(0, node().waiting(), "not before it is time to ask again");
        bench.later();
        assertEquals(1, node().waiting());
        assertEquals(1, handedOver());
    }

    @Test
    void anAccountThatHoldsTooLittleSignsNothing() {
        node().lie("eth_call", _ -> TextNode.valueOf("0x" + "0".repeat(64)));
        assertEquals(Code.INSUFFICIENT_BALANCE, refused(shots.buy(SHOT)));
        node().honest();
        node().lie("eth_getBalance", _ -> TextNode.valueOf("0x1"));
        assertEquals(Code.INSUFFICIENT_BALANCE, refused(shots.buy(SHOT)), "nothing for the network's fee");
        node().honest();
        node().baseFee(50_000);
        assertEquals(Code.FEE_LIMIT, refused(shots.buy(SHOT)));
        assertEquals(PaymentState.VOIDED, shots.state(SHOT));
        assertEquals(BigInteger.ZERO, bench.books("reserved"));
        assertEquals(List.of(), bench.numbers());
        assertEquals(0, handedOver());
        node().baseFee(1_000);
        signed(SHOT);
        assertEquals(List.of(0L), bench.numbers(), "what was not signed took no number");
    }

    @Test
    void anInvoiceOfTheDoorsTabIsNotPaid() {
        studioHasAKeyFor(MainnetBench.PAYEE);
        String quote =
                assertInstanceOf(QuoteAnswer.Allowed.class, asked("inv_1")).quoteId();
        assertEquals(Code.GATEWAY_REFUSED, refused(shots.buy(SHOT)));
        assertEquals(0, handedOver());
        pending(quote);
        signed(SHOT);
        assertEquals(2, studio.issued(), "the seller has named another");
        bench.mine(2);
        paid(quote);
        isServed(SHOT);
        assertEquals(2, transfers());
        assertEquals(List.of(0L, 1L), bench.numbers(), "of one account, whoever is paid");
    }

    @Test
    void anInvoiceOfAnotherShotIsNotPaid() {
        studio.sameInvoice();
        signed(SHOT);
        assertEquals(Code.GATEWAY_REFUSED, refused(shots.buy(OTHER)));
        bench.mine(2);
        assertEquals(Code.GATEWAY_REFUSED, refused(shots.buy(OTHER)), "nor once it is paid");
        assertEquals(1, transfers());
    }

    @Test
    void shotsAndInvoicesAtOnceOwnANumberEach() throws Exception {
        List<String> quotes = Stream.of("inv_a", "inv_b").map(bench::quote).toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Callable<Object>> calls = List.of(
                    () -> shots.buy(SHOT),
                    () -> bench.pay(quotes.getFirst()),
                    () -> shots.buy(OTHER),
                    () -> bench.pay(quotes.getLast()));
            for (var made : threads.invokeAll(calls)) {
                made.get();
            }
        }
        assertEquals(List.of(0L, 1L, 2L, 3L), bench.numbers().stream().sorted().toList());
        bench.mine(2);
        quotes.forEach(this::paid);
        isServed(SHOT);
        isServed(OTHER);
        assertEquals(4, transfers());
    }

    /** Who buys asks about a payment while others follow it, and blocks come and vanish. */
    @Test
    void whoBuysAndWhoFollowsAtOnceComeToOneResult() throws Exception {
        List<String> all = List.of(SHOT, OTHER, "shot-03");
        AtomicBoolean goOn = new AtomicBoolean(true);
        Semaphore turns = new Semaphore(0);
        try (ExecutorService threads = Executors.newFixedThreadPool(5)) {
            Future<?> follower = threads.submit(() -> {
                while (goOn.get()) {
                    bench.gateway.watch();
                }
            });
            List<Future<Integer>> buyers = all.stream()
                    .map(shot -> threads.submit(() -> {
                        signed(shot);
                        int asked = 0;
                        while (goOn.get()) {
                            shots.resolve(shot);
                            shots.again(shot);
                            asked++;
                            turns.release();
                        }
                        return asked;
                    }))
                    .toList();
            for (int turn = 0; turn < 30; turn++) {
                bench.pass(Duration.ofSeconds(2));
                node().mine();
                if (turn % 10 == 5) {
                    node().reorganise(2);
                }
                turns.drainPermits();
                assertTrue(turns.tryAcquire(all.size(), PATIENCE_SECONDS, TimeUnit.SECONDS), "buyers ask on");
            }
            goOn.set(false);
            follower.get();
            for (Future<Integer> buyer : buyers) {
                assertTrue(buyer.get() > 0);
            }
        }
        bench.mine(DEEP);
        bench.mine(DEEP);
        for (String shot : all) {
            assertEquals(PaymentState.SETTLED, shots.state(shot));
            isServed(shot);
        }
        assertEquals(3, transfers());
        assertEquals(3, bench.events("fee_paid").count());
        assertEquals(List.of(), bench.ledger.accounts().open());
        assertEquals(List.of(), bench.ledger.accounts().notFinal());
    }

    @Test
    void whoIsNotTheProvidersPayeeIsNotPaid() throws IOException {
        studioHasAKeyFor("0x00000000000000000000000000000000000000bb");
        assertEquals(Code.PAYEE_MISMATCH, refused(shots.buy(SHOT)));
        assertEquals(PaymentState.VOIDED, shots.state(SHOT));
        studioHasAKeyFor(MainnetBench.PAYEE);
        signed(SHOT);
        assertEquals(1, handedOver());
    }

    @Test
    void theAccountDoesNotPayItself() throws IOException {
        closeStudio();
        on(MainnetBench.usual(), 1);
        studio = new Studio(bench.account());
        shots = new Shots(bench, studio, bench.account());
        assertEquals(Code.PAYEE_MISMATCH, refused(shots.buy(SHOT)));
        assertEquals(0, handedOver());
    }
}
