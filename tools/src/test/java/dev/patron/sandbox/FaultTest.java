package dev.patron.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every fault of a demand and of a paid request: what a buyer sees, and what becomes of the money. */
class FaultTest extends WithSandbox {
    /** The fields of an option that differ from the honest one's. */
    private static String difference(JsonNode honest, JsonNode option) {
        Set<String> names = new TreeSet<>();
        honest.fieldNames().forEachRemaining(names::add);
        option.fieldNames().forEachRemaining(names::add);
        List<String> found = new ArrayList<>();
        for (String name : names) {
            if (honest.path(name).isObject()) {
                found.add(difference(honest.path(name), option.path(name)));
            } else if (!honest.path(name).equals(option.path(name))) {
                String value = option.path(name).asText();
                found.add(name + (value.startsWith("0x") ? "" : "=" + value));
            }
        }
        found.removeIf(String::isEmpty);
        return String.join(" ", found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "price           | amount=500000                           | 202                                      "
                        + "      | 500000",
                "pay-to          | payTo                                   | 202                                      "
                        + "      | 50000",
                "asset           | asset                                   | asset_not_deployed_contract              "
                        + "      | 0",
                "network         | network=eip155:88241517776719           | invalid_exact_evm_network_mismatch       "
                        + "      | 0",
                "token-name      | name=USD Coin                           | invalid_exact_evm_token_name_mismatch    "
                        + "      | 0",
                "decoy-first     | amount=500000 payTo                     | 202                                      "
                        + "      | 500000",
                "upfront-flow    | paymentFlow=upfront                     | 202                                      "
                        + "      | 50000",
                "permit2         | assetTransferMethod=permit2             | unsupported_payload_type                 "
                        + "      | 0",
                "upto            | assetTransferMethod=permit2 scheme=upto | unsupported_scheme                       "
                        + "      | 0",
                "timeout-3       | maxTimeoutSeconds=3 | invalid_exact_evm_payload_authorization_valid_before         "
                        + "      | 0",
                "timeout-missing | maxTimeoutSeconds=                      | 202                                      "
                        + "      | 50000",
                "timeout-year    | maxTimeoutSeconds=31536000              | 202                                      "
                        + "      | 50000",
            })
    void demandThatAsksForSomethingElse(String fault, String difference, String outcome, long moved)
            throws IOException {
        JsonNode honest = Buyer.demand(ask()).path("accepts").path(0);
        sandbox.faults().schedule(fault);
        JsonNode option = Buyer.demand(ask()).path("accepts").path(0);
        assertEquals(difference, difference(honest, option));
        HttpResponse<String> paid = pay(option, 1);
        String seen =
                paid.statusCode() == 402 ? Buyer.demand(paid).path("error").asText() : "" + paid.statusCode();
        assertEquals(outcome, seen);
        assertEquals(moved, moved());
    }

    @Test
    void goodOptionStandsBehindTheDecoy() throws IOException {
        JsonNode honest = Buyer.demand(ask()).path("accepts").path(0);
        sandbox.faults().schedule("decoy-first");
        assertEquals(honest, Buyer.demand(ask()).path("accepts").path(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "body-only          | 402 body 50000",
                "body-and-header    | 402 header 50000 body 50000",
                "header-body-differ | 402 header 50000 body 500000",
                "flat-body          | 402 flat 50000",
                "version-1          | 402 v1 50000",
                "duplicate-header   | 402 header 50000 header 500000",
                "bad-base64         | 402 undecodable",
                "duplicate-keys     | 402 unreadable",
                "deep-json          | 402 unreadable",
                "400-before-payment | 400",
                "free               | 202",
                "redirect           | 307",
            })
    void demandInAnotherForm(String fault, String expected) throws IOException {
        sandbox.faults().schedule(fault);
        HttpResponse<String> response = ask();
        StringBuilder seen = new StringBuilder().append(response.statusCode());
        for (String header : response.headers().allValues("PAYMENT-REQUIRED")) {
            seen.append(' ').append(headerSeen(header));
        }
        JsonNode body =
                response.body().isEmpty() ? Buyer.MAPPER.createObjectNode() : Buyer.MAPPER.readTree(response.body());
        JsonNode first = body.path("accepts").path(0);
        if (body.path("x402Version").asInt() == 1) {
            seen.append(" v1 ").append(first.path("maxAmountRequired").asText());
        } else if (body.has("accepts")) {
            seen.append(" body ").append(first.path("amount").asText());
        } else if (body.has("amount")) {
            seen.append(" flat ").append(body.path("amount").asText());
        }
        assertEquals(expected, seen.toString());
        assertEquals(0, moved());
    }

    private static String headerSeen(String header) throws IOException {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(header);
        } catch (IllegalArgumentException _) {
            return "undecodable";
        }
        try {
            return "header "
                    + Json.read(bytes).path("accepts").path(0).path("amount").asText();
        } catch (IllegalArgumentException _) {
            return "unreadable";
        }
    }

