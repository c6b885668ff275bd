package dev.patron.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.http.GatewayBench.Answer;
import dev.patron.invoice.Keyring;
import dev.patron.proof.ProofAlgorithm;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody would try at the gateway's door: amounts, hosts, ids, keys and quotes that pretend to be something else. */
class GatewayAttackTest {
    @TempDir
    static Path folder;

    private static GatewayBench bench;

    private String agent = "";

    @BeforeAll
    static void open() throws IOException {
        bench = new GatewayBench(Files.createDirectory(folder.resolve("shared")), ProofAlgorithm.HS256);
    }

    @AfterAll
    static void close() {
        bench.closeSound();
    }

    @BeforeEach
    void begin() {
        bench.next();
        agent = bench.agentKey("default");
    }

    private static int events() {
        return bench.ledger.reader().events(0, 1_000_000).size();
    }

    private void refused(String amount) {
        Answer answer = bench.post("quote", agent, bench.invoice("inv_1", amount));
        assertEquals(400, answer.status(), () -> amount + ": " + answer.body());
        assertFalse(answer.body().path("allowed").asBoolean(true), amount);
    }

    private static boolean allowed(Answer answer) {
        return answer.body().path("allowed").asBoolean(false);
    }

    @Test
    void at024AnAmountThatIsNoPlainDecimalIsRefusedAndLeavesNoTrace() {
        int before = events();
        Stream.of(
                        "-1",
                        "-0",
                        "+5",
                        " 5",
                        "5 ",
                        "0x5",
                        "5e3",
                        "05",
                        "00.5",
                        "5.",
                        ".5",
                        "NaN",
                        "Infinity",
                        "",
                        "1,000",
                        "1_000",
                        "$5",
                        "5f",
                        "\u0665",
                        "9".repeat(400),
                        "0." + "1".repeat(400))
                .forEach(text -> refused("\"" + text + "\""));
        Stream.of("-1", "-0", "-0.0", "+5", "05", "0x5", "5.", ".5", "NaN", "Infinity", "-Infinity", "null", "true")
                .forEach(this::refused);
        Stream.of("[5]", "{\"value\":5}", "9".repeat(400), "1e400", "1e-400", "1e2147483647", "1e-2147483648")
                .forEach(this::refused);
        assertEquals(before, events());
    }

    @Test
    void at025NothingIsNoAmountNorIsWhatTheTokenCannotDivide() {
        int before = events();
        Stream.of("0", "0.0", "0e10", "\"0\"", "\"0.000\"", "1e-19", "\"0.0000000000000000001\"")
                .forEach(this::refused);
        assertEquals(before, events());
        assertTrue(allowed(bench.post("quote", agent, bench.invoice("least", "1e-18"))), "its least unit can be paid");
    }

    @Test
    void at026AmountsBeyondEveryWordAreRefusedAndNeverWrap() {
        for (int bits : new int[] {63, 64, 128, 256}) {
            BigInteger most = BigInteger.TWO.pow(bits);
            for (BigInteger near : List.of(most.subtract(BigInteger.ONE), most, most.add(BigInteger.ONE))) {
                refused(near.toString());
                refused("\"" + near + "\"");
            }
            String units = new BigDecimal(most, 18).toPlainString();
            Answer answer = bench.post("quote", agent, bench.invoice("bits_" + bits, units));
            assertEquals(bits <= 64, allowed(answer), () -> units + ": " + answer.body());
        }
        assertFalse(allowed(bench.post("quote", agent, bench.invoice("dear", "999999999999.999999999999999999"))));
        // 9.223373 and 18.446745 of 50, each rounded up once.
        assertFalse(allowed(bench.post("quote", agent, bench.invoice("more", "22.329883"))));
        assertTrue(allowed(bench.post("quote", agent, bench.invoice("rest", "22.329882"))));
        assertFalse(allowed(bench.post("quote", agent, bench.invoice("least", "1e-18"))));
    }

    /** The page's amounts are JSON numbers; they are read as decimals, so that what a double cannot tell apart stays apart. */
    @Test
    void at027ANumberIsReadDigitForDigit() {
        String quote = bench.post("quote", agent, bench.invoice("inv_1", "0.3")).text("quoteId");
        assertEquals(
                quote,
                bench.post("quote", agent, bench.invoice("inv_1", "3e-1")).text("quoteId"));
        Answer near = bench.post("quote", agent, bench.invoice("inv_1", "0.30000000000000001"));
        assertEquals("INVOICE_CONFLICT", near.text("error"), "a double is 0.3 for both");
        bench.pay(agent, quote);
        assertEquals(new BigDecimal("0.3"), bench.moved());
    }

