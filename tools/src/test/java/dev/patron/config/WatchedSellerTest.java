package dev.patron.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.money.Address;
import dev.patron.payment.Provider;
import dev.patron.plan.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedSellerTest {
    private static final String GOOD = """
        networks: {"eip155:8453": {rpc: ["https://rpc.example/secret-key"], finality: finalized}}
        assets:
          USDC: {network: "eip155:8453", contract: "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", decimals: 6, eip712: {name: USD Coin, version: "2"}}
        providers:
          xgen: {base_url: "https://api.xgen.world", asset: USDC, pay_to: ["0x00000000000000000000000000000000000000aa"], prices: {image: "0.05"}, recovery: none}
        """;

    private static final String FORBIDDEN = "0x" + "f".repeat(40);

    private final List<String> warnings = new ArrayList<>();
    private final Path file;
    private final Provider begun;
    private final WatchedSeller seller;

    WatchedSellerTest(@TempDir Path folder) throws IOException {
        this.file = folder.resolve("catalog.yaml");
        Files.writeString(file, GOOD);
        this.begun = CatalogFile.read(file).provider("xgen").orElseThrow();
        this.seller = new WatchedSeller(file, begun, WatchedSellerTest::refuseForbidden, warnings::add);
    }

    private static void refuseForbidden(Provider provider) {
        if (provider.payTo().contains(new Address(FORBIDDEN))) {
            throw new ConfigException("this payee is forbidden");
        }
    }

    private Provider after(String was, String is) throws IOException {
        assertTrue(GOOD.contains(was), was);
        Files.writeString(file, GOOD.replace(was, is));
        return seller.current();
    }

    @Test
    void whatMayChangeIsInForceAtOnce() throws IOException {
        assertEquals(begun, seller.current());
        assertEquals(
                "60000",
                after("0.05", "0.06").price(Kind.IMAGE).orElseThrow().units().toString());
        assertEquals(
                2,
                after("00aa\"", "00aa\", \"0x00000000000000000000000000000000000000ab\"")
                        .payTo()
                        .size());
        assertEquals(
                Set.of("files.example.org"),
                after("recovery: none", "recovery: none, asset_hosts: [files.example.org]")
                        .assetHosts());
        assertEquals(
                Duration.ofSeconds(5),
                after("recovery: none", "recovery: none, deadlines: {image: 5s}")
                        .deadlines()
                        .image());
        assertEquals(
                List.of("paint"),
                after("recovery: none", "recovery: none, models: [{id: paint, kind: image, quality: best}]")
                        .menu()
                        .items()
                        .stream()
                        .map(item -> item.model())
                        .toList());
        assertEquals("3", after("version: \"2\"", "version: \"3\"").domain().version());
        assertEquals(begun, after("0.05", "0.05"));
        assertEquals(List.of(), warnings);
    }

    @Test
    void aBrokenFileKeepsTheLastGoodAndNamesLineAndKeyOnce() throws IOException {
        Provider good = after("0.05", "0.07");
        for (int again = 0; again < 3; again++) {
            assertEquals(good, after("recovery: none", "recovery: perhaps"));
        }
        assertEquals(1, warnings.size(), warnings.toString());
        assertTrue(warnings.getFirst().contains(file + ":5: providers.xgen.recovery: "), warnings.getFirst());
        assertTrue(
                warnings.getFirst().endsWith("the catalogue read before stays in force until this file is mended"),
                warnings.getFirst());
        Files.delete(file);
        assertEquals(good, seller.current());
        assertEquals(2, warnings.size());
        assertEquals(begun, after("0.05", "0.05"));
        assertEquals(good.price(Kind.IMAGE), after("0.05", "0.07").price(Kind.IMAGE));
        assertEquals(2, warnings.size());
    }

    @Test
    void whatASessionCannotFollowPinsNoPayeeUntilItIsTakenBack() throws IOException {
        for (List<String> change : List.of(
                List.of("api.xgen.world", "api2.xgen.world"),
                List.of("decimals: 6", "decimals: 8"),
                List.of("  xgen:", "  other:"))) {
            warnings.clear();
            for (int again = 0; again < 2; again++) {
                Provider held = after(change.getFirst(), change.getLast());
                assertEquals(Set.of(), held.payTo(), change.toString());
                assertEquals(begun.baseUrl(), held.baseUrl());
                assertEquals(begun.asset(), held.asset());
            }
            assertEquals(1, warnings.size(), warnings.toString());
            assertTrue(warnings.getFirst().startsWith(file + ": providers.xgen"), warnings.getFirst());
            assertEquals(begun, after("0.05", "0.05"));
        }
    }

    @Test
    void termsThatNothingMayBeBoughtUnderPinNoPayee() throws IOException {
        for (int again = 0; again < 2; again++) {
            Provider held = after("0x00000000000000000000000000000000000000aa", FORBIDDEN);
            assertEquals(Set.of(), held.payTo());
        }
        assertEquals(1, warnings.size(), warnings.toString());
        assertTrue(
                warnings.getFirst().contains("this payee is forbidden; nothing more is bought"), warnings.toString());
        assertEquals(begun, after("0.05", "0.05"));
    }

    @Test
    void otherEndpointsAreSaidOnceWithoutTheirKeysAndTheRestIsFollowed() throws IOException {
        Files.writeString(file, GOOD.replace("secret-key", "other-key").replace("0.05", "0.06"));
        for (int again = 0; again < 2; again++) {
            assertEquals(
                    "60000",
                    seller.current().price(Kind.IMAGE).orElseThrow().units().toString());
        }
        assertEquals(1, warnings.size(), warnings.toString());
        assertTrue(warnings.getFirst().contains("networks.eip155:8453: changed"), warnings.getFirst());
        assertFalse(warnings.getFirst().contains("key"), warnings.getFirst());
    }
}