    @Test
    void bodyDemandIsPayable() throws IOException {
        sandbox.faults().schedule("body-only*1");
        JsonNode option = Buyer.MAPPER.readTree(ask().body()).path("accepts").path(0);
        assertEquals(202, pay(option, 1).statusCode());
        assertEquals(50_000, moved());
    }

    @Test
    void hugeDemandsAreHuge() throws IOException, InterruptedException {
        sandbox.faults().schedule("huge-402*1");
        HttpRequest ask = buyer.request(Buyer.IMAGE)
                .POST(HttpRequest.BodyPublishers.ofString(Buyer.IMAGE_BODY))
                .build();
        try (InputStream body =
                buyer.http().send(ask, BodyHandlers.ofInputStream()).body()) {
            assertEquals(8_000_000, body.readNBytes(8_000_000).length);
        }
        sandbox.faults().schedule("huge-header*1");
        assertThrows(IOException.class, this::ask);
        assertEquals(402, ask().statusCode());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "endless-402            | 402 demand                                  | 50000",
                "400-after-payment      | 400                                         | 0",
                "settle-lie             | 402 false none unexpected_settle_error      | 50000",
                "settlement-pending     | 402 false mine settlement_pending           | 50000",
                "forged-receipt         | 202 true unknown id                         | 0",
                "stolen-receipt         | 202 true other id                           | 0",
                "wrong-amount-receipt   | 202 true mine 500000 id                     | 50000",
                "drop-before-settlement | cut                                         | 0",
                "drop-after-settlement  | cut                                         | 50000",
                "truncated-answer       | cut                                         | 50000",
                "500-before-settlement  | 500                                         | 0",
                "500-after-settlement   | 500                                         | 50000",
                "502-facilitator        | 502                                         | 50000",
                "late-settlement        | 500                                         | 0",
                "no-receipt             | 202 id                                      | 50000",
                "no-id                  | 202 true mine                               | 50000",
                "long-id                | 202 true mine long                          | 50000",
                "foreign-id             | 202 true mine foreign                       | 50000",
                "redirect               | 307                                         | 0",
                "slow                   | slow                                        | 50000",
            })
    void paidRequestThatGoesWrong(String fault, String expected, long moved) throws IOException, InterruptedException {
        String others = Buyer.MAPPER
                .readTree(pay(Buyer.demand(ask()).path("accepts").path(0), 1).body())
                .path("id")
                .asText();
        JsonNode option = Buyer.demand(ask()).path("accepts").path(0);
        sandbox.faults().schedule(fault);
        ObjectNode payload = payload(option, 2);
        String seen;
        if (fault.equals("slow")) {
            HttpRequest request = buyer.paidRequest(Buyer.IMAGE, Buyer.IMAGE_BODY, Buyer.encode(payload));
            try (InputStream body =
                    buyer.http().send(request, BodyHandlers.ofInputStream()).body()) {
                seen = body.read() == ' ' ? "slow" : "fast";
            }
        } else {
            seen = seen(payload, others);
        }
        assertEquals(expected, seen);
        assertEquals(50_000 + moved, moved());
    }

    private String seen(ObjectNode payload, String others) {
        HttpResponse<String> response;
        try {
            response = buyer.pay(Buyer.IMAGE, Buyer.IMAGE_BODY, payload);
            StringBuilder seen = new StringBuilder().append(response.statusCode());
            if (response.headers().firstValue("PAYMENT-REQUIRED").isPresent()) {
                seen.append(" demand");
            }
            if (response.headers().firstValue("PAYMENT-RESPONSE").isPresent()) {
                seen.append(receiptSeen(Buyer.receipt(response)));
            }
            String id = response.body().isEmpty()
                    ? ""
                    : Buyer.MAPPER.readTree(response.body()).path("id").asText();
            seen.append(id.isEmpty() ? "" : id.equals(others) ? " foreign" : id.length() > 1_000 ? " long" : " id");
            return seen.toString();
        } catch (IOException _) {
            return "cut";
        }
    }

    private String receiptSeen(JsonNode receipt) {
        String hash = receipt.path("transaction").asText();
        String whose = hash.isEmpty()
                ? "none"
                : sandbox.chain()
                        .transaction(hash)
                        .map(found -> found.call() instanceof TokenCall.Transfer transfer
                                        && transfer.nonce().endsWith("2")
                                ? "mine"
                                : "other")
                        .orElse("unknown");
        String rest =
                receipt.path("amount").asText() + receipt.path("errorReason").asText();
        return " " + receipt.path("success").asBoolean() + " " + whose + (rest.isEmpty() ? "" : " " + rest);
    }

    @Test
    void endlessDemandTakesEveryPayment() throws IOException {
        sandbox.faults().schedule("endless-402");
        JsonNode option = Buyer.demand(ask()).path("accepts").path(0);
        for (int nonce = 1; nonce <= 3; nonce++) {
            option = Buyer.demand(pay(option, nonce)).path("accepts").path(0);
            assertEquals(50_000L * nonce, moved());
        }
    }

    @Test
    void upfrontFlowKeepsTheMoneyOfARefusedRequest() throws IOException {
        sandbox.faults().schedule("upfront-flow");
        sandbox.faults().schedule("400-after-payment");
        HttpResponse<String> refused = pay(Buyer.demand(ask()).path("accepts").path(0), 1);
        assertEquals(400, refused.statusCode());
        assertTrue(Buyer.receipt(refused).path("success").asBoolean());
        assertEquals(50_000, moved());
    }

    @Test
    void lateSettlementComesBeforeTheAuthorizationEnds() throws IOException {
        sandbox.faults().schedule("late-settlement");
        assertEquals(500, pay(Buyer.demand(ask()).path("accepts").path(0), 1).statusCode());
        clock.move(9);
        assertEquals(0, moved());
        clock.move(1);
        assertEquals(50_000, moved());
    }

    @Test
    void schedulesCountDownAndKeepToTheirKind() throws IOException {
        buyer.post("/sandbox/faults", "{\"name\":\"400-before-payment\",\"times\":2,\"kind\":\"video\"}");
        assertEquals(List.of("400-before-payment*2@video"), sandbox.faults().inForce());
        assertEquals(402, ask().statusCode());
        assertEquals(400, buyer.post(Buyer.VIDEO, Buyer.VIDEO_BODY).statusCode());
        assertEquals(400, buyer.post(Buyer.VIDEO, Buyer.VIDEO_BODY).statusCode());
        assertEquals(402, buyer.post(Buyer.VIDEO, Buyer.VIDEO_BODY).statusCode());
        sandbox.faults().schedule("price");
        buyer.send(buyer.request("/sandbox/faults").DELETE().build());
        assertEquals(List.of(), sandbox.faults().inForce());
    }

    @ParameterizedTest
    @CsvSource({"pric", "price*0", "price@audio", "price *2", "''"})
    void unknownFaultIsRefused(String spec) {
        assertThrows(IllegalArgumentException.class, () -> sandbox.faults().schedule(spec));
    }

    @Test
    void everyFaultIsNamedOnceAndTestedHere() throws IOException {
        Set<String> labels = new TreeSet<>();
        Path here = Path.of("src/test/java/dev/patron/sandbox");
        String source =
                Files.readString(here.resolve("FaultTest.java")) + Files.readString(here.resolve("JobFaultTest.java"));
        for (Fault fault : Fault.values()) {
            assertTrue(labels.add(fault.label()), fault.label());
            assertTrue(source.contains("\"" + fault.label()), fault.label() + " is not tested");
            assertNotEquals('.', fault.sentence().charAt(fault.sentence().length() - 1));
        }
    }
}
