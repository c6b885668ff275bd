package dev.patron.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every fault: what a buyer sees, and what becomes of the money. */
class FaultTest {
    private static final long PURSE = 10_000_000;

    @TempDir
    Path directory;

    private final HandClock clock = new HandClock();
    private Sandbox sandbox;
    private Buyer buyer;

    @BeforeEach
    void open() {
        sandbox = Sandbox.open(SandboxSettings.defaults(directory).withClock(clock));
        buyer = new Buyer(sandbox.url(), 7);
        sandbox.fund(buyer.address(), BigInteger.valueOf(PURSE));
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private HttpResponse<String> ask() throws IOException {
        return buyer.post(Buyer.IMAGE, Buyer.IMAGE_BODY);
    }

    private ObjectNode payload(JsonNode option, int nonce) {
        long now = sandbox.chain().time().getEpochSecond();
        return buyer.payload(option, Buyer.authorization(option, buyer.address(), now, nonce));
    }

    private HttpResponse<String> pay(JsonNode option, int nonce) throws IOException {
        return buyer.pay(Buyer.IMAGE, Buyer.IMAGE_BODY, payload(option, nonce));
    }

    private long moved() {
        return PURSE - sandbox.chain().balance(buyer.address()).longValueExact();
    }

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
                "price           | amount=500000                           | 202                                            | 500000",
                "pay-to          | payTo                                   | 202                                            | 50000",
                "asset           | asset                                   | asset_not_deployed_contract                    | 0",
                "network         | network=eip155:88241517776719           | invalid_exact_evm_network_mismatch             | 0",
                "token-name      | name=USD Coin                           | invalid_exact_evm_token_name_mismatch          | 0",
                "decoy-first     | amount=500000 payTo                     | 202                                            | 500000",
                "upfront-flow    | paymentFlow=upfront                     | 202                                            | 50000",
                "permit2         | assetTransferMethod=permit2             | unsupported_payload_type                       | 0",
                "upto            | assetTransferMethod=permit2 scheme=upto | unsupported_scheme                             | 0",
                "timeout-3       | maxTimeoutSeconds=3 | invalid_exact_evm_payload_authorization_valid_before               | 0",
                "timeout-missing | maxTimeoutSeconds=                      | 202                                            | 50000",
                "timeout-year    | maxTimeoutSeconds=31536000              | 202                                            | 50000",
            })
    void demandThatAsksForSomethingElse(String fault, String difference, String outcome, long moved)
            throws IOException {
        JsonNode honest = Buyer.demand(ask()).path("accepts").path(0);
        sandbox.faults().schedule(fault);
        JsonNode option = Buyer.demand(ask()).path("accepts").path(0);
        assertEquals(difference, difference(honest, option));
        HttpResponse<String> paid = pay(option, 1);
        String seen = paid.statusCode() == 402 ? Buyer.demand(paid).path("error").asText() : "" + paid.statusCode();
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
        JsonNode body = response.body().isEmpty() ? Buyer.MAPPER.createObjectNode() : Buyer.MAPPER.readTree(response.body());
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
            return "header " + Json.read(bytes).path("accepts").path(0).path("amount").asText();
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
        try (InputStream body = buyer.http().send(ask, BodyHandlers.ofInputStream()).body()) {
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
            try (InputStream body = buyer.http().send(request, BodyHandlers.ofInputStream()).body()) {
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
            String id = response.body().isEmpty() ? "" : Buyer.MAPPER.readTree(response.body()).path("id").asText();
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
        String rest = receipt.path("amount").asText() + receipt.path("errorReason").asText();
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

    private String bought() throws IOException {
        HttpResponse<String> bought = pay(Buyer.demand(ask()).path("accepts").path(0), 1);
        return Buyer.MAPPER.readTree(bought.body()).path("id").asText();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "failed           | processing 90 | failed 100",
                "never-ends       | processing 90 | processing 99",
                "unknown-status   | processing 90 | archived 100",
                "empty-output     | processing 90 | completed 100 []",
                "no-output        | processing 90 | completed 100",
                "svg              | processing 90 | completed 100 http://127.0.0.1:PORT/files/ID.svg image/svg+xml",
                "asset-host | processing 90 | completed 100 http://files.patron-sandbox.invalid/files/ID.png image/png",
            })
    void jobThatGoesWrong(String fault, String before, String after) throws IOException {
        sandbox.faults().schedule(fault + "*1");
        String id = bought();
        assertEquals(50_000, moved());
        clock.move(java.time.Duration.ofMillis(1_080));
        assertEquals(before, statusSeen(buyer.status(id), id));
        clock.move(1);
        JsonNode status = fault.equals("never-ends") ? buyer.status(id) : buyer.done(id);
        assertEquals(after, statusSeen(status, id));
    }

    private String statusSeen(JsonNode status, String id) {
        String seen = status.path("status").asText() + " " + status.path("progress").asText();
        JsonNode output = status.path("output");
        if (output.isEmpty()) {
            return seen + (output.isMissingNode() ? "" : " []");
        }
        String url = output.path(0).path("url").asText();
        return seen + " " + url.replace(id, "ID").replace(":" + sandbox.url().getPort(), ":PORT") + " "
                + output.path(0).path("type").asText();
    }

    @Test
    void statusGoesBackwardsOnce() throws IOException {
        sandbox.faults().schedule("status-backwards");
        String id = bought();
        List<String> seen = new ArrayList<>();
        for (int step = 0; step < 5; step++) {
            seen.add(buyer.status(id).path("status").asText());
            clock.move(java.time.Duration.ofMillis(240));
        }
        assertEquals(List.of("pending", "processing", "processing", "pending", "processing"), seen);
        assertEquals("completed", buyer.done(id).path("status").asText());
    }

    @ParameterizedTest
    @CsvSource({
        "wrong-type, 200 image/png <!do",
        "asset-404, 404 application/json; charset=utf-8 {\"er",
        "asset-redirect, 307 http://169.254.169.254/latest/meta-data/",
        "asset-402, 402 application/json; charset=utf-8 {}",
        "oversize, 200 image/png endless"
    })
    void fileThatGoesWrong(String fault, String expected) throws IOException, InterruptedException {
        String id = bought();
        clock.move(2);
        String url = buyer.done(id).path("output").path(0).path("url").asText();
        sandbox.faults().schedule(fault + "*1");
        HttpResponse<InputStream> response =
                buyer.http().send(buyer.request(url).GET().build(), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            String start = fault.equals("oversize")
                    ? body.readNBytes(8_000_000).length == 8_000_000 ? "endless" : "short"
                    : new String(body.readNBytes(4), StandardCharsets.UTF_8);
            String type = response.headers()
                    .firstValue("Content-Type")
                    .or(() -> response.headers().firstValue("Location"))
                    .orElse("");
            assertEquals(expected, (response.statusCode() + " " + type + " " + start).strip());
        }
        assertEquals(200, buyer.get(url).statusCode());
    }

    @ParameterizedTest
    @CsvSource({"poll-404, 404", "poll-500, 500", "poll-429, 429", "poll-402, 402", "poll-garbage, 200 garbage"})
    void questionThatGoesWrong(String fault, String expected) throws IOException {
        String id = bought();
        sandbox.faults().schedule(fault + "*2");
        for (int ask = 0; ask < 2; ask++) {
            HttpResponse<String> response = buyer.get("/v1/generations/" + id);
            boolean garbage = response.body().contains("garbage");
            assertEquals(expected, response.statusCode() + (garbage ? " garbage" : ""));
            assertEquals(fault.equals("poll-429"), response.headers().firstValue("Retry-After").isPresent());
        }
        assertEquals("pending", buyer.status(id).path("status").asText());
    }

    @Test
    void slowStatusStartsWithBlanks() throws IOException, InterruptedException {
        String id = bought();
        sandbox.faults().schedule("slow-poll");
        HttpRequest request = buyer.request("/v1/generations/" + id).GET().build();
        try (InputStream body = buyer.http().send(request, BodyHandlers.ofInputStream()).body()) {
            assertEquals(' ', body.read());
        }
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
        String source = java.nio.file.Files.readString(
                Path.of("src/test/java/dev/patron/sandbox/FaultTest.java"));
        for (Fault fault : Sandbox.faultsKnown()) {
            assertTrue(labels.add(fault.label()), fault.label());
            assertTrue(source.contains("\"" + fault.label()), fault.label() + " is not tested");
            assertNotEquals('.', fault.sentence().charAt(fault.sentence().length() - 1));
        }
    }
}
