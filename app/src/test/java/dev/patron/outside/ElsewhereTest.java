package dev.patron.outside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.patron.evm.KeyWallet;
import dev.patron.sandbox.Sandbox;
import dev.patron.sandbox.SandboxSettings;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A seller that is not on this machine is asked, paid and followed on its chain over HTTPS by the whole program; and not
 * paid where anything about it is not as it must be.
 */
@Tag("slow")
class ElsewhereTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final String key = newKey();
    private Sandbox sandbox;
    private Abroad abroad;

    private static String newKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        key[0] &= 0x7F;
        return HexFormat.of().formatHex(key);
    }

    @BeforeEach
    void open() throws Exception {
        KeyWallet wallet = KeyWallet.ofHex(key);
        sandbox = Sandbox.open(SandboxSettings.defaults(folder.resolve("market"), Clock.systemUTC()));
        sandbox.fund(wallet.address().text(), BigInteger.valueOf(1_000_000));
        abroad = new Abroad(folder, sandbox, wallet);
        Files.writeString(folder.resolve("patron.yaml"), """
            version: 1
            policy: policy.yaml
            catalog: catalog.yaml
            market: shop
            agent: default
            planner: outline
            concurrency: 1
            retries_per_shot: 1
            data: data
            out: out
            """);
        Files.writeString(
                folder.resolve("policy.yaml"),
                Files.readString(Program.home().resolve("config/policy.yaml"))
                        .replace("[sandbox, xgen, api.example.com]", "[shop]"));
        catalogue(catalogue());
    }

    @AfterEach
    void close() {
        abroad.close();
        sandbox.close();
    }

    private String catalogue() {
        return """
            version: 1
            networks: {"eip155:8453": {rpc: ["%s/rpc"], finality: finalized}}
            assets:
              USDC: {network: "eip155:8453", contract: "%s", decimals: 6, eip712: {name: "%s", version: "%s"}}
            providers:
              shop:
                base_url: "%s"
                asset: USDC
                pay_to: ["%s"]
                prices: {image: "0.05"}
                recovery: none
                deadlines: {image: 10s}
            """.formatted(
                        abroad.at(Abroad.CHAIN),
                        Abroad.USDC,
                        Sandbox.TOKEN_NAME,
                        Sandbox.TOKEN_VERSION,
                        abroad.at(Abroad.SELLER),
                        Abroad.PAYEE);
    }

    private void catalogue(String text) throws Exception {
        Files.writeString(folder.resolve("catalog.yaml"), text);
    }

    private Program.Ended patron(List<String> flags, String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--json", "--config", folder.resolve("patron.yaml").toString()));
        return new Program(folder, Map.of("PATRON_PRIVATE_KEY", key), flags).run(all.toArray(String[]::new));
    }

    private Program.Ended buy(List<String> flags) throws Exception {
        return patron(flags, "run", "--prompt", "A red kite", "--image");
    }

    /** The payment is made and final; the file is not fetched, for the name of its host leads to this machine. */
    @Test
    void isPaidOverHttpsAndFollowedOnItsChain() throws Exception {
        Program.Ended ran = buy(abroad.flags());

        JsonNode report = JSON.readTree(ran.out());
        assertEquals("0.050000", report.path("spent_usd").asText(), ran::toString);
        assertEquals(false, report.path("simulated").asBoolean(true), ran::toString);
        assertEquals(BigInteger.valueOf(50_000), sandbox.chain().balance(Sandbox.PAY_TO));
        assertEquals(1, abroad.paid().size(), ran::toString);
        JsonNode payment = JSON.readTree(abroad.paid().getFirst());
        assertEquals("eip155:8453", payment.path("accepted").path("network").asText());
        JsonNode terms = payment.path("payload").path("authorization");
        assertTrue(terms.path("to").asText().equalsIgnoreCase(Abroad.PAYEE), terms::toString);
        assertEquals("50000", terms.path("value").asText());
        assertEquals(3, ran.exit(), ran::toString);
        assertTrue(report.path("claims").toString().contains("ASSET"), ran::toString);
        assertTrue(ran.err().isEmpty() || !ran.err().contains("real money"), "without a terminal nothing is asked");
        Program.Ended verified = patron(List.of(), "ledger", "verify");
        assertEquals(0, verified.exit(), verified::toString);
    }

    /** A change of the catalogue, the exit code it leads to, and what is said. */
    private record Change(String from, String to, int exit, String says) {}

    @Test
    void isNotPaidWhereAnythingIsNotAsItMustBe() throws Exception {
        for (Change change : List.of(
                new Change("https://" + Abroad.SELLER, "http://" + Abroad.SELLER, 2, "plain http"),
                new Change("https://" + Abroad.CHAIN, "http://" + Abroad.CHAIN, 2, "plain http"),
                new Change("finality: finalized", "finality: latest", 2, "write finalized"),
                new Change("pay_to: [\"" + Abroad.PAYEE + "\"]", "pay_to: []", 2, "patron provider probe shop"),
                new Change(Abroad.PAYEE, Sandbox.PAY_TO, 2, "payee `" + Sandbox.PAY_TO),
                new Change(Abroad.USDC, Sandbox.TOKEN, 2, "token `" + Sandbox.TOKEN),
                new Change("eip155:8453", "eip155:" + Sandbox.CHAIN_ID, 2, "on this machine only"),
                new Change("eip155:8453", "eip155:84532", 2, "serves chain `8453`, expected `84532`"),
                new Change(Abroad.USDC, "0x" + "1".repeat(40), 2, "has no token at"),
                new Change(Abroad.CHAIN, "nobody.example", 1, "`nobody.example` could not be reached"),
                new Change(Abroad.SELLER, "nobody.example", 3, "SELLER_UNREACHABLE"),
                new Change(Abroad.PAYEE, "0x" + "2".repeat(40), 3, "PAYEE_MISMATCH"))) {
            catalogue(catalogue().replace(change.from(), change.to()));
            assertRefused(change.exit(), change.says(), buy(abroad.flags()));
            delete(folder.resolve("data"));
        }
        catalogue(catalogue());
        assertRefused(1, "untrusted certificate", buy(abroad.hostsFlag()));
    }

    private void assertRefused(int exit, String says, Program.Ended ran) {
        assertEquals(exit, ran.exit(), () -> says + ": " + ran);
        assertTrue(ran.out().contains(says), () -> says + ": " + ran);
        assertEquals(List.of(), abroad.paid(), says);
    }

    private static void delete(Path folder) throws Exception {
        if (Files.exists(folder)) {
            try (Stream<Path> walk = Files.walk(folder)) {
                walk.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        }
    }
}
