package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every pair of states of both tracks: what the design allows moves the row, everything else is refused. */
class TransitionsTest {
    /** As the design states it; written by hand, not taken from the code. */
    private static final Map<String, Set<String>> PAYMENT = Map.ofEntries(
            Map.entry("INTENT", Set.of("QUOTED", "ABANDONED", "UNCHARGED")),
            Map.entry("QUOTED", Set.of("DENIED", "REFERRED", "RESERVED", "ABANDONED", "UNCHARGED")),
            Map.entry("REFERRED", Set.of("QUOTED", "DENIED")),
            Map.entry("DENIED", Set.of("QUOTED", "ABANDONED", "UNCHARGED")),
            Map.entry("VOIDED", Set.of("QUOTED", "ABANDONED", "UNCHARGED")),
            Map.entry("ABANDONED", Set.of("QUOTED", "ABANDONED", "UNCHARGED")),
            Map.entry("UNCHARGED", Set.of("QUOTED", "ABANDONED", "UNCHARGED")),
            Map.entry("RESERVED", Set.of("AUTHORIZED", "VOIDED")),
            Map.entry("AUTHORIZED", Set.of("UNKNOWN")),
            Map.entry("UNKNOWN", Set.of("SETTLED", "EXPIRED", "CANCELLED")),
            Map.entry("SETTLED", Set.of("UNKNOWN")),
            Map.entry("EXPIRED", Set.of()),
            Map.entry("CANCELLED", Set.of()));

    private static final Map<String, Set<String>> FULFILMENT = Map.of(
            "NONE", Set.of("GENERATING", "NO_HANDLE"),
            "GENERATING", Set.of("DELIVERED", "FAILED", "OVERDUE"),
            "OVERDUE", Set.of("GENERATING", "DELIVERED"),
            "NO_HANDLE", Set.of("GENERATING", "DELIVERED"),
            "FAILED", Set.of("GENERATING", "DELIVERED"),
            "DELIVERED", Set.of());

    private static final Set<String> RECOVERABLE =
            Set.of("INTENT", "QUOTED", "DENIED", "REFERRED", "RESERVED", "ABANDONED", "UNCHARGED", "VOIDED");

    @TempDir
    Path folder;

    @Test
    void onlyWhatTheTablesAllowMoves() throws Exception {
        try (Bench bench = Bench.fresh(folder)) {
            String intent = bench.intent("shot-01");
            for (PaymentState from : PaymentState.values()) {
                for (PaymentState to : PaymentState.values()) {
                    boolean moved = payment(bench, intent, from, to);
                    assertEquals(
                            PAYMENT.getOrDefault(from.name(), Set.of()).contains(to.name()), moved, from + " to " + to);
                }
                boolean recovered = recovered(bench, intent, from);
                assertEquals(RECOVERABLE.contains(from.name()), recovered, from + " by recovery");
            }
            for (FulfilmentState from : FulfilmentState.values()) {
                for (FulfilmentState to : FulfilmentState.values()) {
                    boolean moved = fulfilment(bench, intent, from, to);
                    assertEquals(
                            FULFILMENT.getOrDefault(from.name(), Set.of()).contains(to.name()),
                            moved,
                            from + " to " + to);
                }
            }
        }
    }

    private static boolean payment(Bench bench, String intent, PaymentState from, PaymentState to) throws Exception {
        bench.tamper("UPDATE intent SET payment = '" + from + "'");
        try (var connection = bench.connect(Bench.Login.USER)) {
            Sql sql = new Sql(connection);
            try {
                Intents.move(sql, Intents.get(sql, intent), to);
            } catch (LedgerException e) {
                assertEquals(from, bench.state(intent), "a refusal changes nothing");
                return false;
            }
        }
        assertEquals(to, bench.state(intent));
        return true;
    }

    private static boolean recovered(Bench bench, String intent, PaymentState from) throws Exception {
        bench.tamper("UPDATE intent SET payment = '" + from + "'");
        try (var connection = bench.connect(Bench.Login.USER)) {
            Sql sql = new Sql(connection);
            Intents.recover(sql, Intents.get(sql, intent));
        } catch (LedgerException e) {
            assertEquals(from, bench.state(intent));
            return false;
        }
        assertEquals(PaymentState.UNKNOWN, bench.state(intent));
        return true;
    }

    private static boolean fulfilment(Bench bench, String intent, FulfilmentState from, FulfilmentState to)
            throws Exception {
        bench.tamper("UPDATE intent SET fulfilment = '" + from + "'");
        try {
            bench.ledger().fulfil(intent, to, "");
        } catch (LedgerException e) {
            assertEquals(Fault.ILLEGAL, e.fault());
            return false;
        }
        assertEquals(to, bench.record(intent).fulfilment());
        return true;
    }

    @Test
    void aMoveThatAnotherTransactionMadeFirstIsRefused() throws Exception {
        try (Bench bench = Bench.fresh(folder)) {
            String intent = bench.intent("shot-01");
            try (var connection = bench.connect(Bench.Login.USER)) {
                Sql sql = new Sql(connection);
                IntentRecord read = Intents.get(sql, intent);
                Intents.move(sql, read, PaymentState.QUOTED);
                LedgerException late = org.junit.jupiter.api.Assertions.assertThrows(
                        LedgerException.class, () -> Intents.move(sql, read, PaymentState.ABANDONED));
                assertEquals(Fault.ILLEGAL, late.fault());
            }
            assertEquals(PaymentState.QUOTED, bench.state(intent));
        }
    }
}
