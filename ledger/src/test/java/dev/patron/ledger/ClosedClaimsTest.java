package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.ledger.ClaimClosing.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims that somebody closes, and what may come after. */
class ClosedClaimsTest {
    private static final String REFUND = "0x" + "e".repeat(64);

    @TempDir
    Path folder;

    private Bench bench;
    private String intent = "";

    @BeforeEach
    void open() {
        bench = Bench.fresh(folder);
        intent = bench.paid("shot-01", "0.05");
        bench.ledger().fulfil(intent, FulfilmentState.NO_HANDLE, "NO_HANDLE");
    }

    @AfterEach
    void close() {
        bench.closeSound();
    }

    private Optional<ClaimRecord> end(Outcome outcome) {
        return bench.ledger().closeClaim(1, new ClaimClosing(outcome, "said so", ""));
    }

    private void assertBooks(String claims, String expense, String funding) {
        assertEquals(claims, bench.balance("claims/xgen"), "claims");
        assertEquals(expense, bench.balance("expense/xgen"), "expense");
        assertEquals(funding, bench.balance("equity/funding"), "funding");
    }

    private String state() {
        return bench.reader().evidence(1).orElseThrow().claim().state();
    }

    @Test
    void whatIsWrittenOffIsAnExpense() {
        ClaimRecord closed = end(Outcome.WRITTEN_OFF).orElseThrow();
        assertEquals("WRITTEN_OFF", closed.state());
        assertEquals(Optional.of(Bench.NOON), closed.closedAt());
        assertBooks("0.000000", "0.050000", "0.000000");
        assertEquals("999.950000", bench.balance("treasury"));
    }

    @Test
    void aRefundIsCountedOnceThoughTheChainShowsItToo() {
        end(Outcome.REFUNDED);
        assertBooks("0.000000", "0.000000", "0.050000");
        assertEquals("999.950000", bench.balance("treasury"), "nothing is there before the chain shows it");
        bench.ledger()
                .wallets()
                .funded(
                        Bench.USDC,
                        new MovementFacts(
                                REFUND,
                                0,
                                130,
                                bench.clock.instant(),
                                Bench.WALLET,
                                Bench.STRANGER,
                                Bench.units("0.05")));
        assertBooks("0.000000", "0.000000", "0.000000");
        assertEquals("1000.000000", bench.balance("treasury"));
        assertEquals("0.050000 spent 0.000000 reserved", bench.day(), "a refund gives no budget back");
    }

