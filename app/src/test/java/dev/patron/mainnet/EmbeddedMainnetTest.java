package dev.patron.mainnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.patron.app.Bench;
import dev.patron.app.SecondVerifier;
import dev.patron.config.Addresses;
import dev.patron.crash.Copy;
import dev.patron.evm.KeyWallet;
import dev.patron.money.Amount;
import dev.patron.treasury.SimulatedTreasury;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole program buys from a seller that sends invoices for real money, and pays them from its own account on a test's own chain: agreed to,
 * signed once, deep before the proof is shown, and taken up again by {@code resume} where a run could not wait.
 */
class EmbeddedMainnetTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = newKey();
    private static final String ACCOUNT = KeyWallet.ofHex(KEY).address().text();

    @TempDir
    Path folder;

    private Bench bench;
    private EvmNode node;
    private Studio studio;
    private int port;
    private volatile boolean mining = true;

    private static String newKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        key[0] &= 0x7F;
        return HexFormat.of().formatHex(key);
    }

    @BeforeEach
    void open() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        bench = new Bench(folder.resolve("buyer"));
        node = new EvmNode(8453, MainnetBench.USDC.contract().text(), bench.clock());
        node.mint(ACCOUNT, Amount.ofTokens(MainnetBench.USDC, "1").units());
        studio = new Studio(MainnetBench.PAYEE);
        bench.variables(Map.of("PATRON_PRIVATE_KEY", KEY));
        bench.pause(usual -> time -> {
            usual.pause(time);
            if (mining) {
                node.mine();
            }
        });
        bench.write("config/policy.yaml", bench.policy().replace("[sandbox]", "[studio]"));
        bench.settings("market: sandbox", "market: studio");
        gateway("confirmations: 2");
        bench.write("config/catalog.yaml", Studio.catalogue(node.uri(), studio.url()));
    }

    @AfterEach
    void close() {
        studio.close();
        node.close();
        bench.close();
    }

    private void gateway(String words) {
        bench.settings(
                "version: 1(\ngateway: .*)?\n",
                "version: 1\ngateway: {embedded: true, port: " + port + ", mainnet: {asset: USDC, " + words
                        + ", gas: {coin: ETH, per_payment: \"0.000000001\", per_day: \"0.00000001\", replace_after:"
                        + " 3}}}\n");
    }

    /** The seller has a key here, and asks at the door about each proof. */
    private void asksAtTheDoor() {
        String key = bench.patron(
                        "keys",
                        "new",
                        "--provider",
                        studio.url().getAuthority(),
                        "--pay-to",
                        MainnetBench.PAYEE,
                        "--json")
                .json()
                .path("key")
                .asText();
        HttpClient client = HttpClient.newHttpClient();
        studio.accepts((proof, invoice) -> {
            try {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/gateway/verify"))
                                .header("Authorization", "Bearer " + key)
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"proof\":\"" + proof + "\",\"invoiceId\":\"" + invoice + "\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                JsonNode said = JSON.readTree(answer.body());
                return said.path("verified").asBoolean()
                        && said.path("amount").decimalValue().toPlainString().equals("0.05");
            } catch (IOException | InterruptedException e) {
                return false;
            }
        });
    }

    private Bench.Ran run(String name, int images) {
        return bench.patron("run", bench.brief(name, images), "--json", "--quiet", "--yes");
    }

    private Bench.Ran resume() {
        return bench.patron("resume", "--json", "--quiet");
    }

    private int transfers() {
        return node.transfers(MainnetBench.PAYEE).size();
    }

    private void isSound() {
        Bench.Ran verified = bench.patron("ledger", "verify", "--json");
        assertEquals("sound", verified.json().path("status").asText(), verified::toString);
        Bench.Ran replayed = bench.patron("ledger", "replay", "--json");
        assertEquals(0, replayed.exit(), replayed::toString);
    }

    private List<String> events(String type) {
        return bench.patron("ledger", "export", "jsonl")
                .out()
                .lines()
                .filter(line -> line.contains(type))
                .toList();
    }

    private static JsonNode shot(JsonNode run) {
        return run.path("shots").path(0);
    }

    /** The run that a command was about. */
    private static JsonNode only(Bench.Ran ran) {
        return ran.json().has("runs") ? ran.json().path("runs").path(0) : ran.json();
    }

    @Test
    void oneProcessSignsWaitsProvesAndIsServed() {
        asksAtTheDoor();
        Bench.Ran ran = run("kites", 2);
        assertEquals(0, ran.exit(), ran::toString);
        JsonNode run = ran.json();
        assertEquals("delivered", run.path("status").asText(), ran::toString);
        assertEquals("0.100000", run.path("spent_usd").asText());
        assertFalse(run.path("simulated").booleanValue());
        assertEquals(2, transfers());
        assertEquals(node.transfers(MainnetBench.PAYEE).stream().sorted().toList(), transactions(run));
        assertEquals(2, studio.served().size());
        node.mine(OnMainnet.DEEP);
        assertEquals(0, resume().exit());
        assertEquals(2, events("fee_paid").size(), "final, so the network's fees are booked");
        assertEquals(2, transfers());
        isSound();
    }

    private static List<String> transactions(JsonNode run) {
        return run.path("shots").findValuesAsText("transaction").stream()
                .sorted()
                .toList();
    }

    @Test
    void aRunThatCannotWaitEndsAtRiskAndResumeFinishes() {
        mining = false;
        Bench.Ran ran = run("kite", 1);
        assertEquals(4, ran.exit(), ran::toString);
        assertEquals("0.050000", ran.json().path("at_risk_usd").asText());
        assertEquals("0.000000", ran.json().path("spent_usd").asText());
        assertEquals("waiting", shot(ran.json()).path("status").asText());
        assertTrue(shot(ran.json()).path("resolves_by").isNull(), "nothing ends it but its chain");
        assertEquals(List.of(), studio.shown());
        node.mine(2);
        Bench.Ran resumed = resume();
        assertEquals(0, resumed.exit(), resumed::toString);
        assertEquals("0.050000", only(resumed).path("spent_usd").asText());
        assertEquals(1, transfers());
        assertEquals(1, node.received.stream().distinct().count(), "the same bytes");
        isSound();
    }

    /** A seller that knows no key of this gateway refuses the proof: the money has moved, and is a claim. */
    @Test
    void aProofThatTheSellerRefusesIsAClaimAndIsShownAgain() {
        studio.accepts((_, _) -> false);
        Bench.Ran ran = run("kite", 1);
        assertEquals(3, ran.exit(), ran::toString);
        assertEquals("0.050000", ran.json().path("spent_usd").asText());
        assertEquals(
                "NO_HANDLE", ran.json().path("claims").path(0).path("reason").asText(), ran::toString);
        asksAtTheDoor();
        bench.clock().advance(Duration.ofMinutes(1));
        Bench.Ran resumed = bench.patron("resume", ran.json().path("run").asText(), "--json", "--quiet");
        assertEquals(0, resumed.exit(), resumed::toString);
        assertEquals("0.050000", resumed.json().path("spent_usd").asText());
        assertEquals(1, transfers());
        isSound();
    }

    @Test
    void realMoneyIsAgreedToBeforeAnythingIsSigned() {
        bench.person("n");
        Bench.Ran asked = bench.patron("run", bench.brief("kite", 1), "--json", "--quiet");
        assertEquals(2, asked.exit(), asked::toString);
        assertTrue(asked.err().contains("pay real money? [y/N]"), asked::err);
        assertTrue(
                asked.err().contains(Addresses.checksummed(KeyWallet.ofHex(KEY).address())), asked::err);
        assertTrue(asked.err().contains("balance   1.000000 USDC"), asked::err);
        assertEquals(List.of(), node.received);
        bench.person("y");
        Bench.Ran agreed = bench.patron("run", bench.brief("kite", 1), "--json", "--quiet");
        assertEquals(0, agreed.exit(), agreed::toString);
        assertEquals(1, transfers());
    }

    private String refused() {
        Bench.Ran ran = run("kite", 1);
        assertEquals(2, ran.exit(), ran::toString);
        assertEquals(0, studio.issued());
        assertFalse(Files.exists(bench.data()), "before anything is opened");
        return ran.json().path("error").path("message").asText();
    }

    @Test
    void whatDoesNotFitIsSaidAtTheStart() {
        bench.variables(Map.of());
        assertTrue(refused().contains("`PATRON_WALLET` or `PATRON_PRIVATE_KEY` is not set"));
        Bench.Ran doctor = bench.patron("doctor", "--json");
        assertEquals(1, doctor.exit(), doctor::toString);
        bench.variables(Map.of("PATRON_PRIVATE_KEY", KEY));
        bench.settings("asset: USDC", "asset: MNEE");
        assertTrue(refused().contains("is paid in USDC, and `gateway.mainnet` pays with MNEE"));
        bench.settings("mainnet: .*\n", "sandbox_funds: \"1\"}\n");
        assertTrue(refused().contains("`gateway.mainnet` does not say what its invoices are paid with"));
    }

    @Test
    void theBooksTellOfItAsOfEveryPayment() throws IOException {
        String run = run("kite", 1).json().path("run").asText();
        node.mine(OnMainnet.DEEP);
        bench.clock().advance(Duration.ofMinutes(1));
        assertEquals(0, resume().exit());
        JsonNode balance = bench.patron("wallet", "balance", "--market", "studio", "--json")
                .json();
        assertEquals("0.950000", balance.path("balance").asText());
        assertEquals(ACCOUNT, balance.path("address").asText().toLowerCase(Locale.ROOT));
        Bench.Ran doctor = bench.patron("doctor", "--json");
        assertEquals(0, doctor.exit(), doctor::toString);
        assertTrue(doctor.out().contains("embedded, with its door on port " + port), doctor::out);
        String statement = bench.patron("ledger", "statement", "--json").out();
        assertTrue(statement.contains("fees") && statement.contains("ETH"), statement);
        JsonNode shown = shot(bench.patron("show", run, "--json").json());
        String transaction = shown.path("transaction").asText();
        assertEquals(List.of(transaction), node.transfers(MainnetBench.PAYEE));
        for (String id : List.of(shown.path("sha256").asText(), transaction)) {
            Bench.Ran traced = bench.patron("ledger", "trace", id, "--json");
            assertTrue(traced.out().contains(transaction), traced::toString);
        }
        Bench.Ran proved = bench.patron("ledger", "prove", run, "--out", folder.resolve("bundle"), "--json");
        assertEquals(0, proved.exit(), proved::toString);
        Bench.Ran checked = bench.patron("ledger", "verify", "--bundle", folder.resolve("bundle"), "--json");
        assertEquals("sound", checked.json().path("status").asText(), checked::toString);
        if (SecondVerifier.isHere()) {
            SecondVerifier.Said said = SecondVerifier.ask(folder.resolve("bundle"));
            assertEquals(0, said.exit(), said::text);
        }
        assertEquals(
                0,
                bench.patron("ledger", "backup", folder.resolve("backup.tar"), "--json")
                        .exit());
        Files.delete(bench.data().resolve("ledger/ledger.mv.db"));
        assertEquals(0, bench.patron("ledger", "rebuild", "--json").exit());
        isSound();
        assertEquals(
                1,
                bench.ledger(ledger -> ledger.accounts()
                                .transactions(ledger.reader().intents(run).getFirst())
                                .size())
                        .intValue());
        assertEquals(0, resume().exit());
        assertEquals(1, transfers());
    }

    /** The copy does not know of the last transaction: the account's count does, and nothing more is signed until a person has looked. */
    @Test
    void anOlderCopyThatIsPutBackFreezesEverything() {
        assertEquals(0, run("first", 1).exit());
        Copy copy = Copy.of(bench.data(), folder.resolve("copy"));
        assertEquals(0, run("second", 1).exit());
        copy.putBack();
        Bench.Ran third = run("third", 1);
        assertEquals(3, third.exit(), third::toString);
        assertEquals("FROZEN", third.json().path("denials").path(0).path("code").asText());
        assertEquals(2, transfers());
        List<String> reasons = bench.ledger(ledger -> ledger.reader().events(0, 10_000).stream()
                .filter(event -> event.type().equals("frozen"))
                .map(event -> event.body())
                .toList());
        assertEquals(1, reasons.size(), reasons::toString);
        assertTrue(reasons.getFirst().contains("has made 2 transactions"), reasons::toString);
        node.mine(OnMainnet.DEEP);
        assertEquals(3, resume().exit(), "also after the next start");
        assertEquals(2, transfers());
        assertEquals(0, bench.patron("thaw", "everything", "--json").exit());
        Bench.Ran resumed = resume();
        assertEquals(0, resumed.exit(), resumed::toString);
        assertEquals(3, transfers());
        isSound();
    }

    @Test
    void playMoneyOfTheSameDirectoryStaysApart() throws IOException {
        assertEquals(0, run("kite", 1).exit());
        try (SimulatedTreasury plays =
                SimulatedTreasury.open(bench.data().resolve("gateway/treasury"), "0", bench.clock())) {
            assertEquals(BigInteger.ZERO, plays.moved());
        }
        String statement = bench.patron("ledger", "statement", "--json").out();
        assertFalse(statement.contains("simulated\":true") && statement.contains("0.050000 MNEE"), statement);
    }
}
