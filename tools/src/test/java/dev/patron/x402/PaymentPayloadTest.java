package dev.patron.x402;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.Shop;
import dev.patron.evm.KeyWallet;
import dev.patron.money.Amount;
import dev.patron.payment.Authorization;
import dev.patron.payment.Demand;
import dev.patron.payment.PaymentRequired;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaymentPayloadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID = "pay_0123456789abcdef0123456789abcdef";
    private static final KeyWallet WALLET =
            KeyWallet.ofHex("0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d");

    private static PaymentRequired required(String json) {
        Demand demand = Demands.read(Samples.header(Samples.base64(json)), Shop.utf8("{}"));
        return assertInstanceOf(Demand.Demanded.class, demand, demand::toString).required();
    }

    private static Authorization.Signed signed(String nonce) {
        return WALLET.sign(new Authorization.Eip3009(
                Shop.DOMAIN,
                WALLET.address(),
                Shop.PAYEE,
                Amount.ofUnits(Shop.USDC, "50000"),
                Instant.ofEpochSecond(4102445100L),
                nonce));
    }

    private static JsonNode decoded(PaymentRequired required, String nonce) throws IOException {
        String header = PaymentPayload.header(required, required.accepts().getFirst(), signed(nonce), ID);
        assertTrue(header.matches("[A-Za-z0-9+/]+={0,2}"), header);
        return JSON.readTree(Base64.getDecoder().decode(header));
    }

    /** Recorded from the reference client: same payload, but for the casing of addresses inside the authorization. */
    @ParameterizedTest
    @ValueSource(strings = {"x402-v2-image-purchase.json", "payment-identifier.json"})
    void aPayloadEqualsTheRecordedOne(String vector) throws IOException {
        JsonNode purchase = JSON.readTree(Shop.vector(vector));
        String value = "";
        for (JsonNode line : purchase.path("unpaid").path("response").path("headers")) {
            value = line.path(0).asText().equals("PAYMENT-REQUIRED")
                    ? line.path(1).asText()
                    : value;
        }
        JsonNode expected = purchase.path("paid").path("decoded").path("PAYMENT-SIGNATURE");
        ObjectNode authorization = (ObjectNode) expected.path("payload").path("authorization");
        for (String field : new String[] {"from", "to"}) {
            authorization.put(field, authorization.path(field).asText().toLowerCase(Locale.ROOT));
        }
        PaymentRequired required =
                required(new String(Base64.getDecoder().decode(value), java.nio.charset.StandardCharsets.UTF_8));
        assertEquals(expected, decoded(required, authorization.path("nonce").asText()));
    }

    @Test
    void whatTheSellerSentIsEchoedByteForByte() {
        String entry = Samples.ENTRY.replace(
                "\"maxTimeoutSeconds\":300", " \"maxTimeoutSeconds\" : 300 ,\"zeta\":1.0e+02,\"ü\":\"\\u00fc\"");
        PaymentRequired required = required(Samples.DEMAND.replace(Samples.ENTRY, entry));
        String json = PaymentPayload.json(required, required.accepts().getFirst(), signed(nonce()), ID);
        assertTrue(json.contains("\"accepted\":" + entry + ",\"payload\""), json);
        assertTrue(json.contains("\"resource\":" + Samples.RESOURCE + ",\"accepted\""), json);
    }

    @Test
    void onlyThePaymentIdentifierIsEchoedAndOnlyWhereAdvertised() throws IOException {
        assertFalse(decoded(required(Samples.DEMAND), nonce()).has("extensions"));
        String others = "\"extensions\":{\"bazaar\":{\"info\":{}},\"sign-in-with-x\":{\"info\":{}}},\"accepts\"";
        assertFalse(decoded(required(Samples.DEMAND.replace("\"accepts\"", others)), nonce())
                .has("extensions"));
        String both =
                "\"extensions\":{\"bazaar\":{},\"payment-identifier\":{\"info\":{\"required\":true,\"x\":1.50},\"schema\":{}}},\"accepts\"";
        JsonNode extensions = decoded(required(Samples.DEMAND.replace("\"accepts\"", both)), nonce())
                .path("extensions");
        assertEquals(1, extensions.size());
        assertEquals(
                JSON.readTree("{\"info\":{\"required\":true,\"x\":1.50,\"id\":\"" + ID + "\"},\"schema\":{}}"),
                extensions.path("payment-identifier"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"info\":[]}", "{\"info\":{\"id\":\"theirs\"}}"})
    void anIdentifierThatCannotBeFilledInIsLeftOut(String extension) throws IOException {
        String advertised = "\"extensions\":{\"payment-identifier\":" + extension + "},\"accepts\"";
        assertFalse(decoded(required(Samples.DEMAND.replace("\"accepts\"", advertised)), nonce())
                .has("extensions"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "has space in the middle", "\"},\"x\":{\"aaaaaaaaaaa"})
    void aPaymentIdIsOfTheFormThatSellersAccept(String id) {
        PaymentRequired required = required(Samples.DEMAND);
        assertThrows(
                IllegalArgumentException.class,
                () -> PaymentPayload.json(required, required.accepts().getFirst(), signed(nonce()), id));
    }

    private static String nonce() {
        return "0x" + "00ff".repeat(16);
    }
}
