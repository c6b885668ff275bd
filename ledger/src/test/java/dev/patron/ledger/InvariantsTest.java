package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that events could not have told, or that were told wrongly, are found by what must hold between them. */
class InvariantsTest {
    private static final List<String> BODIES = new ArrayList<>();

    @TempDir
    static Path folder;

    private static String settled = "";
    private static String open = "";
    private static String owed = "";

    private Tables told = new Tables();

    @BeforeAll
    static void aLedgerWithEverything() {
        try (Bench bench = Bench.fresh(folder)) {
            settled = bench.paid("shot-01", "0.05");
            open = bench.intent("shot-02");
            bench.send(open, "0.07");
            owed = bench.paid("shot-03", "0.25");
            bench.ledger().fulfil(owed, FulfilmentState.NO_HANDLE, "NO_HANDLE");
            bench.reader().events(0, 10_000).forEach(event -> BODIES.add(event.body()));
        }
    }

    @BeforeEach
    void tell() {
        Retelling retelling = new Retelling();
        BODIES.forEach(body -> retelling.tell(Fields.read(body)));
        told = retelling.end();
        assertEquals(List.of(), problems(), "as they were told they are sound");
    }

    private List<String> problems() {
        List<String> problems = new ArrayList<>();
        Consumer<String> found = problems::add;
        Invariants invariants = new Invariants(told);
        invariants.balances(found);
        invariants.reservations(found);
        invariants.live(found);
        return problems;
    }

    private void finds(String... expected) {
        List<String> problems = problems();
        assertEquals(expected.length, problems.size(), problems::toString);
        for (int i = 0; i < expected.length; i++) {
            assertTrue(problems.get(i).contains(expected[i]), problems::toString);
        }
    }

    private Tables.Row account(String id) {
        return told.rows("account").stream()
                .filter(row -> row.is("id", id))
                .findFirst()
                .orElseThrow();
    }

    private Tables.Row held(String intent) {
        return told.rows("reservation").stream()
                .filter(row -> row.is("intent", intent))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsReservedIsWhatIsPending() {
        account(Books.RESERVED).set("balance", "1");
        finds("stands at 1 and the pending reservations sum to 70000");
    }

    @Test
    void onlyTheWalletAndTheWorldMayBeBelowZero() {
        told.rows("account").stream()
                .filter(row -> row.text("id").startsWith("expense"))
                .findFirst()
                .orElseThrow()
                .set("balance", "-5");
        finds("is below zero: -5");
    }

    @Test
    void whatIsOwedIsWhatOpenClaimsSumTo() {
        Tables.Row claim = told.rows("claim").iterator().next();
        claim.set("state", "REFUNDED");
        finds("stands at 250000 and the open claims sum to 0");
    }

    @Test
    void everyPaymentAtRiskHasItsReservation() {
        held(open).set("state", "voided");
        finds("the pending reservations sum to 0", "lacks the reservation that its state needs");
    }

    @Test
    void aPaymentThatIsOverHasNone() {
        told.get("intent", settled).set("payment", "CANCELLED");
        finds("has a reservation that its state does not allow");
    }

    @Test
    void noShotHasTwoLivePayments() {
        Tables.Row first = told.get("intent", open);
        again("intent", first, "id", "e".repeat(64));
        again("reservation", held(open), "intent", "e".repeat(64));
        finds("stands at 70000 and the pending reservations sum to 140000", "has two live payments");
    }

    /** Another row like one that is there, with one column different. */
    private void again(String table, Tables.Row like, String column, String value) {
        Map<String, @Nullable String> values = new HashMap<>();
        like.shape().columns().forEach(name -> values.put(name, like.maybe(name).orElse(null)));
        values.put(column, value);
        told.insert(table, values, like.event());
    }

    @Test
    void anEventThatDoesNotFitThoseBeforeItIsNamed() {
        Retelling retelling = new Retelling();
        List<String> wrong = new ArrayList<>();
        for (String body : BODIES) {
            Fields event = Fields.read(body);
            if (!event.text("type").equals("reserved")) {
                Optional<String> problem = retelling.take(event);
                problem.ifPresent(wrong::add);
            }
        }
        assertEquals(2, wrong.size(), "both settlements: " + wrong);
        wrong.forEach(
                problem -> assertTrue(problem.startsWith("it does not fit what the events before it tell"), problem));
    }
}
