package dev.patron.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.app.Bench;
import dev.patron.app.SecondVerifier;
import dev.patron.ledger.Digests;
import dev.patron.ledger.InvoiceQuote;
import dev.patron.ledger.InvoiceRecord;
import dev.patron.ledger.InvoiceTerms;
import dev.patron.ledger.Ledger;
import dev.patron.money.Amount;
import dev.patron.policy.PolicySet;
import dev.patron.sandbox.GatewayPlace;
import dev.patron.sandbox.Sandbox;
import dev.patron.sandbox.SandboxSettings;
import dev.patron.treasury.SimulatedTreasury;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A seller that sends invoices, paid by the gateway of the buyer's own data directory: one process, one intent, one transfer, and the seller
 * has the proof verified at the door that {@code run} opens.
 */
class EmbeddedTest {
    private static final BigInteger PRICE =
            Amount.ofTokens(SimulatedTreasury.MNEE, "0.05").units();

    @TempDir
    Path folder;

    private Bench bench;
    private Sandbox seller;
    private Path sellerKey;
    private int port;

    @BeforeEach
    void open() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        bench = new Bench(folder.resolve("buyer"));
        sellerKey = folder.resolve("seller.key");
        seller = Sandbox.open(
                SandboxSettings.defaults(folder.resolve("seller"), bench.clock()),
                Optional.of(new GatewayPlace(
                        URI.create("http://127.0.0.1:" + port + "/api/gateway"), Optional.of(sellerKey))));
        bench.write("config/policy.yaml", bench.policy().replace("[sandbox]", "[studio]"));
        bench.settings("market: sandbox", "market: studio");
        gateway("embedded: true, port: " + port);
        catalog("sandbox", "");
    }

    @AfterEach
    void close() {
        seller.close();
        bench.close();
    }

    private void gateway(String words) {
        bench.settings("version: 1(\ngateway: .*)?\n", "version: 1\ngateway: {" + words + "}\n");
    }

    private void catalog(String network, String more) {
        bench.write("config/catalog.yaml", """
            version: 1
            networks: {}
            assets: {}
            providers:
              studio:
                protocol: xfour
                network: %s
                base_url: "%s/gateway-seller"
                pay_to: ["%s"]
                prices: {image: "0.05"}
                recovery: replay
            """.formatted(network, seller.url(), Sandbox.GATEWAY_PAY_TO) + more);
    }

    /** The seller's key at the buyer's own gateway, as the command line makes it. */
    private void known() throws IOException {
        Bench.Ran made = bench.patron(
                "keys", "new", "--provider", seller.url().getAuthority(), "--pay-to", Sandbox.GATEWAY_PAY_TO, "--json");
        Files.writeString(sellerKey, made.json().path("key").asText());
    }

    private Bench.Ran run(String name, int images) {
        return bench.patron("run", bench.brief(name, images), "--json", "--quiet");
    }

    private BigInteger moved() {
        try (SimulatedTreasury treasury =
                SimulatedTreasury.open(bench.data().resolve("gateway/treasury"), "0", bench.clock())) {
            return treasury.moved();
        }
    }

    private void isSound() {
        Bench.Ran verified = bench.patron("ledger", "verify", "--json");
        assertEquals("sound", verified.json().path("status").asText(), verified::toString);
        Bench.Ran replayed = bench.patron("ledger", "replay", "--json");
        assertEquals(0, replayed.exit(), replayed::toString);
    }

    private List<InvoiceRecord> invoices(Ledger ledger, String run) {
        return ledger.reader().intents(run).stream()
                .flatMap(intent -> ledger.invoices().behind(intent.id()).stream())
                .toList();
    }

    private static PolicySet nobody() {
        throw new IllegalStateException("nothing is to be decided");
    }

    @Test
    void oneProcessBuysPaysProvesAndIsServed() throws IOException {
        known();
        Bench.Ran ran = run("kites", 2);
        assertEquals(0, ran.exit(), ran::toString);
        JsonNode run = ran.json();
        assertEquals("delivered", run.path("status").asText(), ran::toString);
        assertEquals("0.100000", run.path("spent_usd").asText());
        assertTrue(run.path("simulated").booleanValue());
        assertEquals(PRICE.add(PRICE), moved(), "the treasury moved what the ledger says");
        bench.ledger(ledger -> {
            List<InvoiceRecord> paid = invoices(ledger, run.path("run").asText());
            assertEquals(2, paid.size());
            InvoiceRecord one = paid.getFirst();
            assertEquals(seller.url().getAuthority(), one.provider());
            InvoiceTerms again = new InvoiceTerms(
                    one.agent(),
                    one.provider(),
                    one.invoice(),
                    one.network(),
                    one.payTo(),
                    one.payee(),
                    one.amount(),
                    one.intent().authorizer(),
                    true,
                    "");
            assertEquals(
                    new InvoiceQuote.OtherTerms("purpose"),
                    ledger.invoices().quote(again, EmbeddedTest::nobody),
                    "an invoice that a shot is paid by is not paid again from a tab");
            return one;
        });
        isSound();
        String events = bench.patron("ledger", "export", "jsonl").out();
        assertEquals(2, count(events, "proof_issued"), events);
        assertEquals(2, count(events, "VERIFIED"), "the seller asked at the door of `run`");
        String file = run.path("shots").path(0).path("sha256").asText();
        JsonNode traced = bench.patron("ledger", "trace", file, "--json").json();
        assertTrue(
                traced.toString()
                        .contains(run.path("shots").path(0).path("transaction").asText()),
                traced::toString);
        Path bundle = folder.resolve("bundle.json");
        Bench.Ran proved = bench.patron("ledger", "prove", file, "--out", bundle);
        assertEquals(0, proved.exit(), proved::toString);
        Bench.Ran checked = bench.patron("ledger", "verify", "--bundle", bundle, "--json");
        assertEquals(0, checked.exit(), checked::toString);
        if (SecondVerifier.isHere()) {
            assertEquals(0, SecondVerifier.ask(bundle).exit(), SecondVerifier.ask(bundle)::text);
        }
    }

    private static int count(String text, String part) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }

    @Test
    void theDatabaseIsMadeAgainWithTheInvoice() throws IOException {
        known();
        String run = run("kite", 1).json().path("run").asText();
        Files.delete(bench.data().resolve("ledger/ledger.mv.db"));
        Bench.Ran rebuilt = bench.patron("ledger", "rebuild", "--json");
        assertEquals(0, rebuilt.exit(), rebuilt::toString);
        assertEquals(1, bench.ledger(ledger -> invoices(ledger, run)).size());
        isSound();
    }

    /** A seller that does not know this gateway refuses the proof: the money has moved, and is a claim. */
    @Test
    void aProofThatTheSellerRefusesIsAClaimAndTheLostAnswerIsFetchedLater() throws IOException {
        Files.writeString(sellerKey, "x402_provider_0123456789abcdef0123456789abcdef");
        Bench.Ran ran = run("kite", 1);
        assertEquals(3, ran.exit(), ran::toString);
        assertEquals("0.050000", ran.json().path("spent_usd").asText());
        assertEquals(
                "NO_HANDLE", ran.json().path("claims").path(0).path("reason").asText(), ran::toString);
        known();
        bench.clock().advance(Duration.ofMinutes(1));
        Bench.Ran resumed = bench.patron("resume", ran.json().path("run").asText(), "--json", "--quiet");
        assertEquals(0, resumed.exit(), resumed::toString);
        assertEquals("0.050000", resumed.json().path("spent_usd").asText());
        assertEquals(PRICE, moved(), "once");
        isSound();
    }

    @Test
    void anEmptyTreasuryOrdersNothing() throws IOException {
        gateway("embedded: true, sandbox_funds: \"0.05\", port: " + port);
        known();
        Bench.Ran ran = run("kites", 2);
        assertEquals(3, ran.exit(), ran::toString);
        assertEquals("0.050000", ran.json().path("spent_usd").asText(), ran::toString);
        assertEquals("0.000000", ran.json().path("at_risk_usd").asText());
        assertEquals(
                "INSUFFICIENT_BALANCE",
                ran.json().path("denials").path(0).path("code").asText());
        assertEquals(PRICE, moved());
        isSound();
    }

    @Test
    void aFreezeAndALimitAreRespected() throws IOException {
        known();
        assertEquals(0, bench.patron("freeze", "provider:studio", "--json").exit());
        Bench.Ran frozen = run("frozen", 1);
        assertEquals(3, frozen.exit(), frozen::toString);
        assertEquals(
                "FROZEN", frozen.json().path("denials").path(0).path("code").asText());
        assertEquals(0, bench.patron("thaw", "provider:studio", "--json").exit());
        bench.limits(new Bench.Limits("unlimited", "\"0.10\"", "unlimited", "unlimited", "unlimited"));
        bench.write("config/policy.yaml", bench.policy().replace("[sandbox]", "[studio]"));
        Bench.Ran limited = run("limited", 3);
        assertEquals(3, limited.exit(), limited::toString);
        assertEquals("0.100000", limited.json().path("spent_usd").asText(), "to the last cent");
        assertEquals(PRICE.add(PRICE), moved());
        isSound();
    }

    /** An older copy of the ledger beside a treasury that has paid already: nothing moves twice, and nothing is proved by the old transfer. */
    @Test
    void whatMovedBeforeItWasOrderedProvesNothing() throws IOException {
        known();
        assertEquals(0, bench.patron("freeze", "provider:studio", "--json").exit());
        Bench.Ran frozen = run("kite", 1);
        String run = frozen.json().path("run").asText();
        String shot = frozen.json().path("shots").path(0).path("shot").asText();
        String intent = bench.ledger(ledger -> Digests.intent(ledger.id(), run, shot, 1));
        Files.writeString(
                bench.data().resolve("gateway/treasury"),
                "moved 0x" + intent + " " + Sandbox.GATEWAY_PAY_TO.toLowerCase(java.util.Locale.ROOT) + " " + PRICE
                        + " 1 " + bench.clock().instant() + "\n",
                StandardCharsets.US_ASCII,
                StandardOpenOption.APPEND);
        assertEquals(0, bench.patron("thaw", "provider:studio", "--json").exit());
        bench.clock().advance(Duration.ofMinutes(1));
        Bench.Ran resumed = bench.patron("resume", run, "--json", "--quiet");
        assertEquals(3, resumed.exit(), resumed::toString);
        assertEquals("0.050000", resumed.json().path("spent_usd").asText());
        assertEquals(PRICE, moved(), "once");
        assertFalse(bench.patron("ledger", "export", "jsonl").out().contains("proof_issued"));
    }

    @Test
    void whatTheEmbeddedGatewayDoesNotPayIsSaidAtTheStart() throws IOException {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            Bench.Ran busy = run("busy", 1);
            assertEquals(1, busy.exit(), busy::toString);
            assertTrue(
                    busy.err().contains(String.valueOf(taken.getLocalPort()))
                            || busy.out().contains("port"),
                    busy::toString);
        }
        gateway("embedded: true, remote: {url: \"http://127.0.0.1:1/api/gateway\"}");
        Bench.Ran both = run("both", 1);
        assertEquals(2, both.exit());
        assertTrue(both.out().contains("embedded"), both::toString);
        gateway("embedded: true");
        catalog("mainnet", "    asset: USDC\n");
        bench.write(
                "config/catalog.yaml",
                Files.readString(bench.folder().resolve("config/catalog.yaml"))
                        .replace(
                                "networks: {}",
                                "networks: {\"eip155:8453\": {rpc: [\"https://rpc.example.com\"], finality:"
                                        + " finalized}}")
                        .replace(
                                "assets: {}",
                                "assets: {USDC: {network: \"eip155:8453\", contract:"
                                        + " \"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913\", decimals: 6, eip712: {name:"
                                        + " USD Coin, version: \"2\"}}}"));
        Bench.Ran real = bench.patron("run", bench.brief("real", 1), "--json", "--quiet", "--yes");
        assertEquals(2, real.exit(), real::toString);
        assertTrue(real.out().contains("`gateway.mainnet` does not say"), real::toString);
    }

    @Test
    void theBalanceOfPlayMoneyIsNotAskedOfAChain() {
        Bench.Ran asked = bench.patron("wallet", "balance", "--market", "studio", "--json");
        assertEquals(2, asked.exit(), asked::toString);
        assertTrue(asked.out().contains("`patron ledger statement`"), asked::toString);
    }
}
