package dev.patron.sandbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.web3j.crypto.Sign;

/** One purchase from the demand to the file, over HTTP, and every way a payment is refused. */
class PurchaseTest {
    private static final long PURSE = 1_000_000;

    @TempDir
    Path directory;

    private final HandClock clock = new HandClock();
    private Sandbox sandbox;
    private Buyer buyer;

    @BeforeEach
    void open() {
        sandbox = Sandbox.open(SandboxSettings.defaults(directory, java.time.InstantSource.system())
                .withClock(clock));
        buyer = new Buyer(sandbox.url(), 7);
        sandbox.fund(buyer.address(), BigInteger.valueOf(PURSE));
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private JsonNode option() throws IOException {
        return Buyer.demand(buyer.post(Buyer.IMAGE, Buyer.IMAGE_BODY))
                .path("accepts")
                .path(0);
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    @Test
    void demandIsThatOfTheReferenceMiddleware() throws IOException {
        HttpResponse<String> response = buyer.post(Buyer.IMAGE, Buyer.IMAGE_BODY);
        JsonNode demand = Buyer.demand(response);
        assertEquals(402, response.statusCode());
        assertEquals("{}", response.body());
        assertEquals("no-store", response.headers().firstValue("Cache-Control").orElseThrow());
        assertEquals(
                sandbox.url() + Buyer.IMAGE, demand.path("resource").path("url").asText());
        assertEquals(
                "{\"scheme\":\"exact\",\"network\":\"eip155:88241517776718\",\"amount\":\"50000\",\"asset\":\""
                        + Sandbox.TOKEN + "\",\"payTo\":\"" + Sandbox.PAY_TO
                        + "\",\"maxTimeoutSeconds\":60,\"extra\":{\"name\":\"Patron Sandbox"
                        + " Dollar\",\"version\":\"1\"}}",
                demand.path("accepts").path(0).toString());
    }

    @Test
    void pictureIsBoughtPaintedAndFetched() throws IOException, InterruptedException {
        JsonNode option = option();
        ObjectNode authorization = Buyer.authorization(option, buyer.address(), now(), 1);
        HttpResponse<String> bought = buyer.pay(Buyer.IMAGE, Buyer.IMAGE_BODY, buyer.payload(option, authorization));
        assertEquals(202, bought.statusCode(), bought.body());
        String id = Buyer.MAPPER.readTree(bought.body()).path("id").asText();
        assertEquals("{\"id\":\"" + id + "\",\"status\":\"pending\"}", bought.body());
        JsonNode receipt = Buyer.receipt(bought);
        assertTrue(receipt.path("success").asBoolean());
        assertEquals(buyer.address(), receipt.path("payer").asText());
        assertEquals(BigInteger.valueOf(PURSE - 50_000), buyer.balance(buyer.address(), "\"latest\""));
        assertTrue(buyer.used(authorization.path("nonce").asText(), "\"latest\""));

        assertEquals("pending", status(id).path("status").asText());
        clock.move(Duration.ofMillis(600));
        assertEquals(
                "{\"id\":\"" + id + "\",\"status\":\"processing\",\"progress\":50}",
                status(id).toString());
        clock.move(Duration.ofMillis(600));
        JsonNode done = buyer.done(id);
        assertEquals("completed", done.path("status").asText());
        assertEquals("image/png", done.path("output").path(0).path("type").asText());
        String url = done.path("output").path(0).path("url").asText();
        HttpResponse<byte[]> file = buyer.http().send(buyer.request(url).GET().build(), BodyHandlers.ofByteArray());
        assertArrayEquals(new byte[] {(byte) 0x89, 'P', 'N', 'G'}, Arrays.copyOf(file.body(), 4));
    }

    @Test
    void clipIsBought() throws IOException, InterruptedException {
        JsonNode option = Buyer.demand(buyer.post(Buyer.VIDEO, Buyer.VIDEO_BODY))
                .path("accepts")
                .path(0);
        assertEquals("250000", option.path("amount").asText());
        ObjectNode payload = buyer.payload(option, Buyer.authorization(option, buyer.address(), now(), 1));
        HttpResponse<String> bought = buyer.pay(Buyer.VIDEO, Buyer.VIDEO_BODY, payload);
        String id = Buyer.MAPPER.readTree(bought.body()).path("id").asText();
        clock.move(3);
        JsonNode output = buyer.done(id).path("output").path(0);
        assertEquals("video/mp4", output.path("type").asText());
        HttpResponse<byte[]> file = buyer.http()
                .send(buyer.request(output.path("url").asText()).GET().build(), BodyHandlers.ofByteArray());
        assertEquals("ftyp", new String(file.body(), 4, 4, StandardCharsets.US_ASCII));
    }

    private JsonNode status(String id) throws IOException {
        return Buyer.MAPPER.readTree(buyer.get("/v1/generations/" + id).body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "from         | 0x00000000000000000000000000000000000000aa | invalid_exact_evm_signature",
                "to           | 0x00000000000000000000000000000000000000aa | invalid_exact_evm_recipient_mismatch",
                "value        | 49999      | invalid_exact_evm_payload_authorization_value_mismatch",
                "value        | 50001      | invalid_exact_evm_payload_authorization_value_mismatch",
                "validBefore  | now+5      | invalid_exact_evm_payload_authorization_valid_before",
                "validAfter   | now+1      | invalid_exact_evm_payload_authorization_valid_after",
                "validAfter   | now        | invalid_exact_evm_transaction_simulation_failed",
                "nonce        | 0x12       | invalid_payload",
                "value        | fifty      | invalid_payload",
            })
    void authorizationThatDoesNotFitIsRefused(String field, String value, String code) throws IOException {
        JsonNode option = option();
        ObjectNode authorization = Buyer.authorization(option, buyer.address(), now(), 1);
        String written = value.startsWith("now")
                ? Long.toString(now() + Long.parseLong("0" + value.substring(3).replace("+", "")))
                : value;
        authorization.put(
                field,
                code.equals("invalid_payload") ? authorization.path(field).asText() : written);
        ObjectNode payload = buyer.payload(option, authorization);
        authorization.put(field, written);
        assertRefused(payload, code);
    }

    private void assertRefused(ObjectNode payload, String code) throws IOException {
        HttpResponse<String> refused = buyer.pay(Buyer.IMAGE, Buyer.IMAGE_BODY, payload);
        assertEquals(402, refused.statusCode());
        assertEquals(code, Buyer.demand(refused).path("error").asText());
        assertEquals(BigInteger.valueOf(PURSE), sandbox.chain().balance(buyer.address()));
    }

    @ParameterizedTest
    @CsvSource({
        "v0, invalid_exact_evm_transaction_simulation_failed",
        "high-s, invalid_exact_evm_transaction_simulation_failed",
        "compact, invalid_exact_evm_signature",
        "bare, invalid_exact_evm_signature",
        "other, invalid_exact_evm_signature"
    })
    void signatureInAnotherFormIsRefused(String form, String code) throws IOException {
        JsonNode option = option();
        ObjectNode payload = buyer.payload(option, Buyer.authorization(option, buyer.address(), now(), 1));
        ObjectNode inner = (ObjectNode) payload.path("payload");
        String good = inner.path("signature").asText();
        int v = Integer.parseInt(good.substring(130), 16);
        BigInteger order = Sign.CURVE_PARAMS.getN();
        inner.put(
                "signature",
                switch (form) {
                    case "v0" -> good.substring(0, 130) + String.format("%02x", v - 27);
                    case "high-s" ->
                        good.substring(0, 66)
                                + String.format("%064x", order.subtract(new BigInteger(good.substring(66, 130), 16)))
                                + String.format("%02x", 55 - v);
                    case "compact" -> good.substring(0, 130);
                    case "bare" -> good.substring(2);
                    default -> good.substring(0, 130) + String.format("%02x", 55 - v);
                });
        assertRefused(payload, code);
    }

    @ParameterizedTest
    @CsvSource({"payTo", "maxTimeoutSeconds", "amount", "unknown", "extra"})
    void acceptedMustBeTheOfferedOption(String changed) throws IOException {
        JsonNode option = option();
        ObjectNode payload = buyer.payload(option, Buyer.authorization(option, buyer.address(), now(), 1));
        ObjectNode accepted = payload.putObject("accepted").setAll((ObjectNode) option.deepCopy());
        switch (changed) {
            case "payTo" ->
                accepted.put("payTo", accepted.path("payTo").asText().toLowerCase(Locale.ROOT));
            case "maxTimeoutSeconds" -> accepted.put("maxTimeoutSeconds", 61);
            case "amount" -> accepted.put("amount", "500000");
            case "unknown" -> accepted.put("unknown", 1);
            default -> ((ObjectNode) accepted.path("extra")).remove("name");
        }
        assertRefused(payload, "No matching payment requirements");
        ((ObjectNode) payload.putObject("accepted")
                        .setAll((ObjectNode) option.deepCopy())
                        .path("extra"))
                .put("more", 1);
        assertEquals(202, buyer.pay(Buyer.IMAGE, Buyer.IMAGE_BODY, payload).statusCode());
    }

    @Test
    void imageOptionDoesNotBuyAClip() throws IOException {
        JsonNode option = option();
        ObjectNode payload = buyer.payload(option, Buyer.authorization(option, buyer.address(), now(), 1));
        HttpResponse<String> refused = buyer.pay(Buyer.VIDEO, Buyer.VIDEO_BODY, payload);
        assertEquals(
                "No matching payment requirements",
                Buyer.demand(refused).path("error").asText());
    }

    @Test
    void replayAndPovertyAreRefused() throws IOException {
        JsonNode option = option();
        ObjectNode payload = buyer.payload(option, Buyer.authorization(option, buyer.address(), now(), 1));
        assertEquals(202, buyer.pay(Buyer.IMAGE, Buyer.IMAGE_BODY, payload).statusCode());
        HttpResponse<String> again = buyer.pay(Buyer.IMAGE, Buyer.IMAGE_BODY, payload);
        assertEquals(
                "invalid_exact_evm_nonce_already_used",
                Buyer.demand(again).path("error").asText());
        assertEquals(BigInteger.valueOf(PURSE - 50_000), sandbox.chain().balance(buyer.address()));

        Buyer poor = new Buyer(sandbox.url(), 8);
        ObjectNode unfunded = poor.payload(option, Buyer.authorization(option, poor.address(), now(), 1));
        HttpResponse<String> refused = poor.pay(Buyer.IMAGE, Buyer.IMAGE_BODY, unfunded);
        assertEquals(
                "invalid_exact_evm_insufficient_balance",
                Buyer.demand(refused).path("error").asText());
    }

    @Test
    void cancelledAuthorizationIsUsed() throws IOException {
        JsonNode option = option();
        ObjectNode authorization = Buyer.authorization(option, buyer.address(), now(), 1);
        String nonce = authorization.path("nonce").asText();
        assertFalse(buyer.used(nonce, "\"latest\""));
        sandbox.chain().cancelAuthorization(buyer.address(), nonce, buyer.cancellation(option, nonce));
        assertTrue(buyer.used(nonce, "\"latest\""));
        assertRefused(buyer.payload(option, authorization), "invalid_exact_evm_nonce_already_used");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/images/generate | {",
                "/v1/images/generate | []",
                "/v1/images/generate | {\"model\":\"dall-e\",\"prompt\":\"x\"}",
                "/v1/images/generate | {\"model\":\"nano-banana-pro\"}",
                "/v1/images/generate | {\"model\":\"nano-banana-pro\",\"prompt\":7}",
                "/v1/videos/generate | {\"model\":\"veo-3.1-fast\",\"prompt\":\"x\"}",
                "/v1/videos/generate | {\"model\":\"veo-3.1-fast\",\"prompt\":\"x\",\"mode\":\"i2v\"}",
            })
    void badBodyIsRefusedBeforePayment(String path, String body) throws IOException {
        HttpResponse<String> refused = buyer.post(path, body);
        assertEquals(400, refused.statusCode());
        assertEquals(
                "invalid_request",
                Buyer.MAPPER.readTree(refused.body()).path("error").asText());
    }

    @Test
    void foreignHostNameIsRefused() throws IOException {
        String head = "GET /sandbox HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), sandbox.url().getPort())) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
        }
    }

    @Test
    void paymentIdentifierGivesTheAnswerAgain() throws IOException {
        sandbox.close();
        sandbox = Sandbox.open(SandboxSettings.defaults(directory, java.time.InstantSource.system())
                .withClock(clock)
                .withRecovery(SandboxSettings.Recovery.PAYMENT_IDENTIFIER));
        buyer = new Buyer(sandbox.url(), 7);
        JsonNode option = option();
        ObjectNode payload = buyer.payload(option, Buyer.authorization(option, buyer.address(), now(), 1));
        payload.putObject("extensions")
                .putObject("payment-identifier")
                .putObject("info")
                .put("required", false)
                .put("id", "pay_0123456789abcdef");
        HttpResponse<String> first = buyer.pay(Buyer.IMAGE, Buyer.IMAGE_BODY, payload);
        HttpResponse<String> again = buyer.pay(Buyer.IMAGE, Buyer.IMAGE_BODY, payload);
        assertEquals(202, again.statusCode());
        assertEquals(first.body(), again.body());
        assertEquals(Buyer.receipt(first), Buyer.receipt(again));
        assertEquals(BigInteger.valueOf(PURSE - 50_000), sandbox.chain().balance(buyer.address()));
        ObjectNode other = payload.deepCopy();
        ((ObjectNode) other.path("payload"))
                .setAll((ObjectNode) buyer.payload(option, Buyer.authorization(option, buyer.address(), now(), 2))
                        .path("payload"));
        assertEquals(409, buyer.pay(Buyer.IMAGE, Buyer.IMAGE_BODY, other).statusCode());
        HttpRequest plain = buyer.request("/sandbox").GET().build();
        assertTrue(buyer.send(plain).body().contains("\"simulated\":true"));
    }
}
