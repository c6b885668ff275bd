package dev.patron.mainnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.patron.ledger.DurablePoint;
import java.util.HashSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A gateway dies at each durable point on the way of a payment, and another goes on with its files: one transfer, whatever happened. */
class MainnetKillTest extends OnMainnet {
    /** The process dies at a durable point on the way of a payment, and another goes on with its files. */
    @TestFactory
    Stream<DynamicTest> killedAtEachStep() {
        return Stream.of(
                        DurablePoint.VOIDED,
                        DurablePoint.AUTHORIZATION_COMMITTED,
                        DurablePoint.AUTHORIZATION_SYNCED,
                        DurablePoint.AUTHORIZATION_JOURNALED,
                        DurablePoint.ANSWERED,
                        DurablePoint.SETTLED,
                        DurablePoint.FINALIZED)
                .map(point -> DynamicTest.dynamicTest(point.name(), () -> killedAt(point)));
    }

    private void killedAt(DurablePoint point) {
        String invoice = "inv_" + point;
        int before = transfers();
        String quote = bench.quote(invoice);
        bench.diesAt(point);
        boolean died = step(() -> bench.pay(quote)) || step(() -> bench.mine(2)) || step(() -> bench.mine(DEEP));
        assertEquals(point != DurablePoint.VOIDED, died);
        if (died) {
            bench.again();
        }
        finish(invoice);
        assertEquals(before + 1, transfers(), point.name());
    }

    /** A replacement is as durable as the first before it leaves. */
    @TestFactory
    Stream<DynamicTest> killedWhileAnotherIsSigned() {
        return Stream.of(
                        DurablePoint.AUTHORIZATION_COMMITTED,
                        DurablePoint.AUTHORIZATION_SYNCED,
                        DurablePoint.AUTHORIZATION_JOURNALED)
                .map(point -> DynamicTest.dynamicTest(point.name(), () -> {
                    String invoice = "inv_again_" + point;
                    int before = transfers();
                    pending(bench.quote(invoice));
                    node().baseFee(5_000);
                    bench.diesAt(point);
                    int handed = new HashSet<>(node().received).size();
                    bench.nodes.forEach(one -> one.mine(4));
                    assertThrows(MainnetBench.Dead.class, bench::later);
                    assertEquals(handed, new HashSet<>(node().received).size(), "nothing left before it was durable");
                    bench.again();
                    finish(invoice);
                    assertEquals(before + 1, transfers());
                    node().baseFee(1_000);
                }));
    }

    private static boolean step(Runnable work) {
        try {
            work.run();
            return false;
        } catch (MainnetBench.Dead dead) {
            return true;
        }
    }

    private void finish(String invoice) {
        String quote = bench.quote(invoice);
        bench.pay(quote);
        bench.mine(2);
        paid(quote);
        bench.mine(DEEP);
        paid(quote);
    }
}
