package dev.patron.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.http.GatewayBench.Answer;
import dev.patron.http.Weather.Sky;
import dev.patron.proof.ProofAlgorithm;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The gateway's published page, row by row: bodies, sentences, codes, prefixes, lifetimes. */
class ConformanceTest {
    /** The page's own sample, with the network that a test can pay on. */
    private static final String SAMPLE = """
        {
        "invoiceId": "inv_abc123xyz",
        "amount": 0.05,
        "payTo": "1ABC...xyz",
        "network": "sandbox",
        "description": "AI Completion API",
        "providerUrl": "https://api.example.com"
        }
        """;

    @TempDir
    static Path folder;

    private static GatewayBench shared;

    private GatewayBench bench;
    private String agent;
    private String provider;
    private int turn;

    @BeforeAll
    static void open() throws IOException {
        shared = new GatewayBench(folder, ProofAlgorithm.HS256);
    }

    @AfterAll
    static void close() {
        List<String> problems = shared.ledger.verify().problems();
        shared.close();
        assertEquals(List.of(), problems);
    }

    @BeforeEach
    void begin() {
        on(shared);
    }

    private void on(GatewayBench changed) {
        bench = changed;
        bench.next();
        agent = bench.agentKey("default");
        provider = bench.providerKey(bench.host(), GatewayBench.PAYEE);
    }

    /** On a bench of its own, for a test that takes the treasury's money away. */
    private void alone(String name, Runnable test) throws IOException {
        try (GatewayBench own = new GatewayBench(Files.createDirectory(folder.resolve(name)), ProofAlgorithm.HS256)) {
            on(own);
            test.run();
            assertEquals(List.of(), own.ledger.verify().problems());
        }
    }

