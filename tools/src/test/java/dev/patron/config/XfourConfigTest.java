package dev.patron.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.gateway.GatewayTerms;
import dev.patron.money.Address;
import dev.patron.payment.Protocol;
import dev.patron.payment.Provider;
import dev.patron.payment.TokenDomain;
import dev.patron.treasury.SimulatedTreasury;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sellers of {@code protocol: xfour} in the catalogue, and the gateway in the settings. */
class XfourConfigTest {
    private static final String HEAD = """
        networks: {"eip155:8453": {rpc: ["https://rpc.example"], finality: finalized}}
        assets: {USDC: {network: "eip155:8453", contract: "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", decimals: 6, eip712: {name: USD Coin, version: "2"}},
          MNEE: {network: "eip155:8453", contract: "0x8ccedbAe4916b79da7F3F612EfB2EB93A2bFD6cF", decimals: 18}}
        providers:
          studio: {base_url: "https://studio.example.com", pay_to: [], prices: {image: "0.05"}, recovery: replay, MORE}
        """;

    @TempDir
    Path folder;

    private Provider studio(String more) throws IOException {
        Path file = Files.writeString(folder.resolve("catalog.yaml"), HEAD.replace("MORE", more));
        return CatalogFile.read(file).provider("studio").orElseThrow();
    }

    private Optional<RemoteGatewaySettings> remote(String gateway) throws IOException {
        String text = "version: 1\npolicy: policy.yaml\ncatalog: catalog.yaml\n" + gateway;
        return SettingsFile.read(Files.writeString(folder.resolve("patron.yaml"), text))
                .gateway()
                .remote();
    }

    @Test
    void aSandboxSellerIsPaidInTheGatewaysPlayMoney() throws IOException {
        Provider studio = studio("protocol: xfour, network: sandbox");
        assertEquals(new Protocol.Xfour("sandbox", "X-402-Proof"), studio.protocol());
        assertEquals(SimulatedTreasury.MNEE, studio.asset());
        assertTrue(studio.simulated());
        assertTrue(studio.domain().isGateway());
    }

    @Test
    void aMainnetSellerIsPaidInATokenOfTheCatalogue() throws IOException {
        Provider studio = studio("protocol: xfour, network: mainnet, asset: USDC, proof_header: X-Paid,"
                + " deadlines: {validity: 60s, paid: 5s}");
        assertEquals(new Protocol.Xfour("mainnet", "X-Paid"), studio.protocol());
        assertEquals("USDC", studio.asset().symbol());
        assertFalse(studio.simulated());
        assertEquals(TokenDomain.ofGateway("mainnet"), studio.domain());
        assertEquals(Duration.ofSeconds(5), studio.deadlines().paid());
        assertEquals(Duration.ofMinutes(5), studio.deadlines().watch(), "until its transfer is deep in the chain");
        assertTrue(studio.deadlines().validity().toDays() > 3_650, "an order has no end of its own");
        assertEquals(new Protocol.X402(), studio("asset: USDC").protocol());
    }

    /** A gateway pays by a transfer, and so by tokens that nobody can sign an authorization for; a seller of x402 is not paid in them. */
    @Test
    void aTokenWithoutASigningDomainPaysASellerBehindAGateway() throws IOException {
        Provider studio = studio("protocol: xfour, network: mainnet, asset: MNEE");
        assertEquals("MNEE", studio.asset().symbol());
        assertEquals(TokenDomain.ofGateway("mainnet"), studio.domain());
        ConfigException refused = assertThrows(ConfigException.class, () -> studio("asset: MNEE"));
        assertTrue(String.valueOf(refused.getMessage()).contains("eip712"), refused::getMessage);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "protocol: xfour; lacks the key `network`",
                "protocol: xfour, network: testnet; network",
                "protocol: xfour, network: sandbox, asset: USDC; remove it",
                "protocol: xfour, network: mainnet; lacks the key `asset`",
                "protocol: xfour, network: sandbox, proof_header: Authorization; proof_header",
                "asset: USDC, network: sandbox; is for `protocol: xfour` only",
                "protocol: x402; lacks the key `asset`",
                "protocol: soap, asset: USDC; protocol"
            })
    void whatDoesNotFitIsRefused(String more, String words) {
        String message = String.valueOf(
                assertThrows(ConfigException.class, () -> studio(more)).getMessage());
        assertTrue(message.contains(words), message);
    }

    @Test
    void noGatewayIsSpokenToUnlessItIsNamed() throws IOException {
        assertEquals(Optional.empty(), remote(""));
        assertEquals(Optional.empty(), remote("gateway: {port: 4000}\n"));
        RemoteGatewaySettings usual = remote("gateway: {remote: {}}\n").orElseThrow();
        assertEquals(URI.create("https://xfour.xyz/api/gateway"), usual.url());
        assertEquals(GatewayTerms.Again.ONCE, usual.again());
        RemoteGatewaySettings own = remote(
                        "gateway: {remote: {url: \"http://localhost:3000/api/gateway/\", key_file: a.key, pay_again:"
                                + " idempotent, treasury: \"0x00000000000000000000000000000000000000aa\"}}\n")
                .orElseThrow();
        assertEquals(URI.create("http://localhost:3000/api/gateway"), own.url());
        assertEquals(Optional.of(folder.resolve("a.key")), own.keyFile());
        assertEquals(GatewayTerms.Again.IDEMPOTENT, own.again());
        assertEquals(Optional.of(new Address("0x00000000000000000000000000000000000000aa")), own.treasury());
        for (String bad : new String[] {"url: \"http://gateway.example.com\"", "pay_again: yes", "key: x"}) {
            assertThrows(ConfigException.class, () -> remote("gateway: {remote: {" + bad + "}}\n"));
        }
    }
}
