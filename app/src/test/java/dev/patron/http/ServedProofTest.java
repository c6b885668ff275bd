package dev.patron.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.patron.app.SecondVerifier;
import dev.patron.door.Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An invoice that another program has paid through the gateway is followed and proven like a purchase of one's own. */
class ServedProofTest {
    private static final String HOST = "api.example.com";

    @TempDir
    Path folder;

    @Test
    void aPaymentLeadsToProviderAndPolicyAndIsProven() throws Exception {
        Served.settle(folder, Files.readString(Served.HOME.resolve("config/policy.yaml")));
        Path file = folder.resolve("bundle.json");
        try (Served serving = Served.start(folder)) {
            String agent = serving.agentKey("default");
            serving.providerKey(HOST, "1ABC...xyz");
            Caller caller = new Caller(serving::url);
            String quote =
                    caller.post("quote", agent, Caller.invoice(HOST, "inv_one")).text("quoteId");
            Caller.Said paid = caller.post("pay", agent, Caller.paying(quote));
            assertEquals(200, paid.status(), paid::toString);
            String transaction = paid.text("txHash");

            JsonNode traced = Served.patron(folder, "ledger", "trace", transaction);
            JsonNode one = traced.path("purchases").path(0);
            assertEquals(HOST, one.path("invoice").path("provider").asText(), traced::toString);
            assertEquals("inv_one", one.path("invoice").path("invoice").asText());
            assertTrue(one.path("decision").path("policy").asText().matches("[0-9a-f]{64}"), traced::toString);
            assertEquals("SETTLED", one.path("purchase").path("payment").asText());
            assertEquals(0, one.path("assets").size());
            JsonNode named = Served.patron(folder, "ledger", "trace", "inv_one");
            assertEquals("invoice", named.path("kind").asText());
            assertEquals(traced.path("purchases"), named.path("purchases"));

            Served.patron(folder, "ledger", "prove", transaction, "--out", file.toString());
        }
        Bundle.Checked checked = Bundle.check(Files.readAllBytes(file), Optional.empty());
        assertEquals(List.of(), checked.problems());
        JsonNode bundle = new ObjectMapper().readTree(file.toFile());
        assertTrue(bundle.toString().contains("\"type\\\":\\\"invoiced\\\""), "the invoice is in it");
        assertTrue(bundle.path("payment_signature").isNull());
        assertTrue(
                bundle.path("order")
                        .path("body")
                        .asText()
                        .startsWith("0x" + bundle.path("intent").asText()),
                bundle::toString);
        if (SecondVerifier.isHere()) {
            assertEquals(0, SecondVerifier.ask(file).exit(), SecondVerifier.ask(file)::text);
        }
    }
}
