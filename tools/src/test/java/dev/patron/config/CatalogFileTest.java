package dev.patron.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.money.Network;
import dev.patron.money.Usd;
import dev.patron.payment.Catalog;
import dev.patron.payment.Deadlines;
import dev.patron.payment.Provider;
import dev.patron.payment.Recovery;
import dev.patron.plan.Kind;
import dev.patron.plan.Quality;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogFileTest {
    private static final String DESIGN = """
        networks: {"eip155:8453": {rpc: ["https://rpc.example/secret-key"], finality: finalized}}
        assets: {USDC: {network: "eip155:8453", contract: "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", decimals: 6, eip712: {name: USD Coin, version: "2"}}}
        providers:
          xgen: {base_url: "https://api.xgen.world", asset: USDC, pay_to: [], prices: {image: "0.05", video: "0.25"}, recovery: none}
        """;

    @TempDir
    Path folder;

    private Catalog parse(String text) {
        try {
            return CatalogFile.read(Files.writeString(folder.resolve("catalog.yaml"), text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String problem(String text) {
        return String.valueOf(
                assertThrows(ConfigException.class, () -> parse(text)).getMessage());
    }

    @Test
    void theDesignsCatalogueIsCompleteAndGetsItsDefaults() {
        Provider xgen = parse(DESIGN).provider("xgen").orElseThrow();
        assertEquals("https://api.xgen.world", xgen.baseUrl().toString());
        assertTrue(xgen.payee().isEmpty());
        assertEquals("50000", xgen.price(Kind.IMAGE).orElseThrow().units().toString());
        assertEquals(Usd.parse("0.25"), xgen.price(Kind.VIDEO).orElseThrow().inUsd());
        assertEquals(Set.of("api.xgen.world", ".xgen.world"), xgen.assetHosts());
        assertEquals(Deadlines.DEFAULT, xgen.deadlines());
        assertEquals(Recovery.NONE, xgen.recovery());
        assertFalse(xgen.simulated());
        assertEquals(6, xgen.menu().items().size());
        assertEquals("nano-banana-pro", chosen(xgen, Kind.IMAGE, Quality.BEST));
        assertEquals("nano-banana-2", chosen(xgen, Kind.IMAGE, Quality.FAST));
        assertEquals("veo-3.1-fast", chosen(xgen, Kind.VIDEO, Quality.FAST));
        assertEquals("veo-3.1-fast", chosen(xgen, Kind.VIDEO, Quality.BEST));
    }

    @Test
    void aTokenWithoutASigningDomainCanBeListedAndPaysNoSeller() {
        String bare = DESIGN.replace(", eip712: {name: USD Coin, version: \"2\"}", "");
        assertTrue(problem(bare).contains("eip712"), problem(bare));
        Catalog catalog = parse(DESIGN.replace(
                "assets: {",
                "assets: {MNEE: {network: \"eip155:8453\", contract:"
                        + " \"0x8ccedbAe4916b79da7F3F612EfB2EB93A2bFD6cF\", decimals: 18}, "));
        assertEquals(18, catalog.asset("MNEE").orElseThrow().decimals());
        assertTrue(catalog.asset("DAI").isEmpty());
    }

    private static String chosen(Provider provider, Kind kind, Quality quality) {
        return provider.menu().choose(kind, quality).orElseThrow().model();
    }

    @Test
    void everyOptionalMemberArrives() {
        Catalog catalog = parse(DESIGN.replace("decimals: 6", "decimals: 6, peg_usd: \"0.5\"")
                .replace(
                        "recovery: none",
                        "recovery: payment-identifier, facilitator: \"https://f.example\", asset_hosts:"
                            + " [cdn.example.com, .example.org], deadlines: {demand: 5s, video: 20m, validity: 60s},"
                            + " models: [{id: m1, kind: image, quality: fast}]")
                .replace("pay_to: []", "pay_to: [\"0x00000000000000000000000000000000000000aa\"]"));
        Provider xgen = catalog.provider("xgen").orElseThrow();
        assertEquals(Usd.parse("0.025"), xgen.price(Kind.IMAGE).orElseThrow().inUsd());
        assertEquals(Recovery.PAYMENT_IDENTIFIER, xgen.recovery());
        assertEquals("https://f.example", catalog.facilitators().get("xgen"));
        assertEquals(Set.of("cdn.example.com", ".example.org"), xgen.assetHosts());
        assertEquals(Duration.ofMinutes(20), xgen.deadlines().video());
        assertEquals(Duration.ofSeconds(60), xgen.deadlines().validity());
        assertEquals(Deadlines.DEFAULT.paid(), xgen.deadlines().paid());
        assertEquals("m1", xgen.menu().items().getFirst().model());
        assertEquals(1, xgen.payTo().size());
    }

    @ParameterizedTest
    @CsvSource({
        "http://api.xgen.world, plain http is allowed on loopback only",
        "http://localhost.evil.example, plain http is allowed on loopback only",
        "http://127.0.0.1.evil.example, plain http is allowed on loopback only",
        "ftp://api.xgen.world, is not an https address",
        "https://user:pass@api.xgen.world, no user name",
        "https://api.xgen.world?x=1, no query",
        "https://api.xgen.world#f, no fragment",
        "https://api.xgen.world/a/../b, empty parts",
        "https://api.xgen.world/аpi, plain ASCII",
        "api.xgen.world, is not an address",
        "https:///v1, is not an address"
    })
    void aBaseUrlThatIsNoPlainHttpsAddressIsRefused(String url, String why) {
        String problem = problem(DESIGN.replace("https://api.xgen.world", url));
        assertTrue(problem.contains("catalog.yaml:4: providers.xgen.base_url: "), problem);
        assertTrue(problem.contains(why), problem);
    }

    @Test
    void aBaseUrlMayCarryAPathAndLosesItsLastSlash() {
        Provider xgen = parse(DESIGN.replace("https://api.xgen.world", "https://api.xgen.world/shop/v2/"))
                .provider("xgen")
                .orElseThrow();
        assertEquals("https://api.xgen.world/shop/v2", xgen.baseUrl().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.xgen.world, api.xgen.world .xgen.world",
        "https://xgen.world, xgen.world .xgen.world",
        "https://shop.example.co.uk, shop.example.co.uk .example.co.uk",
        "https://example.co.uk, example.co.uk .example.co.uk",
        "https://203.0.113.7, 203.0.113.7",
        "http://127.0.0.1:8402, 127.0.0.1:8402",
        "http://localhost, localhost:80"
    })
    void assetHostsAreTheSellersOwnNeverAWholeTopLevelDomain(String base, String hosts) {
        assertEquals(Set.of(hosts.split(" ")), Endpoints.assetHosts(Endpoints.base(base)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "127.0.0.1", "127.0.0.1:80", "*", ".com", "a b.com", "cdn.example.com:8080", "[::1]"
            })
    void anAssetHostIsAPublicNameOrTheSellersOwnLoopback(String host) {
        String problem = problem(DESIGN.replace("recovery: none", "recovery: none, asset_hosts: [\"" + host + "\"]"));
        assertTrue(problem.contains("providers.xgen.asset_hosts[0]: "), problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sandbox", "sandb0x", "sand-box"})
    void at045TheSandboxCannotBeImpersonated(String id) {
        assertTrue(problem(DESIGN.replace("  xgen:", "  " + id + ":")).contains("sandbox"));
    }

    @Test
    void at045IdsAreAsciiAndNotTakenForEachOther() {
        String entry = DESIGN.substring(DESIGN.indexOf("  xgen:"));
        assertTrue(problem(DESIGN + entry.replace("xgen:", "x-gen:")).contains("too easily taken for `xgen`"));
        assertTrue(problem(DESIGN.replace("  xgen:", "  хgen:")).contains("a provider's id is"));
        assertTrue(problem(DESIGN.replace("  xgen:", "  Xgen:")).contains("a provider's id is"));
    }

    @Test
    void fastFinalityIsForLoopbackOnly() {
        assertTrue(problem(DESIGN.replace("finality: finalized", "finality: latest"))
                .contains("on loopback"));
        String local = DESIGN.replace("https://rpc.example/secret-key", "http://127.0.0.1:9/rpc");
        assertTrue(
                problem(local.replace("finality: finalized", "finality: safe")).contains("on loopback"));
        String all =
                local.replace("https://api.xgen.world", "http://[::1]:8402").replace("finalized", "latest");
        assertEquals(
                "latest",
                parse(all).terms(Network.parse("eip155:8453")).orElseThrow().finality());
    }

    @Test
    void anAddressWithAWrongLetterFailsItsChecksum() {
        String problem = problem(DESIGN.replace("0x833589fCD6e", "0x833589fCD6f"));
        assertTrue(problem.contains(":2: assets.USDC.contract: ") && problem.contains("EIP-55"), problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image: \"0.05\"|image: 0.05|write \"0.05\"",
                "image: \"0.05\"|image: \"0.0000001\"|finer than USDC divides",
                "image: \"0.05\"|image: \"0\"|more than nothing",
                "asset: USDC|asset: USDT|not listed under `assets`",
                "network: \"eip155:8453\"|network: \"eip155:1\"|not listed under `networks`",
                "{name: USD Coin, version: \"2\"}|{name: USD Coin, version: 2}|write \"2\" in quotes",
                "\"eip155:8453\": {|\"eip155:08453\": {|chain id",
                "recovery: none|recovery: nne|did you mean `none`?",
                "recovery: none|recovery: none, deadlines: {validity: 10m}|longer than 300s",
                "recovery: none|recovery: none, deadlines: {demand: 15}|such as 15s",
                "pay_to: []|pay_to: [\"0x0000000000000000000000000000000000000000\"]|zero address",
                "pay_to: []|payto: []|did you mean `pay_to`?",
                "recovery: none|recovery: none, models: [{id: a, kind: image, quality: best}, {id: a, kind: image,"
                        + " quality: best}]|stands twice"
            })
    void aWrongEntryIsNamed(String right, String wrong, String why) {
        String problem = problem(DESIGN.replace(right, wrong));
        assertTrue(problem.contains(why), problem);
    }

    @Test
    void anRpcAddressIsNeverRepeated() {
        String problem = problem(DESIGN.replace("https://rpc.example/secret-key", "http://rpc.example/secret-key"));
        assertFalse(problem.contains("secret-key"), problem);
        assertFalse(parse(DESIGN).toString().contains("secret-key"));
    }
}
