package dev.patron.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.config.Addresses;
import dev.patron.ledger.Ledger;
import dev.patron.money.Address;
import dev.patron.sandbox.Sandbox;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From nothing to the first picture of a seller of the catalogue: make a wallet, fund it, probe, pin, run. */
class FirstPurchaseTest {
    @Test
    void isMadeWithAKeystoreAndTheProbesPins(@TempDir Path folder) throws Exception {
        try (Bench bench = new Bench(folder)) {
            Shop.open(bench, bench.relay().url());
            String payee = Addresses.checksummed(new Address(Sandbox.PAY_TO));
            String catalogue = Shop.catalogue(bench, bench.relay().url()).replace(Sandbox.PAY_TO, payee);
            bench.write(
                    "config/catalog.yaml",
                    catalogue.replace("\"" + payee + "\"", "").replace("0.05", "0.04"));

            Bench.Ran made = bench.patron("wallet", "new", "my.keystore", "--json");
            assertEquals(0, made.exit(), made::toString);
            String address = made.json().path("address").asText();
            Map<String, String> variables = new HashMap<>();
            made.json()
                    .path("variables")
                    .properties()
                    .forEach(one -> variables.put(one.getKey(), one.getValue().asText()));
            assertEquals(2, variables.size());
            assertEquals("PLAY", made.json().path("send").path(0).path("asset").asText());
            bench.variables(variables);
            Shop.fund(bench, new Address(address));

            JsonNode balance = bench.patron("wallet", "balance", "--market", "shop", "--json")
                    .json();
            assertEquals("1.000000", balance.path("balance").asText(), balance::toString);
            assertEquals(address, balance.path("address").asText());

            Bench.Ran refused = Shop.buy(bench);
            assertEquals(2, refused.exit(), refused::toString);
            assertTrue(refused.out().contains("`patron provider probe shop` shows what to pin"), refused::out);

            JsonNode probe = bench.patron("provider", "probe", "shop", "--image", "--json")
                    .json();
            assertFalse(probe.path("probes").path(0).path("agrees").asBoolean(true));
            String pins = probe.path("pin").toPrettyString();
            assertTrue(pins.contains("pay_to: [\\\"" + payee + "\\\"]"), pins);
            assertTrue(pins.contains("prices: {image: \\\"0.05\\\"}"), pins);
            assertTrue(bench.relay().orders().stream().noneMatch(Relay.Order::isPaid));

            bench.write("config/catalog.yaml", catalogue);
            JsonNode again = bench.patron("provider", "probe", "shop", "--image", "--json")
                    .json();
            assertTrue(again.path("probes").path(0).path("agrees").asBoolean(), again::toPrettyString);
            bench.person("y");
            Bench.Ran ran = Shop.buy(bench);
            assertTrue(ran.err().contains("pay real money?"), ran::err);
            assertEquals(0, ran.exit(), ran::toString);
            assertEquals(BigInteger.valueOf(50_000), bench.sandbox().chain().balance(Sandbox.PAY_TO));
            assertTrue(bench.ledger(Ledger::verify).isSound());
            String password = Files.readString(Path.of(variables.get(WalletSource.PASSWORD)))
                    .strip();
            assertFalse((made.out() + made.err() + ran.out() + ran.err()).contains(password));
        }
    }

    @Test
    void theAddressIsCheckedWhereThereIsAPassword(@TempDir Path folder) throws Exception {
        try (Bench bench = new Bench(folder)) {
            JsonNode made = bench.patron("wallet", "new", "w.json", "--json").json();
            Path keystore = Path.of(made.path("keystore").asText());
            String address = made.path("address").asText();
            bench.variables(Map.of(WalletSource.WALLET, "w.json"));
            JsonNode stated = bench.patron("wallet", "address", "--json").json();
            assertEquals(address, stated.path("address").asText());
            assertFalse(stated.path("checked").asBoolean(true));
            assertTrue(bench.patron("wallet", "address").out().startsWith(address + "\nas the keystore states it"));

            bench.variables(Map.of(WalletSource.WALLET, "w.json", WalletSource.PASSWORD, "w.json.password"));
            Files.setPosixFilePermissions(keystore, PosixFilePermissions.fromString("rw-r--r--"));
            Bench.Ran checked = bench.patron("wallet", "address", "--json");
            assertTrue(checked.json().path("checked").asBoolean());
            assertTrue(checked.err().contains("chmod 600"), checked.err());
        }
    }

    @Test
    void theSandboxIsAskedWhereItRuns(@TempDir Path folder) {
        try (Bench bench = new Bench(folder)) {
            Bench.Ran none = bench.patron("wallet", "balance");
            assertEquals(2, none.exit(), none::toString);
            assertTrue(none.err().contains("no sandbox runs"), none.err());
            Bench.Ran early = bench.patron(
                    "wallet", "balance", "--sandbox", bench.sandbox().url());
            assertEquals(2, early.exit(), early::toString);
            assertEquals(0, bench.buy("run", bench.brief("apple", 1)).exit());
            Bench.Ran ran = bench.patron(
                    "wallet", "balance", "--sandbox", bench.sandbox().url(), "--json");
            assertEquals("99.950000", ran.json().path("balance").asText(), ran::toString);
            assertTrue(ran.json().path("simulated").asBoolean());

            assertEquals(2, bench.patron("provider", "probe", "sandbox").exit());
            Bench.Ran probe = bench.patron(
                    "provider", "probe", "sandbox", "--sandbox", bench.sandbox().url());
            assertEquals(0, probe.exit(), probe::toString);
            assertTrue(probe.out().contains("0.250000 pUSD"), probe::out);
            assertEquals(2, probe.out().split("agrees with the catalogue", -1).length - 1, probe::out);
            assertTrue(probe.out().contains("the sandbox needs no entry"), probe::out);
        }
    }
}