    @Test
    void aClaimIsClosedOnce() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Optional<ClaimRecord>> refund = () -> end(Outcome.REFUNDED);
            Callable<Optional<ClaimRecord>> loss = () -> end(Outcome.WRITTEN_OFF);
            int closed = 0;
            for (Future<Optional<ClaimRecord>> one : threads.invokeAll(List.of(refund, loss, refund, loss))) {
                closed += one.get().isPresent() ? 1 : 0;
            }
            assertEquals(1, closed);
        }
        assertEquals(Optional.empty(), end(Outcome.WRITTEN_OFF));
        assertEquals("0.000000", bench.balance("claims/xgen"));
        assertEquals(1, closings());
        assertEquals(Optional.empty(), bench.ledger().closeClaim(2, new ClaimClosing(Outcome.REFUNDED, "", "")));
    }

    private long closings() {
        return bench.reader().events(0, 1000).stream()
                .filter(event -> event.type().equals("claim_closed"))
                .count();
    }

    @Test
    void whatIsDeliveredIsNotClosedAgainAndWhatIsClosedStaysSo() {
        end(Outcome.WRITTEN_OFF);
        bench.ledger().fulfil(intent, FulfilmentState.DELIVERED, "");
        assertEquals("WRITTEN_OFF", state());
        assertBooks("0.000000", "0.050000", "0.000000");

        String second = bench.paid("shot-02", "0.06");
        bench.ledger().fulfil(second, FulfilmentState.NO_HANDLE, "NO_HANDLE");
        bench.ledger().fulfil(second, FulfilmentState.DELIVERED, "");
        assertEquals(Optional.empty(), bench.ledger().closeClaim(2, new ClaimClosing(Outcome.WRITTEN_OFF, "", "")));
        assertBooks("0.000000", "0.110000", "0.000000");
    }

    @Test
    void aVanishedBlockTakesAClosedClaimBackToo() {
        for (Outcome outcome : Outcome.values()) {
            end(outcome);
            bench.ledger().reverse(intent, bench.moved("0.05", Bench.PAYEE));
            assertEquals("WITHDRAWN", state(), outcome.name());
            assertBooks("0.000000", "0.000000", "0.000000");
            assertEquals("0.050000", bench.balance("reserved"));
            assertEquals(
                    Optional.empty(), bench.reader().evidence(1).orElseThrow().closing());
            bench.settle(intent, "0.05");
            assertEquals("OPEN", state());
            assertBooks("0.050000", "0.000000", "0.000000");
        }
    }

    @Test
    void moneyThatLeftWithoutAnIntentIsALossOrCameBack() {
        for (int n = 2; n <= 3; n++) {
            bench.ledger()
                    .wallets()
                    .unexplained(
                            Bench.USDC,
                            new MovementFacts(
                                    "0x" + "f".repeat(63) + n,
                                    0,
                                    130,
                                    bench.clock.instant(),
                                    Bench.WALLET,
                                    Bench.STRANGER,
                                    Bench.units("1")),
                            bench.probe());
        }
        assertEquals("2.000000", bench.balance("suspense"));
        ClaimClosing lost = new ClaimClosing(Outcome.WRITTEN_OFF, "stolen", "");
        assertEquals(
                "WRITTEN_OFF", bench.ledger().closeClaim(2, lost).orElseThrow().state());
        assertEquals("1.000000", bench.balance("losses"));
        ClaimClosing back = new ClaimClosing(Outcome.REFUNDED, "", REFUND);
        bench.ledger().closeClaim(3, back);
        assertEquals("0.000000", bench.balance("suspense"));
        assertEquals("1.000000", bench.balance("equity/funding"));

        ClaimEvidence evidence = bench.reader().evidence(3).orElseThrow();
        assertEquals(Optional.of(back), evidence.closing());
        assertEquals(
                List.of("wallet_moved", "claim_closed"),
                evidence.history().stream().map(EventRecord::type).toList());
        assertTrue(evidence.intent().isEmpty());
        assertEquals(Optional.of(lost), bench.reader().evidence(2).orElseThrow().closing());
    }

    @Test
    void aClaimThatTheBooksDoNotKnowIsNoticed() throws Exception {
        end(Outcome.WRITTEN_OFF);
        for (String state : List.of("OPEN", "WRITTEN_OFF")) {
            assertEquals(1, bench.tamper("UPDATE claim SET state = '" + state + "'"));
            List<String> problems = bench.ledger().verify().problems();
            assertEquals(state.equals("OPEN") ? 2 : 0, problems.size(), problems.toString());
        }
    }

    @Test
    void theEvidenceSaysWhatWasSignedAskedAndSeen() {
        ClaimEvidence evidence = bench.reader().evidence(1).orElseThrow();
        assertEquals(Optional.of("d".repeat(64)), evidence.demandDigest());
        assertEquals(Optional.of(Digests.sha256(Bench.request(intent))), evidence.requestDigest());
        assertEquals(Optional.of("c".repeat(64)), evidence.commitment());
        assertEquals("timeout", evidence.attempts().getFirst().outcome());
        assertEquals(120, evidence.proofs().getFirst().proof().blockNumber());
        assertEquals(Bench.PAYEE, evidence.authorization().orElseThrow().payee().address());
        assertEquals("claim_opened", evidence.history().getLast().type());
        assertEquals(Optional.empty(), bench.reader().evidence(9));
    }
}
