package dev.patron.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.evm.KeyWallet;
import dev.patron.sandbox.Sandbox;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.WalletUtils;

/** Wallet, catalogue and endpoint wrong in every way: a clear error, the right exit code, and nothing signed. */
class WrongSetupTest {
    private static final String PASSWORD = "a long enough password";
    private static final URI NOBODY = URI.create("http://127.0.0.1:1");

    private final String key = Shop.newKey();

    @TempDir
    Path folder;

    /** Variables, and what the refusal says. */
    private record Wallet(String says, Map<String, String> variables) {
        static Wallet of(String says, String... namesAndValues) {
            Map<String, String> variables = new HashMap<>();
            for (int i = 0; i < namesAndValues.length; i += 2) {
                variables.put(namesAndValues[i], namesAndValues[i + 1]);
            }
            return new Wallet(says, variables);
        }
    }

    @Test
    void aWrongWalletSignsNothing() throws Exception {
        String good = WalletUtils.generateWalletFile(
                PASSWORD, ECKeyPair.create(new BigInteger(key, 16)), folder.toFile(), false);
        String text = Files.readString(folder.resolve(good));
        String address = KeyWallet.ofHex(key).address().text().substring(2);
        Files.writeString(folder.resolve("right"), PASSWORD + "\n");
        Files.writeString(folder.resolve("wrong"), PASSWORD + "!\n");
        Files.writeString(folder.resolve("empty"), "");
        Files.writeString(folder.resolve("torn.json"), text.substring(0, text.length() / 2));
        Files.writeString(folder.resolve("other.json"), text.replace(address, "1".repeat(40)));
        Files.writeString(folder.resolve("key.txt"), key);
        String file = WalletSource.WALLET;
        String password = WalletSource.PASSWORD;
        String hex = WalletSource.KEY;
        List<Wallet> wallets = List.of(
                Wallet.of("is not set"),
                Wallet.of("are both set", file, good, password, "right", hex, key),
                Wallet.of("is set without `PATRON_WALLET_PASSWORD_FILE`", file, good),
                Wallet.of("is set without `PATRON_WALLET`", password, "right"),
                Wallet.of(
                        "the keystore `" + folder.resolve("no.json") + "` is not there",
                        file,
                        "no.json",
                        password,
                        "right"),
                Wallet.of("password file `" + folder.resolve("no") + "` is not there", file, good, password, "no"),
                Wallet.of("password is wrong", file, good, password, "wrong"),
                Wallet.of("is empty", file, good, password, "empty"),
                Wallet.of("cannot be read", file, "config", password, "right"),
                Wallet.of("not JSON", file, "torn.json", password, "right"),
                Wallet.of("not JSON", file, "key.txt", password, "right"),
                Wallet.of("not that of its key", file, "other.json", password, "right"),
                Wallet.of("holds no key", hex, key.substring(1)),
                Wallet.of("holds no key", hex, "0".repeat(64)),
                Wallet.of("holds no key", hex, "f".repeat(64)),
                Wallet.of("holds no key", hex, "a horse battery"));
        try (Bench bench = new Bench(folder)) {
            Shop.open(bench, bench.relay().url());
            assertAll(wallets.stream().map(one -> () -> {
                bench.variables(one.variables());
                Bench.Ran ran = Shop.buy(bench);
                assertSays(ran, 2, one.says());
                assertTrue(message(ran).contains("nothing was signed"), ran::toString);
                assertFalse((ran.out() + ran.err()).contains(key.substring(1)), "a key is in the output");
                assertFalse((ran.out() + ran.err()).contains(PASSWORD), "a password is in the output");
                assertEquals(List.of(), bench.relay().orders());
            }));
            bench.variables(Map.of(file, good, password, "right"));
            Shop.fund(bench, KeyWallet.ofHex(key).address());
            assertEquals(0, Shop.buy(bench).exit(), "the right one pays");
        }
    }

    /** A change of the catalogue, the exit code it leads to, and what is said. */
    private record Change(String from, String to, int exit, String says) {}

