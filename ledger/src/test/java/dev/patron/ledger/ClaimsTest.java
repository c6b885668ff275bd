package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Money that was settled and brought nothing. */
class ClaimsTest {
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
    void goodsThatFailFirstWaitForTheMoney() {
        for (FulfilmentState owed : List.of(FulfilmentState.FAILED, FulfilmentState.OVERDUE)) {
            String intent = bench.intent("shot-" + owed.name().length());
            bench.send(intent, "0.05");
            generate(intent);
            bench.ledger().fulfil(intent, owed, owed.name());
            int before = claims().size();
            bench.settle(intent, "0.05");
            assertEquals(before + 1, claims().size(), owed + " opens at settlement and not before");
        }
        assertEquals("0.100000", bench.balance("claims/xgen"));
    }

    @Test
    void moneyThatSettlesFirstWaitsForTheGoods() {
        String intent = bench.paid("shot-01", "0.05");
        generate(intent);
        assertEquals(List.of(), claims());
        bench.ledger().fulfil(intent, FulfilmentState.OVERDUE, "OVERDUE");

        assertEquals(List.of("OPEN"), claims());
        assertEquals("0.050000", bench.balance("claims/xgen"));
        assertEquals("0.000000", bench.balance("expense/xgen"));
    }

    @Test
    void aLateDeliveryClosesItsClaim() {
        String intent = bench.paid("shot-01", "0.05");
        bench.ledger().fulfil(intent, FulfilmentState.NO_HANDLE, "NO_HANDLE");
        bench.ledger().fulfil(intent, FulfilmentState.DELIVERED, "");

        assertEquals(List.of("DELIVERED"), claims());
        assertEquals("0.000000", bench.balance("claims/xgen"));
        assertEquals("0.050000", bench.balance("expense/xgen"));
    }

    @Test
    void moneyThatNeverSettledIsNoClaim() {
        String intent = bench.intent("shot-01");
        bench.send(intent, "0.05");
        bench.ledger().fulfil(intent, FulfilmentState.NO_HANDLE, "NO_HANDLE");
        bench.ledger().expire(intent, bench.dead());

        assertEquals(List.of(), claims());
    }

    @Test
    void goodsThatComeAndAreSettledLaterAreNoClaim() {
        String intent = bench.intent("shot-01");
        bench.send(intent, "0.05");
        generate(intent);
        bench.ledger().fulfil(intent, FulfilmentState.DELIVERED, "");
        bench.settle(intent, "0.05");

        assertEquals(List.of(), claims());
        assertEquals("0.050000", bench.balance("expense/xgen"));
    }

    @Test
    void aRetryNeedsASettledFailureAndARetryLeft() {
        String unpaid = bench.intent("shot-01");
        bench.send(unpaid, "0.05");
        generate(unpaid);
        bench.ledger().fulfil(unpaid, FulfilmentState.FAILED, "FAILED");
        assertEquals(Optional.empty(), bench.ledger().allowRetry(unpaid, 1), "not settled");
        bench.settle(unpaid, "0.05");
        assertEquals(Optional.empty(), bench.ledger().allowRetry(unpaid, 0), "no retry in the budget");
        assertEquals(Optional.of(2), bench.ledger().allowRetry(unpaid, 1));
        assertEquals(Optional.empty(), bench.ledger().allowRetry(unpaid, 1), "once");

        String second = bench.intend(Bench.RUN, "shot-01", 2);
        assertInstanceOf(ReserveOutcome.Reserved.class, bench.reserve(second, "0.05"));
        bench.authorize(second, "0.05");
        bench.ledger().answered(second, new AnswerFacts("accepted", 202, ""));
        bench.settle(second, "0.05");
        generate(second);
        bench.ledger().fulfil(second, FulfilmentState.FAILED, "FAILED");
        assertEquals(Optional.empty(), bench.ledger().allowRetry(second, 1), "the budget is for the shot");
        assertEquals("0.100000", bench.balance("claims/xgen"));
    }

    @Test
    void whatIsLateOrWithoutAHandleIsNotBoughtAgain() {
        String late = bench.paid("shot-01", "0.05");
        generate(late);
        bench.ledger().fulfil(late, FulfilmentState.OVERDUE, "OVERDUE");
        assertEquals(Optional.empty(), bench.ledger().allowRetry(late, 9));
        String lost = bench.paid("shot-02", "0.05");
        bench.ledger().fulfil(lost, FulfilmentState.NO_HANDLE, "NO_HANDLE");
        assertEquals(Optional.empty(), bench.ledger().allowRetry(lost, 9));
    }

    private void generate(String intent) {
        bench.ledger().generating(intent, "job-" + intent.substring(0, 8), Bench.NOON.plusSeconds(90));
    }

    private List<String> claims() {
        return bench.reader().claims(Optional.of(Bench.RUN)).stream()
                .map(ClaimRecord::state)
                .toList();
    }
}