    /** The agent may pay `other.example.com` only. */
    @Test
    void at044NoSpellingMakesOneHostAnother() {
        String narrow = bench.agentKey("narrow");
        for (String url : List.of(
                "https://other.example.com.",
                "https://other.example.com@evil.example",
                "https://other.example.com:443@evil.example",
                "https://evil.example\\\\@other.example.com",
                "https://evil.example%2f@other.example.com",
                "https://other.example.com%2eevil.example",
                "https://other.example.com%00.evil.example",
                "https://other.example.com:444",
                "https://other.example.com:0",
                "https://other.example.com:65536",
                "https://evil.example#@other.example.com",
                "https://evil.example?@other.example.com",
                "https://evil.example/other.example.com",
                "https://other.example.com;evil.example",
                "https://other.example.com\\t",
                "https://other.\\nexample.com",
                " https://other.example.com",
                "https:other.example.com",
                "//other.example.com",
                "ftp://other.example.com",
                "https://[::1]",
                "https://[::ffff:127.0.0.1]",
                "https://\u043ether.example.com",
                "https://other.example\u3002com",
                "https://xn--ther-7cd.example.com",
                "https://other.example.com\u200b",
                "")) {
            Answer answer = bench.post("quote", narrow, asked("trick", url));
            assertFalse(allowed(answer), url);
            assertTrue(
                    answer.status() == 400 || answer.text("reason").equals("PROVIDER_NOT_ALLOWED"),
                    () -> url + ": " + answer.body());
        }
        String quote = bench.post("quote", narrow, asked("inv_1", "https://other.example.com"))
                .text("quoteId");
        Answer same = bench.post("quote", narrow, asked("inv_1", "HTTPS://OTHER.Example.COM:443/a?b#c"));
        assertEquals(quote, same.text("quoteId"), "one host, one invoice");
    }

    private static String asked(String id, String url) {
        return "{\"invoiceId\":\"" + id + "\",\"amount\":0.01,\"payTo\":\"" + GatewayBench.PAYEE
                + "\",\"network\":\"sandbox\",\"providerUrl\":\"" + url + "\"}";
    }