    private static List<String> members(JsonNode body) {
        List<String> names = new ArrayList<>();
        body.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void theSamplesOfThePageAreAnsweredAsThePageSays() {
        Answer quoted = bench.post("quote", agent, SAMPLE.replace("api.example.com", bench.host()));
        assertEquals(200, quoted.status());
        assertEquals(List.of("allowed", "quoteId"), members(quoted.body()));
        assertTrue(quoted.body().path("allowed").isBoolean()
                && quoted.body().path("allowed").booleanValue());
        assertTrue(quoted.text("quoteId").startsWith("quote_"));

        Answer paid = bench.pay(agent, quoted.text("quoteId"));
        assertEquals(200, paid.status());
        assertEquals(List.of("success", "paymentId", "invoiceId", "txHash", "proof"), members(paid.body()));
        assertTrue(paid.text("paymentId").startsWith("payment_"));
        assertEquals("inv_abc123xyz", paid.text("invoiceId"));
        assertTrue(paid.text("txHash").matches("0x[0-9a-f]{64}"));
        assertTrue(paid.text("proof").startsWith("eyJhbGciOiJIUzI1NiIs"), "as the page's sample begins");
        assertEquals(new BigDecimal("0.05"), bench.moved());

        Answer verified = bench.verify(provider, paid.text("proof"), "inv_abc123xyz");
        assertEquals(200, verified.status());
        assertEquals(List.of("verified", "paymentId", "amount", "paidAt", "txHash"), members(verified.body()));
        assertEquals(paid.text("paymentId"), verified.text("paymentId"));
        assertEquals(new BigDecimal("0.05"), verified.body().path("amount").decimalValue());
        assertEquals(bench.now().toEpochMilli(), verified.body().path("paidAt").longValue());
        assertEquals(paid.text("txHash"), verified.text("txHash"));
    }

    /** One row of the page's tables of codes: how to come there, and what it says. */
    private record Row(String code, int status, String message, Function<ConformanceTest, Answer> way) {}

    /** The last two leave the treasury without money. */
    private static final List<Row> ROWS = List.of(
            new Row("AGENT_DAILY_LIMIT", 200, "Agent has exceeded daily spending limit", test -> {
                String key = test.bench.agentKey("daily");
                test.bench.post("quote", key, test.bench.invoice("a", "0.1"));
                test.bench.post("quote", key, test.bench.invoice("b", "0.2"));
                return test.bench.post("quote", key, test.bench.invoice("c", "0.000001"));
            }),
            new Row("AGENT_REQUEST_LIMIT", 200, "Amount exceeds per-request limit", test -> test.quoted("small")),
            new Row(
                    "PROVIDER_NOT_ALLOWED",
                    200,
                    "Provider is not in agent's allowed list",
                    test -> test.quoted("narrow")),
            new Row(
                    "WORKSPACE_BUDGET_EXCEEDED",
                    200,
                    "Workspace has exceeded its budget cap",
                    test -> test.bench.post("quote", test.agent, test.bench.invoice("dear", "50.01"))),
            new Row("AGENT_DISABLED", 200, "Agent API key has been disabled", test -> test.quoted("off")),
            new Row(
                    "QUOTE_NOT_FOUND",
                    404,
                    "Quote ID is invalid or does not exist",
                    test -> test.bench.pay(test.agent, "quote_xyz789")),
            new Row("QUOTE_EXPIRED", 409, "Quote has expired (quotes valid for 60 seconds)", test -> {
                String quote = test.quoted("default").text("quoteId");
                test.bench.move(Duration.ofMinutes(1));
                return test.bench.pay(test.agent, quote);
            }),
            new Row("WALLET_ERROR", 500, "Error accessing workspace wallet", test -> {
                String quote = test.quoted("default").text("quoteId");
                test.bench.weather.turns(Sky.NO_WALLET);
                return test.bench.pay(test.agent, quote);
            }),
            new Row(
                    "INVALID_PROOF",
                    400,
                    "Proof signature is invalid",
                    test -> test.bench.verify(test.provider, forged(test.paid()), "paid")),
            new Row(
                    "PAYMENT_NOT_FOUND",
                    404,
                    "Payment ID in proof does not exist",
                    test -> test.bench.verify(
                            test.bench.providerKey("other.example.com", GatewayBench.PAYEE), test.paid(), "paid")),
            new Row(
                    "INVOICE_MISMATCH",
                    400,
                    "Proof invoice ID doesn't match expected invoice",
                    test -> test.bench.verify(test.provider, test.paid(), "other")),
            new Row("PROOF_EXPIRED", 400, "Proof has expired (valid for 24 hours)", test -> {
                String proof = test.paid();
                test.bench.move(Duration.ofHours(24));
                return test.bench.verify(test.provider, proof, "paid");
            }),
            new Row("INSUFFICIENT_BALANCE", 409, "Workspace treasury has insufficient balance", test -> {
                String quote = test.quoted("default").text("quoteId");
                test.bench.weather.drain("0.04");
                return test.bench.pay(test.agent, quote);
            }),
            new Row("TRANSACTION_FAILED", 500, "MNEE transaction failed on-chain", test -> {
                String quote = test.bench
                        .post("quote", test.agent, test.bench.invoice("late", "0.03"))
                        .text("quoteId");
                test.bench.weather.turns(Sky.DRAINED);
                return test.bench.pay(test.agent, quote);
            }));

    /** An invoice of its own, asked about by an agent. */
    private Answer quoted(String who) {
        return bench.quote(bench.agentKey(who), "inv_" + turn++);
    }

    /** The proof of one invoice: the same each time. */
    private String paid() {
        return bench.paid(agent, "paid");
    }

    private static String forged(String proof) {
        int signature = proof.lastIndexOf('.') + 1;
        char first = proof.charAt(signature);
        return proof.substring(0, signature) + (first == 'A' ? 'B' : 'A') + proof.substring(signature + 1);
    }

    @Test
    void everyCodeOfThePageIsAnswered() throws IOException {
        alone("codes", this::everyCode);
    }

    private void everyCode() {
        assertEquals(14, ROWS.stream().map(Row::code).distinct().count());
        for (Row row : ROWS) {
            bench.weather.turns(Sky.CLEAR);
            Answer answer = row.way().apply(this);
            assertEquals(row.status(), answer.status(), row.code());
            String where =
                    answer.body().has("allowed") ? "reason" : answer.body().has("success") ? "error" : "errorCode";
            String flag = answer.body().fieldNames().next();
            assertFalse(answer.body().path(flag).booleanValue(), row.code());
            assertEquals(row.code(), answer.text(where), () -> row.code() + ": " + answer.body());
            assertEquals(row.message(), answer.text("message"), row.code());
            List<String> published = new ArrayList<>(members(answer.body()));
            published.remove("detail");
            assertEquals(List.of(flag, where, "message"), published, row.code());
        }
    }

    @Test
    void aQuoteLivesSixtySecondsAndAProofADay() {
        String quote = bench.quote(agent, "inv_1").text("quoteId");
        bench.move(Duration.ofMillis(59_999));
        String proof = bench.pay(agent, quote).text("proof");
        String second = bench.quote(agent, "inv_2").text("quoteId");
        bench.move(Duration.ofMinutes(1));
        assertEquals("QUOTE_EXPIRED", bench.pay(agent, second).text("error"));
        assertEquals("QUOTE_EXPIRED", bench.pay(agent, second).text("error"), "and stays so");
        String third = bench.quote(agent, "inv_2").text("quoteId");
        assertFalse(second.equals(third), "a new quote for the same invoice");
        assertEquals(200, bench.pay(agent, third).status());
        assertEquals(200, bench.pay(agent, second).status(), "whichever quote is shown, the invoice is paid once");
        assertEquals(new BigDecimal("0.1"), bench.moved());
        bench.move(Duration.ofHours(24).minusMinutes(1).minusSeconds(1));
        assertEquals(200, bench.verify(provider, proof, "inv_1").status());
        bench.move(Duration.ofSeconds(1));
        assertEquals("PROOF_EXPIRED", bench.verify(provider, proof, "inv_1").text("errorCode"));
    }

    @TestFactory
    Stream<DynamicTest> amountsAreReadDigitForDigit() {
        String first =
                bench.post("quote", agent, bench.invoice("inv_1", "0.05")).text("quoteId");
        Stream<DynamicTest> same = Stream.of("\"0.05\"", "0.050", "5e-2", "\"0.0500\"")
                .map(amount -> DynamicTest.dynamicTest(
                        amount,
                        () -> assertEquals(
                                first,
                                bench.post("quote", agent, bench.invoice("inv_1", amount))
                                        .text("quoteId"))));
        Stream<DynamicTest> none = Stream.of(
                        "0", "-1", "\"\"", "\"1e3\"", "\"0.5abc\"", "true", "1e99", "1e-19", "\" 1\"", "null", "1e12")
                .map(amount -> DynamicTest.dynamicTest(
                        "not " + amount,
                        () -> assertEquals(
                                400,
                                bench.post("quote", agent, bench.invoice("inv_x", amount))
                                        .status())));
        return Stream.concat(same, none);
    }

    @Test
    void theSameInvoiceUnderOtherTermsIsAConflict() {
        assertEquals(200, bench.quote(agent, "inv_1").status());
        Answer other = bench.post("quote", agent, bench.invoice("inv_1", "0.06"));
        assertEquals(409, other.status());
        assertEquals("INVOICE_CONFLICT", other.text("error"));
        assertFalse(other.body().path("allowed").booleanValue());
        assertEquals(200, bench.quote(bench.agentKey("second"), "inv_1").status(), "another agent's is another");
    }

    /** Whether the order was lost or its answer: the same order goes again, and the money moves once. */
    @Test
    void whileTheFateIsUnknownItIsPendingAndNeverPaidTwice() {
        for (Sky sky : List.of(Sky.LOST_ORDER, Sky.LOST_ANSWER)) {
            String quote = bench.quote(agent, "inv_" + sky).text("quoteId");
            bench.weather.turns(sky);
            for (int i = 0; i < 2; i++) {
                Answer pending = bench.pay(agent, quote);
                assertEquals(202, pending.status());
                assertEquals("PAYMENT_PENDING", pending.text("error"));
                assertEquals("1", pending.header("Retry-After"));
            }
            bench.move(Duration.ofMinutes(5));
            bench.weather.turns(Sky.CLEAR);
            bench.ledger.freeze("agent:default", "by the operator");
            assertEquals(202, bench.pay(agent, quote).status(), "what was signed before a freeze does not leave");
            bench.ledger.thaw("agent:default");
            Answer paid = bench.pay(agent, quote);
            assertEquals(200, paid.status(), "the quote's time does not run out once it is signed for");
            assertEquals(paid.body(), bench.pay(agent, quote).body());
        }
        assertEquals(new BigDecimal("0.1"), bench.moved());
    }

    /** The answer is lost and the process ends: the next start learns what became of the money, without being asked. */
    @Test
    void aStartFollowsWhatWasLeftOpen() throws IOException {
        Path own = Files.createDirectory(folder.resolve("stopped"));
        String quote;
        try (GatewayBench before = new GatewayBench(own, ProofAlgorithm.HS256)) {
            on(before);
            quote = before.quote(agent, "inv_1").text("quoteId");
            before.weather.turns(Sky.LOST_ANSWER);
            assertEquals(202, before.pay(agent, quote).status());
        }
        try (GatewayBench after = new GatewayBench(own, ProofAlgorithm.HS256)) {
            assertEquals(List.of(), after.ledger.invoices().open());
            after.next();
            assertEquals(200, after.pay(agent, quote).status());
            assertEquals(new BigDecimal("0.05"), new BigDecimal(after.treasury.moved(), 18).stripTrailingZeros());
            assertEquals(List.of(), after.ledger.verify().problems());
        }
    }

    @Test
    void aFailedTransactionMayBeQuotedAgainAndHasItsOwnResultForGood() throws IOException {
        alone("failed", this::failed);
    }

    private void failed() {
        String quote = bench.quote(agent, "inv_1").text("quoteId");
        bench.weather.turns(Sky.DRAINED);
        assertEquals("TRANSACTION_FAILED", bench.pay(agent, quote).text("error"));
        bench.weather.turns(Sky.CLEAR);
        String again = bench.quote(agent, "inv_1").text("quoteId");
        assertFalse(again.equals(quote));
        assertEquals("TRANSACTION_FAILED", bench.pay(agent, quote).text("error"));
        assertEquals("INSUFFICIENT_BALANCE", bench.pay(agent, again).text("error"), "the treasury is still empty");
    }

    @Test
    void onlyThePayeeOfAProvidersKeysIsPaid() {
        String body = bench.invoice("inv_1", "0.05").replace(GatewayBench.PAYEE, "1Stranger");
        Answer denied = bench.post("quote", agent, body);
        assertEquals("PROVIDER_NOT_ALLOWED", denied.text("reason"));
        assertEquals("PAYEE_MISMATCH", denied.body().path("detail").path("code").asText());
        Answer unregistered = bench.post("quote", agent, body.replace(bench.host(), "new.example.com"));
        assertTrue(
                unregistered.body().path("allowed").booleanValue(), "a host without keys pays anybody, in play money");
    }

    @Test
    void reasonsOfOurOwnStandBesideAPublishedCode() {
        Answer kind = bench.quote(bench.agentKey("painter"), "inv_1");
        assertEquals("PROVIDER_NOT_ALLOWED", kind.text("reason"));
        assertEquals("KIND_NOT_ALLOWED", kind.body().path("detail").path("code").asText());
        Answer limit = bench.post("quote", bench.agentKey("daily"), bench.invoice("inv_1", "0.31"));
        assertEquals(
                "0.300000", limit.body().path("detail").path("remainingUsd").asText());
        bench.ledger.freeze("agent:default", "by the operator");
        Answer frozen = bench.quote(agent, "inv_2");
        bench.ledger.thaw("agent:default");
        assertEquals("AGENT_DISABLED", frozen.text("reason"));
        assertEquals("FROZEN", frozen.body().path("detail").path("code").asText());
        Answer mainnet =
                bench.post("quote", agent, bench.invoice("inv_3", "0.05").replace("sandbox", "mainnet"));
        assertEquals("WORKSPACE_BUDGET_EXCEEDED", mainnet.text("reason"));
        assertEquals("NO_TREASURY", mainnet.body().path("detail").path("code").asText());
    }

    /** What a proof says is held against the ledger, so a payload that was put together elsewhere shows nothing. */
    @Test
    void whatIsNoProofOfOursIsRefused() {
        String proof = bench.paid(agent, "inv_1");
        String[] parts = proof.split("\\.", -1);
        Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
        Function<String, String> header =
                text -> url.encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        String kid = new String(Base64.getUrlDecoder().decode(parts[0]), java.nio.charset.StandardCharsets.UTF_8);
        List<String> bad = List.of(
                "",
                "junk",
                "a.b.c",
                header.apply("{\"alg\":\"none\"}") + "." + parts[1] + ".",
                header.apply(kid.replace("HS256", "EdDSA")) + "." + parts[1] + "." + parts[2],
                header.apply(kid.replaceAll("hs-[0-9a-f]+", "hs-0")) + "." + parts[1] + "." + parts[2],
                parts[0] + "." + header.apply("{\"sub\":\"payment_x\"}") + "." + parts[2],
                proof + "x".repeat(5_000));
        for (String text : bad) {
            Answer answer = bench.verify(provider, text, "inv_1");
            assertEquals(400, answer.status(), text);
            assertEquals("INVALID_PROOF", answer.text("errorCode"), text);
        }
        assertEquals(200, bench.verify(provider, proof, "inv_1").status());
    }
}
