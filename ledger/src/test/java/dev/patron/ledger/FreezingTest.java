package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The switch, beside signatures that are being made. */
class FreezingTest {
    private static final long PATIENCE_SECONDS = 60;

    /** How long a signature is held back for a freeze that does not wait for it to overtake it. */
    private static final long HEAD_START_MILLIS = 500;

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
    void aFreezeWaitsForTheSignatureThatIsBeingMadeAndListsIt() throws Exception {
        String intent = bench.intent("shot-01");
        bench.reserve(intent, "0.05");
        List<Future<SwitchOutcome>> freezing = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            AuthorizeOutcome outcome = bench.ledger().authorize(bench.command(intent, "0.05"), bench::policy, at -> {
                freezing.add(threads.submit(() -> bench.ledger().freeze("everything", "now")));
                overtake(freezing.getFirst());
                return Bench.signing(intent).sign(at);
            });
            assertInstanceOf(AuthorizeOutcome.Authorized.class, outcome);
            SwitchOutcome frozen = freezing.getFirst().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertEquals(
                    List.of("shot-01"),
                    frozen.outstanding().stream()
                            .map(OutstandingSignature::shot)
                            .toList());
        }
        List<String> order = bench.reader().events(0, 1000).stream()
                .map(EventRecord::type)
                .filter(List.of("authorized", "frozen")::contains)
                .toList();
        assertEquals(List.of("authorized", "frozen"), order);
    }

    /** Gives a freeze time to be done before the signature, if nothing holds it back. */
    private static void overtake(Future<SwitchOutcome> freeze) {
        try {
            freeze.get(HEAD_START_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            // It waits, as it should.
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void onlyWhatCanStillMoveInTheScopeIsListed() {
        bench.paid("shot-01", "0.05");
        bench.send(bench.intent("shot-02"), "0.06");
        String dead = bench.intent("shot-03");
        bench.send(dead, "0.05");
        bench.ledger().expire(dead, bench.dead());
        bench.reserve(bench.intent("shot-04"), "0.05");

        for (String scope : List.of("everything", "agent:painter", "provider:xgen")) {
            SwitchOutcome frozen = bench.ledger().freeze(scope, "the operator said so");
            assertTrue(frozen.changed(), scope);
            assertEquals(1, frozen.outstanding().size(), scope);
            OutstandingSignature signature = frozen.outstanding().getFirst();
            assertEquals("shot-02", signature.shot());
            assertEquals("0.060000", signature.usd().toString());
            assertEquals(PaymentState.UNKNOWN, signature.payment());
            assertEquals(Optional.of(Bench.NOON.plus(Duration.ofMinutes(5))), signature.diesAt());
        }
        assertEquals(List.of(), bench.ledger().freeze("agent:second", "").outstanding());
        assertEquals(List.of(), bench.ledger().freeze("provider:xge", "").outstanding());
    }

    @Test
    void whatOnlyTheChainToldOfIsListedWithoutAnEnd() {
        String intent = bench.intent("shot-01");
        bench.ledger().recoverFromChain(intent, false, bench.moved("0.05", Bench.PAYEE));
        OutstandingSignature signature =
                bench.ledger().freeze("everything", "").outstanding().getFirst();
        assertEquals(Optional.empty(), signature.diesAt());
        assertEquals("0.050000", signature.usd().toString());
    }

    @Test
    void turningItTwiceChangesNothing() {
        assertFalse(bench.ledger().thaw("everything").changed());
        assertTrue(bench.ledger().freeze("everything", "first").changed());
        bench.clock.move(Duration.ofMinutes(1));
        SwitchOutcome again = bench.ledger().freeze("everything", "second");
        assertFalse(again.changed());
        assertEquals("first", again.reason());
        assertEquals(Bench.NOON, again.since());
        assertEquals(1, count("frozen"));
        assertEquals("first", bench.ledger().thaw("everything").reason());
        assertFalse(bench.ledger().thaw("everything").changed());
        assertEquals(1, count("thawed"));
        assertEquals(List.of(), bench.reader().frozen());
    }

    @Test
    void anIncidentsFreezeIsThawedLikeAnyOther() {
        String intent = bench.intent("shot-01");
        bench.send(intent, "0.05");
        bench.settle(intent, "0.04");
        assertTrue(bench.reader().frozenSince("provider:xgen").isPresent());
        SwitchOutcome thawed = bench.ledger().thaw("provider:xgen");
        assertTrue(thawed.changed());
        assertTrue(thawed.reason().contains("differs"), thawed.reason());
        assertEquals(1, count("thawed"));
        assertInstanceOf(ReserveOutcome.Reserved.class, bench.reserve(bench.intent("shot-02"), "0.05"));
    }

    @Test
    void aFreezeOutlivesTheProcess() {
        bench.ledger().freeze("everything", "kept");
        bench.reopen();
        assertInstanceOf(ReserveOutcome.Denied.class, bench.reserve(bench.intent("shot-01"), "0.05"));
        assertEquals("0.000000", bench.balance("reserved"));
    }

    private long count(String type) {
        return bench.reader().events(0, 1000).stream()
                .filter(event -> event.type().equals(type))
                .count();
    }
}