    /** Six quotes fit; of many that come at once, with two keys of one agent, six are allowed. */
    @Test
    void at060and075OneBudgetHoweverManyAskAtOnceWithHoweverManyKeys() throws Exception {
        String first = bench.agentKey("daily");
        List<String> keys = List.of(first, bench.agentKey("daily"), rotated(first));
        List<Callable<Answer>> asking = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            String key = keys.get(i % keys.size());
            String id = "inv_" + i;
            asking.add(() -> bench.quote(key, id));
        }
        List<String> quotes = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Answer> answer : clients.invokeAll(asking)) {
                if (allowed(answer.get())) {
                    quotes.add(answer.get().text("quoteId"));
                } else {
                    assertEquals("AGENT_DAILY_LIMIT", answer.get().text("reason"));
                }
            }
        }
        assertEquals(6, quotes.size());
        for (String quote : quotes) {
            assertEquals(200, bench.pay(keys.getLast(), quote).status(), "it is the agent's, whichever key asked");
        }
        assertEquals(new BigDecimal("0.3"), bench.moved());
    }

    private static String rotated(String key) {
        String id = key.substring("x402_agent_".length(), key.length() - 32);
        return bench.gateway
                .keys()
                .rotate(id, Keyring.LIFE, Keyring.OVERLAP)
                .orElseThrow()
                .text();
    }

    @Test
    void at078AHoarderHoldsItsOwnShareAndNobodyElses() {
        String hoarder = bench.agentKey("daily");
        int held = 0;
        for (int i = 0; i < 12; i++) {
            held += allowed(bench.quote(hoarder, "hoard_" + i)) ? 1 : 0;
        }
        assertEquals(6, held);
        assertTrue(allowed(bench.post("quote", agent, bench.invoice("rest", "49.7"))), "all that is left of 50");
        assertFalse(allowed(bench.post("quote", agent, bench.invoice("more", "0.000001"))));
    }

    /** A signed amount of another quote, a proof of another invoice: the old serves for nothing new. */
    @Test
    void at096WhatWasPaidServesForNothingElse() {
        Answer first = bench.pay(agent, bench.quote(agent, "inv_1").text("quoteId"));
        Answer second = bench.pay(agent, bench.quote(agent, "inv_2").text("quoteId"));
        assertFalse(first.text("txHash").equals(second.text("txHash")));
        String provider = bench.providerKey(bench.host(), GatewayBench.PAYEE);
        Answer replayed = bench.verify(provider, first.text("proof"), "inv_2");
        assertEquals("INVOICE_MISMATCH", replayed.text("errorCode"));
        assertEquals(new BigDecimal("0.1"), bench.moved());
    }

    /** Agents' keys do not verify, providers' do not spend, and no key of any kind does what an operator does. */
    @Test
    void at126EveryKeyOpensItsOwnDoorOnly() {
        String provider = bench.providerKey(bench.host(), GatewayBench.PAYEE);
        String quote = bench.quote(agent, "inv_1").text("quoteId");
        assertEquals("WRONG_KEY_TYPE", bench.pay(provider, quote).text("error"));
        assertEquals("WRONG_KEY_TYPE", bench.quote(provider, "inv_1").text("error"));
        assertEquals("WRONG_KEY_TYPE", bench.verify(agent, "a.b.c", "inv_1").text("errorCode"));
        for (String path : List.of(
                "keys",
                "keys/new",
                "policy",
                "freeze",
                "thaw",
                "approve",
                "configure-api-key",
                "mark-settled",
                "provider-config",
                "quote/",
                "../control",
                "%71uote/..")) {
            for (String key : List.of(agent, provider)) {
                Answer answer = bench.post(path, key, "{}");
                assertTrue(answer.status() == 404, () -> path + ": " + answer.status());
            }
        }
        assertEquals(200, bench.pay(agent, quote).status());
    }

    /** Who asks is what its key says, whatever else a body says. */
    @Test
    void at128NoMemberOfABodyMakesOneAgentAnother() {
        String off = bench.agentKey("off");
        String small = bench.agentKey("small");
        String claims =
                ",\"agent\":\"default\",\"agentId\":\"default\",\"workspaceId\":\"other\",\"subject\":\"default\"}";
        String body = bench.invoice("inv_1", "0.05");
        String claimed = body.substring(0, body.length() - 1) + claims;
        assertEquals("AGENT_DISABLED", bench.post("quote", off, claimed).text("reason"));
        assertEquals("AGENT_REQUEST_LIMIT", bench.post("quote", small, claimed).text("reason"));
        String quote = bench.post("quote", agent, claimed).text("quoteId");
        Answer stolen = bench.post("pay", small, "{\"quoteId\":\"" + quote + "\",\"agent\":\"default\"}");
        assertEquals("QUOTE_NOT_FOUND", stolen.text("error"));
        assertEquals(BigDecimal.ZERO, bench.moved());
    }

    @Test
    void at129WhatLooksLikeSqlIsText() {
        for (String id : List.of(
                "');DROP/**/TABLE/**/event;--",
                "'||(SELECT/**/1)||'",
                "'OR'1'='1",
                "${jndi:ldap://x}",
                "#{1+1}",
                "%s%n")) {
            Answer quoted = bench.quote(agent, id);
            assertTrue(allowed(quoted), () -> id + ": " + quoted.body());
            assertEquals(id, bench.pay(agent, quoted.text("quoteId")).text("invoiceId"));
        }
        assertEquals("QUOTE_NOT_FOUND", bench.pay(agent, "quote_' OR '1'='1").text("error"));
        assertEquals(401, bench.quote("x402_agent_' OR '1'='1' --", "inv_1").status());
        assertEquals(
                400,
                bench.post("quote", agent, asked("inv_1", "https://'; DROP TABLE event;--"))
                        .status());
        assertEquals(new BigDecimal("0.3"), bench.moved());
    }

    /** What a provider says about its invoice is kept as a commitment, so it stands in no record that somebody opens. */
    @Test
    void at122AProvidersWordsActNowhere() {
        String words = "=cmd|'/c calc'!A1\r\n\u001b[2J\u202egpj <script>alert(1)</script>";
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("invoiceId", "inv_1").put("amount", "0.05").put("payTo", GatewayBench.PAYEE);
        body.put("network", "sandbox").put("providerUrl", "https://" + bench.host());
        body.put("description", words);
        Answer quoted = bench.post("quote", agent, body.toString());
        assertTrue(allowed(quoted), () -> quoted.body().toString());
        bench.pay(agent, quoted.text("quoteId"));
        assertTrue(bench.ledger.reader().events(0, 1_000_000).stream()
                .noneMatch(
                        event -> event.body().contains("calc") || event.body().contains("script")));
        for (String id : List.of("a\r\nb", "a\u001b[2Jb", "a\u202eb", "a b", "\u00e9", "", "x".repeat(129))) {
            assertEquals(
                    400,
                    bench.post("quote", agent, body.put("invoiceId", id).toString())
                            .status(),
                    id);
            body.put("invoiceId", "inv_2");
            assertEquals(
                    400,
                    bench.post("quote", agent, body.put("payTo", id).toString()).status(),
                    id);
            body.put("payTo", GatewayBench.PAYEE);
        }
    }

    /** Closed while the door is open: everything is answered, and nothing with yes. */
    @Test
    void at074WithoutItsLedgerAGatewayAllowsNothing() throws IOException {
        GatewayBench broken = new GatewayBench(Files.createDirectory(folder.resolve("broken")), ProofAlgorithm.HS256);
        String key = broken.agentKey("default");
        String provider = broken.providerKey(broken.host(), GatewayBench.PAYEE);
        String quote = broken.quote(key, "inv_1").text("quoteId");
        broken.ledger.close();
        for (Answer answer : List.of(
                broken.quote(key, "inv_2"), broken.pay(key, quote), broken.verify(provider, "a.b.c", "inv_1"))) {
            assertEquals(500, answer.status());
            assertFalse(answer.body().elements().next().asBoolean(true));
            assertTrue(answer.body().toString().contains("\"FAULT\""), () -> answer.body()
                    .toString());
        }
        assertEquals(BigInteger.ZERO, broken.treasury.moved());
        assertThrows(RuntimeException.class, broken::close, "a ledger is closed once");
    }
}
