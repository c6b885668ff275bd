package dev.patron.xgen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.Shop;
import dev.patron.evm.KeyWallet;
import dev.patron.money.Amount;
import dev.patron.payment.Answer;
import dev.patron.payment.Authorization;
import dev.patron.payment.Choice;
import dev.patron.payment.Choosing;
import dev.patron.payment.Demand;
import dev.patron.payment.SellerRequest;
import dev.patron.plan.Kind;
import dev.patron.plan.Shot;
import dev.patron.policy.Code;
import dev.patron.purchase.Output;
import dev.patron.purchase.Poll;
import dev.patron.wire.RawServer;
import dev.patron.wire.Wire;
import dev.patron.wire.WireRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class XgenSellerTest {
    private static final Shot IMAGE = new Shot(
            "shot-01",
            Kind.IMAGE,
            "xgen",
            "nano-banana-pro",
            "A \"tea\" house\n茶",
            Optional.of("16:9"),
            Optional.of("2k"));
    private static final Shot VIDEO = new Shot(
            "shot-02", Kind.VIDEO, "xgen", "veo-3.1-fast", "A cat", Optional.of("landscape"), Optional.of("2k"));

    private final Wire wire = new Wire();

    @AfterEach
    void close() {
        wire.close();
    }

    private XgenSeller seller(URI base) {
        return new XgenSeller(Shop.at(base), wire, new AssetFetcher(Shop.at(base), Resolver.SYSTEM));
    }

    private static String answer(String status, String headers, String body) {
        return "HTTP/1.1 " + status + "\r\n" + headers + "Connection: close\r\nContent-Length: "
                + Shop.utf8(body).length + "\r\n\r\n" + body;
    }

    private Demand demand(String answer) throws IOException {
        try (RawServer server = RawServer.saying(answer)) {
            XgenSeller seller = seller(server.uri(""));
            Demand demand = seller.demand(seller.compose(IMAGE));
            assertEquals(1, server.requests().size());
            return demand;
        }
    }

    private Answer present(String answer) throws IOException {
        try (RawServer server = RawServer.saying(answer)) {
            XgenSeller seller = seller(server.uri(""));
            Answer came = seller.present(seller.compose(IMAGE).with("PAYMENT-SIGNATURE", "AAAA"));
            assertEquals(1, server.requests().size());
            return came;
        }
    }

    private Poll poll(String answer) throws IOException {
        try (RawServer server = RawServer.saying(answer)) {
            return seller(server.uri("/base")).poll("gen_abc");
        }
    }

    @Test
    void requestsAreTheReferencesByteForByte() {
        XgenSeller seller = seller(URI.create("https://api.xgen.world/x%20y"));
        SellerRequest image = seller.compose(IMAGE);
        assertEquals(
                "https://api.xgen.world/x%20y/v1/images/generate", image.uri().toString());
        assertEquals(
                "{\"model\":\"nano-banana-pro\",\"prompt\":\"A \\\"tea\\\" house\\n"
                        + "茶\",\"aspect_ratio\":\"16:9\",\"resolution\":\"2k\"}",
                image.body());
        assertEquals(List.of(new SellerRequest.Header("Content-Type", "application/json")), image.headers());
        SellerRequest video = seller.compose(VIDEO);
        assertEquals(
                "https://api.xgen.world/x%20y/v1/videos/generate", video.uri().toString());
        assertEquals(
                "{\"model\":\"veo-3.1-fast\",\"prompt\":\"A cat\",\"mode\":\"t2v\",\"aspect_ratio\":\"landscape\"}",
                video.body());
        assertEquals(image, seller.compose(IMAGE));
    }

    @Test
    void whatIsNotSoldIsNotComposed() {
        XgenSeller seller = seller(URI.create("https://api.xgen.world"));
        for (Shot shot : List.of(
                new Shot("shot-01", Kind.IMAGE, "xgen", "dall-e", "x", Optional.empty(), Optional.empty()),
                new Shot("shot-01", Kind.IMAGE, "xgen", "veo-3.1-fast", "x", Optional.empty(), Optional.empty()),
                new Shot("shot-01", Kind.IMAGE, "other", "nano-banana-pro", "x", Optional.empty(), Optional.empty()))) {
            assertThrows(IllegalArgumentException.class, () -> seller.compose(shot));
        }
    }

    @Test
    void oddValuesAreTriedWithAWarning() {
        XgenSeller seller = seller(URI.create("https://api.xgen.world"));
        assertEquals(List.of(), seller.warnings(IMAGE));
        assertEquals(1, seller.warnings(VIDEO).size());
        Shot odd = new Shot(
                "shot-01", Kind.IMAGE, "xgen", "nano-banana-pro", "x", Optional.of("wide"), Optional.of("big"));
        assertEquals(2, seller.warnings(odd).size());
        assertTrue(seller.compose(odd).body().contains("\"aspect_ratio\":\"wide\""));
    }

    @Test
    void aPurchaseGoesFromDemandToHandle() throws IOException {
        KeyWallet wallet = KeyWallet.ofHex("59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d");
        StringBuilder demandAnswer = new StringBuilder();
        try (RawServer server = new RawServer(out -> out.write(Shop.utf8(demandAnswer.toString())))) {
            demandAnswer.append(
                    answer("402 Payment Required", "PAYMENT-REQUIRED: " + demandFor(server) + "\r\n", "{}"));
            XgenSeller seller = seller(server.uri(""));
            SellerRequest unpaid = seller.compose(IMAGE);
            var required = assertInstanceOf(Demand.Demanded.class, seller.demand(unpaid))
                    .required();
            Choice.Chosen chosen = assertInstanceOf(
                    Choice.Chosen.class, Choosing.choose(Shop.at(server.uri("")), Kind.IMAGE, required, unpaid.uri()));
            Authorization.Signed signed = wallet.sign(new Authorization.Eip3009(
                    Shop.DOMAIN,
                    wallet.address(),
                    chosen.payee().address(),
                    Amount.ofUnits(Shop.USDC, "50000"),
                    Instant.ofEpochSecond(4102445100L),
                    wallet.nonce("intent")));
            SellerRequest paid = seller.pay(unpaid, required, chosen.entry(), signed, "pay_0123456789abcdef");
            assertEquals(paid, SellerRequest.fromBytes(paid.toBytes()));
            demandAnswer.setLength(0);
            demandAnswer.append(answer("202 Accepted", "", "{\"id\":\"gen_abc\",\"status\":\"pending\"}"));
            Answer.Answered answered = assertInstanceOf(Answer.Answered.class, seller.present(paid));
            assertEquals(Optional.of("gen_abc"), answered.handle());
            seller.present(paid);
            String sent = server.requests().get(1);
            assertEquals(sent, server.requests().get(2), "the same bytes are presented again");
            assertTrue(sent.endsWith(unpaid.body()) && sent.contains("PAYMENT-SIGNATURE: "), sent);
            assertFalse(server.requests().getFirst().contains("PAYMENT-SIGNATURE"));
        }
    }

    private static String demandFor(RawServer server) {
        return Base64.getEncoder()
                .encodeToString(
                        Shop.utf8("{\"x402Version\":2,\"resource\":{\"url\":\"" + server.uri("/v1/images/generate")
                                + "\"},\"accepts\":[{\"scheme\":\"exact\",\"network\":\"eip155:8453\",\"amount\":\"50000\",\"asset\":\""
                                + Shop.USDC.contract() + "\",\"payTo\":\"" + Shop.PAYEE
                                + "\",\"maxTimeoutSeconds\":300,\"extra\":{\"name\":\"USD"
                                + " Coin\",\"version\":\"2\"}}]}"));
    }

    @ParameterizedTest
    @CsvSource({
        "301,REDIRECT_REFUSED",
        "307,REDIRECT_REFUSED",
        "400,SELLER_REFUSED",
        "401,SELLER_REFUSED",
        "403,SELLER_REFUSED",
        "404,SELLER_REFUSED",
        "412,SELLER_REFUSED",
        "429,SELLER_UNREACHABLE",
        "500,SELLER_UNREACHABLE",
        "503,SELLER_UNREACHABLE",
        "402,MALFORMED_CHALLENGE"
    })
    void at055and091EveryOtherAnswerToADemandIsARefusal(int status, Code code) throws IOException {
        String body = "{\"error\":\"bad\",\"message\":\"\\u001b[31mno\\u202e\",\"x402Version\":2}";
        Demand.Refused refused =
                assertInstanceOf(Demand.Refused.class, demand(answer(status + " x", "Location: /elsewhere\r\n", body)));
        assertEquals(code, refused.code());
        assertEquals(status, refused.status());
        if (code == Code.SELLER_REFUSED) {
            assertEquals("bad: no", refused.detail());
        }
    }

    @Test
    void at055ADemandUnderStatus200IsFree() throws IOException {
        String body = "{\"x402Version\":2,\"accepts\":[]}";
        Demand.Free free =
                assertInstanceOf(Demand.Free.class, demand(answer("200 OK", "PAYMENT-REQUIRED: e30=\r\n", body)));
        assertEquals(Optional.empty(), free.answer().handle());
        Demand.Free served = assertInstanceOf(Demand.Free.class, demand(answer("202 OK", "", "{\"id\":\"gen_1\"}")));
        assertEquals(Optional.of("gen_1"), served.answer().handle());
    }

    @Test
    void aSellerThatCannotBeReachedIsARefusalWithoutAStatus() {
        XgenSeller seller = seller(URI.create("http://127.0.0.1:1"));
        Demand.Refused refused = assertInstanceOf(Demand.Refused.class, seller.demand(seller.compose(IMAGE)));
        assertEquals(Code.SELLER_UNREACHABLE, refused.code());
        assertEquals(0, refused.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 202 x\r\nContent-Length: 99\r\n\r\n{\"id\":\"gen_1\"", "HTTP/1.1 2"})
    void at091ACutAnswerToAPaidRequestIsLost(String answer) throws IOException {
        assertInstanceOf(Answer.Lost.class, present(answer));
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 400, 402, 500, 502, 503, 504})
    void at092and093APaidRequestsAnswerKeepsItsStatusReceiptAndCode(int status) throws IOException {
        String receipt = Base64.getEncoder()
                .encodeToString(Shop.utf8("{\"success\":false,\"transaction\":\"0x" + "ab".repeat(32)
                        + "\",\"network\":\"\",\"errorReason\":\"settlement_pending\"}"));
        Answer.Answered with = assertInstanceOf(
                Answer.Answered.class,
                present(answer(status + " x", "PAYMENT-RESPONSE: " + receipt + "\r\n", "{\"id\":\"gen_1\"}")));
        assertEquals(status, with.status());
        assertEquals(Optional.empty(), with.handle());
        assertEquals(Optional.of("settlement_pending"), with.error());
        assertEquals("0x" + "ab".repeat(32), with.receipt().orElseThrow().transaction());
        Answer.Answered without = assertInstanceOf(Answer.Answered.class, present(answer(status + " x", "", "oops")));
        assertEquals(Optional.empty(), without.receipt());
        assertEquals(Optional.empty(), without.error());
    }

    @Test
    void theErrorOfAFreshDemandIsNamed() throws IOException {
        try (RawServer server = RawServer.saying("")) {
            String demand = new String(
                            Base64.getDecoder().decode(demandFor(server)), java.nio.charset.StandardCharsets.UTF_8)
                    .replace(
                            "{\"x402Version\":2",
                            "{\"x402Version\":2,\"error\":\"invalid_exact_evm_nonce_already_used\"");
            String header = Base64.getEncoder().encodeToString(Shop.utf8(demand));
            Answer.Answered answered = assertInstanceOf(
                    Answer.Answered.class, present(answer("402 x", "PAYMENT-REQUIRED: " + header + "\r\n", "{}")));
            assertEquals(Optional.of("invalid_exact_evm_nonce_already_used"), answered.error());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"..\"",
                "\".\"",
                "\"a/b\"",
                "\"a b\"",
                "\"a?b\"",
                "\"a%2e\"",
                "\"ü\"",
                "1",
                "null",
                "[\"a\"]"
            })
    void at101AnIdThatIsNotUsableIsNoHandle(String id) throws IOException {
        assertEquals(Optional.empty(), handle(id));
    }

    @Test
    void at101AnIdIsAtMost200Characters() throws IOException {
        assertEquals(Optional.empty(), handle("\"" + "a".repeat(201) + "\""));
        assertEquals(Optional.empty(), handle("\"" + "a".repeat(10_000) + "\""));
        assertEquals(Optional.of("a".repeat(200)), handle("\"" + "a".repeat(200) + "\""));
        assertEquals(Optional.of("gen:A.b_c~d-1"), handle("\"gen:A.b_c~d-1\""));
    }

    private Optional<String> handle(String id) throws IOException {
        return assertInstanceOf(Answer.Answered.class, present(answer("202 x", "", "{\"id\":" + id + "}")))
                .handle();
    }

    @Test
    void at121WhatIsPrintedOfARequestHoldsNoSignatureAndNoPrompt() {
        SellerRequest paid =
                seller(URI.create("https://api.xgen.world")).compose(IMAGE).with("PAYMENT-SIGNATURE", "canary");
        assertEquals("request to https://api.xgen.world/v1/images/generate", paid.toString());
        assertEquals(
                "POST api.xgen.world",
                WireRequest.postJson(paid.uri(), paid.body()).toString());
    }

    @Test
    void aPollAsksForTheGenerationAndNothingElse() throws IOException {
        try (RawServer server = RawServer.saying(answer("200 OK", "", "{\"id\":\"a:b\",\"status\":\"pending\"}"))) {
            XgenSeller seller = seller(server.uri("/base"));
            assertInstanceOf(Poll.Working.class, seller.poll("a:b"));
            assertTrue(server.requests().getFirst().startsWith("GET /base/v1/generations/a%3Ab HTTP/1.1\r\n"));
            assertInstanceOf(Poll.Unhelpful.class, seller.poll("../x"));
            assertEquals(1, server.requests().size());
        }
    }

    @Test
    void aGenerationsLifeIsRead() throws IOException {
        assertEquals(
                new Poll.Working("processing", Optional.of(40)),
                poll(answer("200 OK", "", "{\"id\":\"gen_abc\",\"status\":\"processing\",\"progress\":40}")));
        assertEquals(
                new Poll.Completed(List.of(new Output("https://cdn.xgen.world/a.png", "image/png"))),
                poll(answer(
                        "200 OK",
                        "",
                        "{\"status\":\"completed\",\"progress\":100,\"output\":[{\"url\":\"https://cdn.xgen.world/a.png\","
                            + "\"type\":\"image/png\"},{\"type\":\"x\"},7]}")));
        assertEquals(
                new Poll.Failed("moderated: no"),
                poll(answer("200 OK", "", "{\"status\":\"failed\",\"error\":\"moderated\",\"message\":\"no\"}")));
        assertEquals(new Poll.Failed("no reason given"), poll(answer("200 OK", "", "{\"status\":\"failed\"}")));
    }

    @Test
    void at102OddProgressAndUnknownStatusesDecideNothing() throws IOException {
        assertEquals(
                new Poll.Working("almost there", Optional.empty()),
                poll(answer("200 OK", "", "{\"status\":\"\\u001b[1malmost\\nthere\",\"progress\":101}")));
        assertEquals(
                new Poll.Working("pending", Optional.of(100)),
                poll(answer("200 OK", "", "{\"status\":\"pending\",\"progress\":100}")));
        assertEquals(new Poll.Completed(List.of()), poll(answer("200 OK", "", "{\"status\":\"completed\"}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "x",
                "{\"status\":7}",
                "{\"status\":\"\"}",
                "{\"id\":\"gen_other\",\"status\":\"completed\"}"
            })
    void at101NonsenseAndOthersGenerationsAreUnhelpful(String body) throws IOException {
        assertEquals(
                200,
                assertInstanceOf(Poll.Unhelpful.class, poll(answer("200 OK", "", body)))
                        .status());
    }

    @Test
    void at054APaywallAtAPollIsNeverPaid() throws IOException {
        Poll.Unhelpful unhelpful =
                assertInstanceOf(Poll.Unhelpful.class, poll(answer("402 x", "PAYMENT-REQUIRED: e30=\r\n", "{}")));
        assertTrue(unhelpful.detail().startsWith("UNEXPECTED_PAYWALL"), unhelpful::detail);
    }

    @ParameterizedTest
    @CsvSource({"5,5", "0,0", "-7,0", "99999999,60", "999999999999999999,60"})
    void at104RetryAfterIsBounded(String sent, long seconds) throws IOException {
        Poll.Unhelpful unhelpful =
                assertInstanceOf(Poll.Unhelpful.class, poll(answer("429 x", "Retry-After: " + sent + "\r\n", "")));
        assertEquals(Optional.of(Duration.ofSeconds(seconds)), unhelpful.retryAfter());
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "1.5", "Fri, 20 Nov 2026 23:14:09 GMT", "9999999999999999999999"})
    void at104OtherRetryAfterIsIgnored(String sent) throws IOException {
        Poll.Unhelpful unhelpful =
                assertInstanceOf(Poll.Unhelpful.class, poll(answer("503 x", "Retry-After: " + sent + "\r\n", "")));
        assertEquals(Optional.empty(), unhelpful.retryAfter());
    }

    @Test
    void aMissingGenerationIsUnhelpful() throws IOException {
        assertEquals(
                new Poll.Unhelpful(404, "not_found: Generation not found", Optional.empty()),
                poll(answer("404 x", "", "{\"error\":\"not_found\",\"message\":\"Generation not found\"}")));
    }
}
