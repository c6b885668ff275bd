package dev.patron.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.patron.app.Bench;
import dev.patron.ledger.EventRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receipts that the chain contradicts: an incident, and a frozen seller, as soon as the chain's word is final. */
class FalseReceiptTest {
    /** Every signature is past its end and its block final. */
    private static final Duration TIME = Duration.ofMinutes(6);

    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void open() {
        bench = new Bench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void anInventedTransaction() throws Exception {
        Bench.Ran ran = bought("forged-receipt");
        assertEquals(4, ran.exit(), ran.out());
        assertEquals(List.of(), incidents(), "until the chain's word is final the receipt may be early");
        assertFrozenOnce("the receipt names a transaction that is not on the chain", "never used");
        assertEquals("0.000000", spent(ran), "nothing moved, and nothing is called spent");
    }

    @Test
    void aTransactionOfSomebodyElse() throws Exception {
        assertEquals(0, bench.buy("run", bench.brief("pears", 1)).exit());
        Bench.Ran ran = bought("stolen-receipt");
        assertEquals(4, ran.exit(), ran.out());
        assertEquals(List.of(), incidents());
        assertFrozenOnce("the receipt names a transaction that did not make this payment", "never used");
        assertEquals("0.000000", spent(ran));
    }

    @Test
    void anotherAmount() throws Exception {
        Bench.Ran ran = bought("wrong-amount-receipt");
        assertEquals(0, ran.exit(), ran.out());
        JsonNode incident = assertFrozenOnce("the receipt is over another amount than was paid", "paid by 0x");
        assertEquals("500000", incident.path("receipt_units").asText());
        assertTrue(incident.path("chain").asText().endsWith(", 50000 units"), incident.toString());
        assertEquals("0.050000", spent(ran), "booked as the chain says");
    }

    @Test
    void anHonestReceiptWhoseBlockVanishedIsNoIncident() throws Exception {
        bench.sandbox().chain().finality(60);
        Bench.Ran ran = bench.buy("run", bench.brief("apples", 1));
        assertEquals(0, ran.exit(), ran.out());
        bench.sandbox().chain().dropBlocks((int)
                (bench.sandbox().chain().head() - bench.sandbox().chain().finalized()));
        bench.clock().advance(TIME);
        assertEquals(0, bench.buy("resume", ran.json().path("run").asText()).exit());
        assertEquals(List.of("REVERSED", "EXPIRED"), bench.ledger(ledger -> ledger.reader().events(0, 10_000).stream()
                .filter(event -> event.type().equals("proved"))
                .map(event -> parsed(event).path("kind").asText())
                .filter(kind -> !kind.equals("SETTLED"))
                .toList()));
        assertEquals(List.of(), incidents());
        assertEquals(List.of(), frozen());
        assertEquals(0, bench.patron("ledger", "verify").exit());
    }

    private Bench.Ran bought(String fault) throws Exception {
        bench.sandbox().faults().schedule(fault);
        Bench.Ran ran = bench.buy("run", bench.brief("apples", 1));
        bench.sandbox().faults().clear();
        return ran;
    }

    /** The next run finds the lie before it asks for anything, is refused, and goes on after a thaw; the incident. */
    private JsonNode assertFrozenOnce(String what, String chain) throws Exception {
        bench.clock().advance(TIME);
        long paid = paid();
        Bench.Ran refused = bench.buy("run", bench.brief("plums", 1));
        assertEquals(3, refused.exit(), refused.out());
        assertEquals(
                "FROZEN", refused.json().path("denials").path(0).path("code").asText());
        assertEquals(paid, paid(), "nothing is signed for a frozen seller");
        List<JsonNode> incidents = incidents();
        assertEquals(1, incidents.size());
        assertEquals(what, incidents.getFirst().path("what").asText());
        assertTrue(incidents.getFirst().path("chain").asText().startsWith(chain), incidents.toString());
        assertEquals(1, frozen().size());
        assertTrue(
                frozen().getFirst().startsWith("provider:sandbox: " + what + " (shot-01 of run "), frozen()::toString);
        String shown = bench.patron("ledger", "show").out();
        assertTrue(shown.contains("incident"), shown);

        assertEquals(0, bench.patron("thaw", "provider:sandbox").exit());
        Bench.Ran resumed = bench.buy("resume");
        assertEquals(0, resumed.exit(), resumed.out());
        assertEquals(1, incidents().size(), "what was looked at is not held against the seller again");
        assertEquals(List.of(), frozen());
        assertEquals(0, bench.patron("ledger", "verify").exit());
        return incidents.getFirst();
    }

    private String spent(Bench.Ran ran) {
        return bench.patron("show", ran.json().path("run").asText(), "--json")
                .json()
                .path("spent_usd")
                .asText();
    }

    private List<JsonNode> incidents() {
        return bench.ledger(ledger -> ledger.reader().events(0, 10_000).stream()
                .filter(event -> event.type().equals("incident"))
                .map(FalseReceiptTest::parsed)
                .toList());
    }

    private static JsonNode parsed(EventRecord event) {
        try {
            return new ObjectMapper().readTree(event.body());
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> frozen() {
        return bench.ledger(ledger -> ledger.reader().frozen());
    }

    private long paid() {
        return bench.relay().orders().stream().filter(order -> order.isPaid()).count();
    }
}
