package dev.patron.mainnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.crash.Copy;
import dev.patron.ledger.DurablePoint;
import dev.patron.ledger.PaymentState;
import dev.patron.payment.Answer;
import dev.patron.payment.Fate;
import dev.patron.policy.Code;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A shot's transaction through kills, freezes, copies that are put back and settings that name other things: nothing leaves early, nothing twice. */
class MainnetShotStoppedTest extends ShotsOnMainnet {
    /** The process dies at a durable point on the way, and another goes on with its files. */
    @TestFactory
    Stream<DynamicTest> killedAtEachStep() {
        return Stream.of(
                        DurablePoint.AUTHORIZATION_COMMITTED,
                        DurablePoint.AUTHORIZATION_SYNCED,
                        DurablePoint.AUTHORIZATION_JOURNALED,
                        DurablePoint.ANSWERED,
                        DurablePoint.SETTLED,
                        DurablePoint.FINALIZED)
                .map(point -> DynamicTest.dynamicTest(point.name(), () -> killedAt(point)));
    }

    private void killedAt(DurablePoint point) throws IOException {
        closeStudio();
        on(MainnetBench.usual(), 1);
        openStudio();
        bench.diesAt(point);
        assertThrows(MainnetBench.Dead.class, () -> {
            shots.buy(SHOT);
            bench.mine(2);
            bench.mine(DEEP);
        });
        boolean handed = handedOver() > 0;
        assertEquals(point.compareTo(DurablePoint.AUTHORIZATION_JOURNALED) > 0, handed, "not before it is durable");
        List<String> before = List.copyOf(node().received);
        bench.again();
        bench.later();
        bench.mine(2);
        isServed(SHOT);
        bench.mine(DEEP);
        assertEquals(1, transfers());
        assertEquals(1, handedOver());
        assertTrue(node().received.containsAll(before));
        assertEquals(1, bench.events("account_signed").count());
        assertEquals(1, studio.issued());
    }

    /** Those who follow payments see the signature as soon as it is committed, and wait until it is durable. */
    @Test
    void nobodyHandsOverWhatIsNotYetDurable() {
        List<Thread> followers = new java.util.ArrayList<>();
        bench.beside(point -> {
            if (point == DurablePoint.AUTHORIZATION_COMMITTED) {
                Thread follower = Thread.ofVirtual().start(bench.gateway::watch);
                followers.add(follower);
                try {
                    follower.join(500);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                assertEquals(0, handedOver(), "nothing is in the journal yet");
            }
        });
        signed(SHOT);
        bench.beside(_ -> {});
        assertEquals(1, followers.size());
        assertEquals(1, handedOver());
    }

    /** Two that record the first answer at once would each find none. */
    @Test
    void whoFollowsLeavesTheFirstAnswerToWhoSigned() {
        shots.beforeAnswered(() -> bench.mine(2));
        signed(SHOT);
        assertEquals(1, bench.events("answered").count());
        bench.later();
        assertEquals(PaymentState.SETTLED, shots.state(SHOT));
        assertEquals(1, transfers());
    }

    @Test
    void aSignatureThatCouldNotBeKeptStaysUntilTheNextStart() {
        bench.breaksAt(DurablePoint.AUTHORIZATION_SYNCED);
        assertThrows(MainnetBench.BrokenException.class, () -> shots.buy(SHOT));
        bench.later();
        assertThrows(RuntimeException.class, () -> shots.buy(OTHER));
        assertEquals(0, handedOver());
        bench.again();
        bench.later();
        bench.mine(2);
        isServed(SHOT);
        assertEquals(1, transfers());
    }

    @Test
    void underAFreezeNothingIsHandedOverAlsoWhatWasSignedBefore() {
        signed(SHOT);
        node().drop();
        bench.ledger.freeze("provider:studio", "a person looks");
        bench.mine(1);
        shots.resolve(SHOT);
        shots.again(SHOT);
        assertEquals(0, node().waiting());
        assertEquals(Code.FROZEN, refused(shots.buy(OTHER)));
        bench.ledger.thaw("provider:studio");
        bench.later();
        assertEquals(1, node().waiting());
        bench.mine(2);
        isServed(SHOT);
    }

    @Test
    void anOlderCopySignsNothing() throws IOException {
        Copy copy = bench.copy();
        signed(SHOT);
        bench.back(copy::putBack);
        Code code = refused(shots.buy(SHOT));
        assertTrue(List.of(Code.ACCOUNT_AHEAD, Code.FROZEN).contains(code), code::name);
        assertEquals(1, bench.events("frozen").count());
        bench.mine(DEEP);
        assertEquals(Code.FROZEN, refused(shots.buy(SHOT)));
        assertEquals(1, transfers());
        bench.ledger.thaw("everything");
        signed(OTHER);
        assertEquals(List.of(1L), bench.numbers(), "the lost number is not given again");
    }

    @Test
    void anOlderDatabaseUnderTheJournalOfNowGoesOn() throws IOException {
        Copy copy = bench.copy();
        signed(SHOT);
        bench.back(copy::putDatabaseBack);
        assertEquals(PaymentState.UNKNOWN, shots.state(SHOT));
        bench.mine(2);
        isServed(SHOT);
        signed(OTHER);
        assertEquals(List.of(0L, 1L), bench.numbers());
        assertEquals(1, transfers());
        assertEquals(0, bench.events("frozen").count());
    }

    @Test
    void whatAnotherWalletSignedIsNotFollowed() {
        signed(SHOT);
        Runnable back = bench.againAsOther(MainnetBench.USDC);
        bench.mine(DEEP);
        assertEquals(
                "UNKNOWN",
                bench.ledger
                        .reader()
                        .intentByNonce("0x" + bench.ledger.accounts().open().getFirst())
                        .orElseThrow()
                        .payment()
                        .name());
        back.run();
        bench.later();
        isServed(SHOT);
        assertEquals(1, transfers());
    }

    /** The settings name a gateway elsewhere now, whose chain knows nothing of this payment: that is no word about it. */
    @Test
    void whoeverPaysOtherwiseLeavesItAlone() {
        signed(SHOT);
        bench.mine(2);
        assertEquals(PaymentState.SETTLED, shots.state(SHOT));
        assertInstanceOf(Fate.Unclear.class, shots.resolveElsewhere(SHOT, folder));
        assertEquals(PaymentState.SETTLED, shots.state(SHOT));
        isServed(SHOT);
    }

    /** A token that moves less than was ordered. */
    @Test
    void whatMovedOtherwiseThanOrderedProvesNothing() {
        signed(SHOT);
        node().lie("eth_getTransactionReceipt", receipt -> {
            if (receipt.path("logs").has(0)) {
                ((com.fasterxml.jackson.databind.node.ObjectNode)
                                receipt.path("logs").path(0))
                        .put("data", String.format("0x%064x", MainnetBench.PRICE - 1));
            }
            return receipt;
        });
        bench.mine(2);
        assertEquals(PaymentState.SETTLED, shots.state(SHOT));
        assertEquals(Optional.empty(), proof(SHOT));
        assertInstanceOf(Answer.Lost.class, shots.again(SHOT));
        assertEquals(List.of(), studio.shown());
        assertEquals(1, bench.events("frozen").count(), "its provider");
        assertFalse(bench.ledger.mayLeave("default", "studio"));
        assertNotEquals(
                0,
                bench.events("claim_opened").count() + bench.events("incident").count());
    }
}