    @Test
    void aWrongCatalogueOrEndpointSignsNothing() {
        List<Change> changes = List.of(
                new Change("shop:", "other:", 2, "no seller `shop`"),
                new Change("asset: PLAY", "asset: GAME", 2, "`GAME` is not listed"),
                new Change("http://127.0.0.1", "http://example.com", 2, "https"),
                new Change("finality: finalized", "finality: soon", 2, "finality"),
                new Change("rpc: [", "rpcs: [", 2, "rpcs"),
                new Change(Sandbox.PAY_TO, "0x52908400098527886E0F7030069857D2E4169Ee7", 2, "EIP-55"),
                new Change("image: \"0.05\"", "image: \"0\"", 2, "price"),
                new Change("decimals: 6", "decimals: 60", 2, "decimals"),
                new Change("pay_to: [\"" + Sandbox.PAY_TO + "\"]", "pay_to: []", 2, "provider probe shop"),
                new Change("SELLER", "https://seller.example", 2, "on this machine only"),
                new Change("RPC", "https://chain.example/rpc", 2, "on this machine only"),
                new Change(Sandbox.TOKEN, "0x" + "1".repeat(40), 2, "has no token at"),
                new Change(Sandbox.PAY_TO, "0x" + "1".repeat(40), 3, "PAYEE_MISMATCH"),
                new Change("image: \"0.05\"", "image: \"0.04\"", 3, "PRICE_DRIFT"),
                new Change("decimals: 6", "decimals: 7", 3, "PRICE_DRIFT"),
                new Change("name: \"" + Sandbox.TOKEN_NAME, "name: \"No " + Sandbox.TOKEN_NAME, 3, "DOMAIN_MISMATCH"),
                new Change("version: \"" + Sandbox.TOKEN_VERSION, "version: \"7", 3, "DOMAIN_MISMATCH"),
                new Change(Sandbox.TOKEN, "0x" + "1".repeat(40), 2, "has no token at"),
                new Change("SELLER", NOBODY.toString(), 3, "SELLER_UNREACHABLE"),
                new Change("RPC", NOBODY + "/rpc", 1, "could not be reached"),
                new Change("RPC", "SELLERURL/v1/models", 1, "status"),
                new Change("eip155:" + Sandbox.CHAIN_ID, "eip155:8453", 2, "token `" + Sandbox.TOKEN));
        assertAll(changes.stream().map(change -> () -> {
            Path own = Files.createTempDirectory(folder, "one");
            try (Bench bench = new Bench(own)) {
                changed(bench, change);
            }
        }));
    }

    private void changed(Bench bench, Change change) {
        String seller = bench.relay().url().toString();
        String rpc = bench.sandbox().url() + "/rpc";
        Shop.open(bench, bench.relay().url());
        bench.variables(Map.of(WalletSource.KEY, key));
        Shop.fund(bench, KeyWallet.ofHex(key).address());
        String right = Shop.catalogue(bench, bench.relay().url());
        String from = change.from().replace("SELLER", seller).replace("RPC", rpc);
        String wrong = right.replace(from, change.to().replace("SELLERURL", seller));
        assertFalse(wrong.equals(right), () -> "the change must be one: " + change);
        bench.write("config/catalog.yaml", wrong);

        Bench.Ran ran = Shop.buy(bench);

        assertSays(ran, change.exit(), change.says());
        assertTrue(bench.relay().orders().stream().noneMatch(Relay.Order::isPaid), ran::toString);
        bench.write("config/catalog.yaml", right);
        List<String> types = new ArrayList<>();
        bench.patron("ledger", "show", "--json")
                .json()
                .path("events")
                .forEach(event -> types.add(event.path("type").asText()));
        assertFalse(types.contains("authorized"), () -> change + " " + types);
        assertEquals(BigInteger.ZERO, bench.sandbox().chain().balance(Sandbox.PAY_TO));
    }

    @Test
    void aWrongQuestionIsRefused() {
        try (Bench bench = new Bench(folder)) {
            Shop.open(bench, bench.relay().url());
            bench.write("short", "elevenchars");
            bench.write("taken.json", "{}");
            assertAll(Stream.of(
                            List.of("names one", "wallet", "address", "--json"),
                            List.of("names one", "wallet", "balance", "--market", "shop", "--json"))
                    .map(one -> () ->
                            assertSays(bench.patron(one.subList(1, one.size()).toArray()), 2, "patron wallet new")));
            assertSays(bench.patron("wallet", "new", "taken.json", "--json"), 2, "not overwritten");
            assertSays(bench.patron("wallet", "new", "no/w.json", "--json"), 2, "make it first");
            assertSays(
                    bench.patron("wallet", "new", "w.json", "--password-file", "short", "--json"), 2, "fewer than 12");
            assertSays(bench.patron("provider", "probe", "nobody", "--json"), 2, "no seller `nobody`");
            assertSays(bench.patron("provider", "probe", "sandbox", "--json"), 2, "--sandbox URL");
            assertSays(bench.patron("provider", "probe", "shop", "--sandbox", NOBODY, "--json"), 2, "for the seller");
            assertSays(bench.patron("wallet", "balance", "--sandbox", NOBODY, "--json"), 1, "no sandbox answers");
            bench.variables(Map.of(WalletSource.KEY, key));
            bench.write(
                    "config/catalog.yaml",
                    Shop.catalogue(bench, bench.relay().url())
                            .replace(bench.sandbox().url() + "/rpc", NOBODY + "/rpc"));
            assertSays(
                    bench.patron("wallet", "balance", "--market", "shop", "--json"),
                    1,
                    "the balance could not be read");
            assertFalse(Files.exists(folder.resolve("w.json")));
        }
    }

    private static String message(Bench.Ran ran) {
        return ran.json().path("error").path("message").asText();
    }

    private static void assertSays(Bench.Ran ran, int exit, String words) {
        assertEquals(exit, ran.exit(), ran::toString);
        assertTrue(ran.json().toString().contains(words), () -> "`" + words + "` in " + ran);
    }
}
