package dev.patron.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.app.Bench;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A seller takes the money and gives no id: what an operator sees of it, and how it is closed. */
class ClaimCommandsTest {
    private static final String REFUND = "0x" + "ab".repeat(32);

    @TempDir
    Path folder;

    private String transaction = "";

    @BeforeEach
    void buy() {
        try (Bench bench = new Bench(folder)) {
            assertEquals("no claims\n", bench.patron("claims", "list").out());
            bench.sandbox().faults().schedule("no-id");
            Bench.Ran ran = bench.buy("run", bench.brief("apples", 1));
            assertEquals(3, ran.exit(), ran.out());
            transaction = ran.json().path("shots").path(0).path("transaction").asText();
        }
    }

    @Test
    void theEvidenceIsAllThere() {
        try (Bench bench = new Bench(folder)) {
            JsonNode list = bench.patron("claims", "list", "--json").json();
            assertEquals("0.050000", list.path("open_usd").asText(), list.toString());
            assertEquals("OPEN", list.path("claims").path(0).path("state").asText());

            JsonNode claim = bench.patron("claims", "show", "C1", "--json").json();
            assertEquals("NO_HANDLE", claim.path("reason").asText(), claim.toString());
            assertTrue(claim.path("closing").isNull(), claim.toString());
            for (String digest : List.of("prompt_commitment", "demand_digest", "request_digest", "policy")) {
                assertTrue(claim.path(digest).asText().matches("[0-9a-f]{64}"), digest);
            }
            JsonNode signed = claim.path("authorization");
            assertEquals("0.050000", signed.path("usd").asText());
            assertTrue(signed.path("nonce").asText().matches("0x[0-9a-f]{64}"), signed.toString());
            assertEquals(
                    Bench.NOON.plusSeconds(60).toString(),
                    signed.path("valid_before").asText());
            assertEquals(202, claim.path("attempts").path(0).path("status").asInt());
            JsonNode proof = claim.path("proofs").path(0);
            assertEquals(transaction, proof.path("transaction").asText());
            assertTrue(proof.path("block").asLong() > 0, proof.toString());
            assertTrue(claim.path("generation").isNull());
            List<String> history = types(claim);
            assertEquals("intended", history.getFirst());
            assertEquals("claim_opened", history.getLast());
            String text = bench.patron("claims", "show", "1").out();
            for (String shown : List.of(
                    "C1 OPEN", "NO_HANDLE", transaction, signed.path("nonce").asText())) {
                assertTrue(text.contains(shown), shown + " in " + text);
            }
            assertFalse(claim.toString().contains("apple"), "no prompt leaves with the evidence");
        }
    }

    private static List<String> types(JsonNode claim) {
        return StreamSupport.stream(claim.path("history").spliterator(), false)
                .map(event -> event.path("type").asText())
                .toList();
    }

    @Test
    void whatIsLostIsAnExpense() {
        try (Bench bench = new Bench(folder)) {
            JsonNode claim = bench.patron(
                            "claims", "close", "C1", "--reason", "written-off", "--note", "no answer", "--json")
                    .json();
            assertEquals("WRITTEN_OFF", claim.path("state").asText(), claim.toString());
            assertEquals("no answer", claim.path("closing").path("note").asText());
            assertEquals("claim_closed", types(claim).getLast());
            closed(bench, "0.050000", "0.000000");
        }
    }

    @Test
    void whatCameBackIsSetOffAgainstItsFunding() {
        try (Bench bench = new Bench(folder)) {
            JsonNode claim = bench.patron(
                            "claims", "close", "c1", "--reason", "refunded", "--transaction", REFUND, "--json")
                    .json();
            assertEquals("REFUNDED", claim.path("state").asText(), claim.toString());
            assertEquals(REFUND, claim.path("closing").path("transaction").asText());
            closed(bench, "0.000000", "0.050000");
        }
    }

    private static void closed(Bench bench, String expense, String funding) {
        assertEquals(expense, account(bench, "expense/sandbox"));
        assertEquals("0.000000", account(bench, "claims/sandbox"));
        assertEquals(funding, account(bench, "equity/funding"));
        for (String reason : List.of("written-off", "refunded")) {
            Bench.Ran again = bench.patron("claims", "close", "C1", "--reason", reason, "--json");
            assertEquals(2, again.exit(), again.out());
            assertTrue(again.out().contains("is not open"), again.out());
        }
        assertEquals(
                "0.000000",
                bench.patron("claims", "list", "--json").json().path("open_usd").asText());
        assertEquals(0, bench.patron("ledger", "verify").exit());
    }

    private static String account(Bench bench, String name) {
        JsonNode accounts = bench.patron("ledger", "statement", "--json").json().path("accounts");
        return StreamSupport.stream(accounts.spliterator(), false)
                .filter(line -> line.path("account").asText().equals(name))
                .map(line -> line.path("closing").asText())
                .findFirst()
                .orElse("0.000000");
    }

    @Test
    void aWrongQuestionChangesNothing() {
        try (Bench bench = new Bench(folder)) {
            for (List<String> wrong : List.of(
                    List.of("C9", "--reason", "refunded"),
                    List.of("D1", "--reason", "refunded"),
                    List.of("C1", "--reason", "lost"),
                    List.of("C1"),
                    List.of("C1", "--reason", "refunded", "--transaction", "0x12"),
                    List.of("C1", "--reason", "written-off", "--transaction", REFUND),
                    List.of("C1", "--reason", "written-off", "--note", "x".repeat(201)))) {
                Object[] words = Stream.concat(Stream.of("claims", "close", "--json"), wrong.stream())
                        .toArray();
                assertEquals(2, bench.patron(words).exit(), wrong.toString());
            }
            assertEquals(2, bench.patron("claims", "show", "C9").exit());
            JsonNode claim = bench.patron("claims", "show", "C1", "--json").json();
            assertEquals("OPEN", claim.path("state").asText());
        }
    }
}
