package dev.patron.x402;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.patron.Shop;
import dev.patron.payment.Choice;
import dev.patron.payment.Choosing;
import dev.patron.payment.Demand;
import dev.patron.payment.PaymentRequired;
import dev.patron.plan.Kind;
import dev.patron.policy.Code;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemandsTest {
    private static Demand header(String json) {
        return Demands.read(Samples.header(Samples.base64(json)), Shop.utf8("{}"));
    }

    private static Demand body(String json) {
        return Demands.read(Samples.none(), Shop.utf8(json));
    }

    private static PaymentRequired demanded(Demand demand) {
        return assertInstanceOf(Demand.Demanded.class, demand, demand::toString).required();
    }

    private static String refused(Code code, Demand demand) {
        Demand.Refused refused = assertInstanceOf(Demand.Refused.class, demand, demand::toString);
        assertEquals(code, refused.code(), refused::toString);
        assertEquals(402, refused.status());
        return refused.detail();
    }

    private static void malformed(String json) {
        refused(Code.MALFORMED_CHALLENGE, header(json));
        refused(Code.MALFORMED_CHALLENGE, body(json));
    }

    @Test
    void aRecordedDemandIsReadAndChosen() throws IOException {
        JsonNode recorded = new ObjectMapper()
                .readTree(Shop.vector("x402-v2-image-purchase.json"))
                .path("unpaid");
        String value = recorded.path("response")
                .path("headers")
                .valueStream()
                .filter(line -> line.path(0).asText().equals("PAYMENT-REQUIRED"))
                .findFirst()
                .orElseThrow()
                .path(1)
                .asText();
        PaymentRequired required = demanded(Demands.read(
                Samples.header(value),
                Shop.utf8(recorded.path("response").path("body").asText())));
        JsonNode decoded = recorded.path("decoded").path("PAYMENT-REQUIRED");
        assertEquals(decoded.path("resource").path("url").asText(), required.resourceUrl());
        assertEquals(
                decoded.path("accepts").path(0).toString(),
                required.accepts().getFirst().raw());
        Choice choice = Choosing.choose(
                Shop.at(URI.create("http://127.0.0.1:46267")),
                Kind.IMAGE,
                required,
                URI.create(required.resourceUrl()));
        assertInstanceOf(Choice.Chosen.class, choice, choice::toString);
    }

    @Test
    void everyFieldIsTakenAndEveryPartKept() {
        String entry = Samples.ENTRY.replace(
                "\"extra\":{",
                " \"extra\" : {\"assetTransferMethod\":\"eip3009\","
                        + "\"paymentFlow\":\"authorization\",\"decimals\":18.0,");
        PaymentRequired required = demanded(header(Samples.DEMAND
                .replace(Samples.ENTRY, entry)
                .replace(
                        "\"accepts\"",
                        "\"extensions\":{\"a/b\":{\"info\":{ }},\"bazaar\":{}},\"unknown\":[1],\"accepts\"")));
        assertEquals(Optional.of("Payment required"), required.error());
        assertEquals(Samples.RESOURCE, required.resourceRaw());
        assertEquals("{\"info\":{ }}", required.extensions().get("a/b"));
        assertEquals(entry, required.accepts().getFirst().raw());
        assertEquals(Optional.of(300L), required.accepts().getFirst().maxTimeoutSeconds());
        assertEquals(Optional.of("eip3009"), required.accepts().getFirst().transferMethod());
        assertEquals(Optional.of("authorization"), required.accepts().getFirst().paymentFlow());
        assertEquals(Optional.of("USD Coin"), required.accepts().getFirst().domainName());
        assertEquals(Optional.of("2"), required.accepts().getFirst().domainVersion());
        assertTrue(required.digest().matches("[0-9a-f]{64}"), required.digest());
    }

    @Test
    void aBodyAloneIsReadUnderTheSameChecks() {
        assertEquals(demanded(header(Samples.DEMAND)), demanded(body(Samples.DEMAND)));
    }

    @Test
    void aFlatBodyIsToldWhatItLacks() {
        String detail = refused(
                Code.MALFORMED_CHALLENGE,
                body("{\"amount\":\"50000\",\"payTo\":\"0x\",\"network\":\"base\",\"scheme\":\"exact\"}"));
        assertTrue(detail.contains("`accepts`") && detail.contains("`x402Version`"), detail);
    }

    @Test
    void at048HeaderAndBodyMustAgree() {
        String value = Samples.base64(Samples.DEMAND);
        String reordered = "{\"accepts\":[" + Samples.ENTRY + "], \"resource\":" + Samples.RESOURCE
                + ",\"error\":\"Payment required\",\"x402Version\":2}";
        demanded(Demands.read(Samples.header(value), Shop.utf8(reordered)));
        for (String other : new String[] {
            Samples.DEMAND.replace("50000", "40000"),
            Samples.DEMAND.replace("\"x402Version\":2", "\"x402Version\":1"),
            "{\"x402Version\":1,\"accepts\":[]}",
            "{\"accepts\":[]}",
            Samples.DEMAND + "x",
            Samples.DEMAND.replace("\"amount\"", "\"amount\":\"1\",\"amount\"")
        }) {
            refused(Code.AMBIGUOUS_CHALLENGE, Demands.read(Samples.header(value), Shop.utf8(other)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{}", "null", "[]", "<html></html>", "{\"error\":\"payment_required\",\"message\":\"x\"}"})
    void aBodyThatIsNoDemandDoesNotMatter(String body) {
        demanded(Demands.read(Samples.header(Samples.base64(Samples.DEMAND)), Shop.utf8(body)));
    }

    @Test
    void at049TwoHeadersAreRefused() {
        String value = Samples.base64(Samples.DEMAND);
        refused(Code.MALFORMED_CHALLENGE, Demands.read(Samples.header(value, value), Shop.utf8("{}")));
        refused(Code.MALFORMED_CHALLENGE, Demands.read(Samples.header(value + "," + value), Shop.utf8("{}")));
        refused(Code.MALFORMED_CHALLENGE, Demands.read(Samples.header(value + " " + value), Shop.utf8("{}")));
    }

    @Test
    void at049OnlyStandardBase64IsRead() {
        String value = Samples.base64(Samples.DEMAND.replace("Payment required", "???>>>~~~"));
        assertTrue(value.contains("/") || value.contains("+"), value);
        demanded(Demands.read(Samples.header(value), Shop.utf8("{}")));
        for (String bad : new String[] {
            value.replace('/', '_').replace('+', '-'),
            value + "=",
            "=" + value,
            "%%%",
            "",
            value.substring(0, 5),
            "AAAA===="
        }) {
            refused(Code.MALFORMED_CHALLENGE, Demands.read(Samples.header(bad), Shop.utf8("{}")));
        }
    }

    @Test
    void paddingMayBeMissing() {
        String value = Samples.base64(Samples.DEMAND + " ");
        demanded(Demands.read(Samples.header(value.replace("=", "")), Shop.utf8("{}")));
    }

    @Test
    void at049SizeDepthDuplicatesAndMarksAreBounded() {
        malformed(Samples.DEMAND.replace("Payment required", "x".repeat(70_000)));
        malformed(Samples.DEMAND.replace("\"Payment required\"", "[".repeat(40) + "]".repeat(40)));
        malformed(Samples.DEMAND.replace("\"amount\"", "\"amount\":\"1\",\"amount\""));
        malformed(Samples.DEMAND.replace("\"x402Version\":2", "\"x402Version\":2,\"x402Version\":2"));
        malformed("\ufeff" + Samples.DEMAND);
        malformed(Samples.DEMAND + "{}");
        malformed(Samples.DEMAND.replace(Samples.ENTRY, (Samples.ENTRY + ",").repeat(40) + Samples.ENTRY));
    }

    @Test
    void at050OnlyVersion2IsSpoken() {
        for (String version : new String[] {"1", "3", "0", "-2", "99999999999999999999"}) {
            String json = Samples.DEMAND.replace("\"x402Version\":2", "\"x402Version\":" + version);
            assertTrue(refused(Code.UNSUPPORTED_VERSION, header(json)).contains("version `2`"));
            refused(Code.UNSUPPORTED_VERSION, body(json));
        }
        for (String version : new String[] {"\"2\"", "2.0", "2e0", "null", "[2]", "true"}) {
            malformed(Samples.DEMAND.replace("\"x402Version\":2", "\"x402Version\":" + version));
        }
        malformed(Samples.DEMAND.replace("\"x402Version\":2,", ""));
    }

    @Test
    void aVersion1BodyIsNamedAsSuch() {
        refused(
                Code.UNSUPPORTED_VERSION,
                body("{\"x402Version\":1,\"accepts\":[{\"scheme\":\"exact\",\"network\":\"base\","
                        + "\"maxAmountRequired\":\"50000\",\"resource\":\"https://x\",\"payTo\":\"0x\"}]}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"-1\"", "\"-0\"", "\"+5\"", "\" 5\"", "\"5 \"", "\"0x5\"", "\"5e3\"", "\"05\"", "\"00\"", "\"5.0\"",
                "\"NaN\"", "\"Infinity\"", "\"\"", "null", "[]", "[\"50000\"]", "{}", "true", "\"٥٠\"", "\"５０\"",
                "\"50,000\"", "\"50_000\"", "\"5\\u0000\"", "\"50000\\n\"", "\"1/2\"", "\"five\""
            })
    void at024AnAmountIsAStringOfDigits(String amount) {
        malformed(Samples.DEMAND.replace("\"50000\"", amount));
        malformed(Samples.DEMAND.replace("\"50000\"", "\"" + "9".repeat(400) + "\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"50000", "5e4", "50000.0", "0"})
    void at027AJsonNumberIsNotAnAmount(String amount) {
        malformed(Samples.DEMAND.replace("\"50000\"", amount));
    }

    @ParameterizedTest
    @ValueSource(strings = {"scheme", "network", "amount", "asset", "payTo"})
    void requiredFieldsAreStrings(String field) {
        malformed(Samples.DEMAND.replace("\"" + field + "\":", "\"x" + field + "\":"));
        malformed(Samples.DEMAND.replaceFirst("\"" + field + "\":\"[^\"]*\"", "\"" + field + "\":1"));
        malformed(Samples.DEMAND.replaceFirst("\"" + field + "\":\"[^\"]*\"", "\"" + field + "\":null"));
    }

    @Test
    void wrongTypesAreRefused() {
        malformed("[]");
        malformed("\"x\"");
        malformed(Samples.DEMAND.replace("[" + Samples.ENTRY + "]", "{}"));
        malformed(Samples.DEMAND.replace("[" + Samples.ENTRY + "]", "[]"));
        malformed(Samples.DEMAND.replace(Samples.ENTRY, "\"exact\""));
        malformed(Samples.DEMAND.replace(Samples.RESOURCE, "\"https://api.xgen.world\""));
        malformed(Samples.DEMAND.replace("\"url\"", "\"uri\""));
        malformed(Samples.DEMAND.replace("\"extra\":{\"name\":\"USD Coin\",\"version\":\"2\"}", "\"extra\":[]"));
        malformed(Samples.DEMAND.replace("\"version\":\"2\"", "\"version\":2"));
        malformed(Samples.DEMAND.replace("\"accepts\"", "\"extensions\":[],\"accepts\""));
        malformed(Samples.DEMAND.replace("\"accepts\"", "\"extensions\":{\"a\":1},\"accepts\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"300\"", "300.5", "null", "99999999999999999999", "[]"})
    void aLifetimeThatIsNotAWholeNumberIsAbsent(String seconds) {
        PaymentRequired required = demanded(
                header(Samples.DEMAND.replace("\"maxTimeoutSeconds\":300", "\"maxTimeoutSeconds\":" + seconds)));
        assertEquals(Optional.empty(), required.accepts().getFirst().maxTimeoutSeconds());
    }

    @Test
    void at122TheSellersWordsAreStripped() {
        PaymentRequired required = demanded(
                header(Samples.DEMAND.replace("Payment required", "\\u001b[31mpay\\r\\nme\\u202e" + "x".repeat(500))));
        String error = required.error().orElseThrow();
        assertTrue(error.startsWith("pay me"), error);
        assertTrue(error.length() <= 200 && error.chars().allMatch(c -> c >= ' '), error);
    }
}
