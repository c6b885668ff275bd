package dev.patron.mainnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.invoice.PayAnswer;
import dev.patron.ledger.DurablePoint;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** One payment's trouble is nobody else's, and asking for one again and again costs the chain's endpoints nothing. */
class MainnetCrowdTest extends OnMainnet {
    private static final int WITHIN_SECONDS = 30;

    /** Whoever asks sooner than the chain can say anything new is told so at once, and no endpoint is asked. */
    @Test
    void whatIsNotDueIsAnsweredWithoutTheChain() {
        String quote = bench.quote("inv_1");
        pending(quote);
        int asked = node().asked.get();
        for (int i = 0; i < 10; i++) {
            pending(quote);
        }
        assertEquals(asked, node().asked.get());
        bench.mine(2);
        paid(quote);
    }

    @Test
    void whatSomebodyElseIsAtIsAnsweredAtOnce() throws Exception {
        String quote = bench.quote("inv_1");
        pending(quote);
        CountDownLatch at = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        node().lie("eth_getTransactionReceipt", real -> {
            at.countDown();
            await(go);
            return real;
        });
        bench.pass(java.time.Duration.ofSeconds(11));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<PayAnswer> first = threads.submit(() -> bench.pay(quote));
            assertTrue(at.await(WITHIN_SECONDS, TimeUnit.SECONDS));
            Future<PayAnswer> second = threads.submit(() -> bench.pay(quote));
            try {
                assertInstanceOf(PayAnswer.Pending.class, second.get(WITHIN_SECONDS, TimeUnit.SECONDS));
            } finally {
                go.countDown();
            }
            assertInstanceOf(PayAnswer.Pending.class, first.get());
        }
        bench.mine(2);
        paid(quote);
        assertEquals(1, transfers());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aPaymentThatCannotBeBookedHoldsNoOtherUp() {
        List<String> quotes = List.of(bench.quote("inv_1"), bench.quote("inv_2"), bench.quote("inv_3"));
        quotes.forEach(this::pending);
        bench.breaksAt(DurablePoint.SETTLED);
        bench.mine(2);
        assertEquals(3, bench.proofs().size(), "the others are booked in the same round");
        quotes.forEach(this::paid);
        bench.breaksAt(DurablePoint.FINALIZED);
        bench.mine(DEEP);
        assertEquals(3, bench.events("fee_paid").count());
    }
}
