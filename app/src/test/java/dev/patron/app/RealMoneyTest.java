package dev.patron.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.config.Addresses;
import dev.patron.evm.KeyWallet;
import dev.patron.ledger.Ledger;
import dev.patron.money.Address;
import dev.patron.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a terminal the first payment of real money is asked about; once, and nowhere else. */
class RealMoneyTest {
    private static final String QUESTION = "pay real money? [y/N] ";

    @TempDir
    Path folder;

    private Bench bench;
    private Address wallet;

    @BeforeEach
    void open() {
        bench = new Bench(folder);
        Shop.open(bench, bench.relay().url());
        wallet = newWallet();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Address newWallet() {
        String key = Shop.newKey();
        bench.variables(Map.of(WalletSource.KEY, key));
        Address address = KeyWallet.ofHex(key).address();
        Shop.fund(bench, address);
        return address;
    }

    private static void assertAsked(Bench.Ran ran) {
        assertTrue(ran.err().contains(QUESTION), ran::toString);
    }

    private static void assertNotAsked(int exit, Bench.Ran ran) {
        assertEquals(exit, ran.exit(), ran::toString);
        assertFalse(ran.err().contains("real money"), ran::toString);
    }

    @Test
    void isAskedOnceAndShowsWhoIsPaidWhatAndHowMuchAtMost() {
        bench.person("y", "y");
        Bench.Ran ran = Shop.buy(bench);
        assertEquals(0, ran.exit(), ran::toString);
        assertEquals("delivered", ran.json().path("status").asText(), "standard output is the document alone");
        assertAll(Stream.of(
                        "REAL MONEY: this ledger has not paid this seller from this wallet before\n",
                        "seller    shop at " + bench.relay().url().getAuthority() + "\n",
                        "payee     " + Addresses.checksummed(new Address(Sandbox.PAY_TO)) + "\n",
                        "network   eip155:" + Sandbox.CHAIN_ID + "\n",
                        "asset     PLAY, contract " + Addresses.checksummed(new Address(Sandbox.TOKEN)) + "\n",
                        "prices    image 0.050000 PLAY\n",
                        "wallet    " + Addresses.checksummed(wallet) + "\n",
                        "balance   1.000000 PLAY\n",
                        "ceiling   none: neither brief nor policy sets one\n" + QUESTION)
                .map(line -> () -> assertTrue(ran.err().contains(line), () -> line + " in " + ran.err())));
        assertNotAsked(0, Shop.buy(bench, "--new"));
        assertNotAsked(0, bench.patron("resume", "--market", "shop", "--json"));
    }

    @Test
    void onlyYesIsYes() {
        for (List<String> typed :
                List.of(List.of("n"), List.of(""), List.of("yess"), List.of("ja"), List.of("y y"), List.<String>of())) {
            bench.person(typed.toArray(String[]::new));
            Bench.Ran ran = Shop.buy(bench);
            assertAsked(ran);
            assertEquals(2, ran.exit(), ran::toString);
            assertTrue(ran.json().path("error").path("message").asText().contains("nothing was signed"), ran::toString);
            assertEquals(List.of(), bench.relay().orders());
            assertEquals(List.of(), bench.ledger(ledger -> ledger.reader().runs()));
        }
        bench.person(" YES\r");
        Bench.Ran ran = Shop.buy(bench);
        assertAsked(ran);
        assertEquals(0, ran.exit(), ran::toString);
        assertTrue(bench.ledger(Ledger::verify).isSound());
    }

    @Test
    void isNotAskedWithYesNorWithoutATerminalNorInTheSandbox() {
        assertNotAsked(0, Shop.buy(bench));
        bench.person();
        newWallet();
        assertNotAsked(0, Shop.buy(bench, "--new", "--yes"));
        bench.write("config/policy.yaml", bench.policy().replace("[shop]", "[sandbox]"));
        assertNotAsked(0, bench.buy("run", bench.brief("apple", 1), "--data", folder.resolve("another")));
    }

    @Test
    void anotherWalletOrSellerIsAnotherQuestion() {
        bench.person("y", "y", "y");
        assertAsked(Shop.buy(bench));
        newWallet();
        assertAsked(Shop.buy(bench, "--new"));
        assertNotAsked(0, Shop.buy(bench, "--new"));
        bench.write(
                "config/catalog.yaml",
                Shop.catalogue(bench, bench.relay().url()).replace("shop:", "other:"));
        bench.settings("market: .*", "market: other");
        bench.write("config/policy.yaml", bench.policy().replace("[shop]", "[other]"));
        Bench.Ran ran = bench.patron("run", bench.brief("apple", 1), "--json");
        assertEquals(0, ran.exit(), ran::toString);
        assertAsked(ran);
        assertTrue(ran.err().contains("seller    other at "), ran::err);
    }

    /** What is out is followed without a question; a wallet that never paid is no wallet that was agreed to. */
    @Test
    void resumeAsksOnlyAboutAWalletThatNeverPaid() {
        bench.person();
        assertNotAsked(0, bench.patron("resume", "--market", "shop", "--json"));
        bench.person("n");
        assertAsked(Shop.buy(bench));
        bench.limits(new Bench.Limits("\"0\"", "\"0\"", "\"0\"", "\"0\"", "0"));
        bench.write("config/policy.yaml", bench.policy().replace("[sandbox]", "[shop]"));
        bench.person("y");
        Bench.Ran refused = Shop.buy(bench);
        assertAsked(refused);
        assertEquals(3, refused.exit(), refused::toString);
        assertTrue(refused.err().contains("ceiling   0.000000 USD, by "), refused::err);
        assertNotAsked(3, bench.patron("resume", "--market", "shop", "--json"));
        newWallet();
        bench.person("n");
        Bench.Ran other = bench.patron("resume", "--market", "shop", "--json");
        assertAsked(other);
        assertEquals(2, other.exit(), other::toString);
    }

    @Test
    void aPayeeThatIsUnpinnedStopsARunAndNotAResume() {
        assertEquals(0, Shop.buy(bench).exit());
        bench.write(
                "config/catalog.yaml",
                Shop.catalogue(bench, bench.relay().url()).replace("\"" + Sandbox.PAY_TO + "\"", ""));
        Bench.Ran run = Shop.buy(bench, "--new");
        assertEquals(2, run.exit(), run::toString);
        assertTrue(run.out().contains("patron provider probe shop"), run::out);
        assertEquals(0, bench.patron("resume", "--market", "shop", "--json").exit());
    }

    @Test
    void theCeilingIsTheLeastOfBriefAndPolicy() {
        Path small = brief("small", "0.40");
        Path large = brief("large", "3.00");
        record Case(Bench.Limits limits, List<Path> briefs, String ceiling) {}
        for (Case one : List.of(
                new Case(Bench.WIDE, List.of(small), "0.400000 USD, by the brief's own budget"),
                new Case(Bench.WIDE, List.of(small, large), "3.400000 USD, by the budgets of the briefs"),
                new Case(limits("unlimited", "1.00"), List.of(large), "1.000000 USD, by agents.default.per_brief"),
                new Case(
                        limits("unlimited", "1.00"),
                        List.of(small, large),
                        "1.400000 USD, by the budgets of the briefs"),
                new Case(limits("0.90", "1.00"), List.of(small, large), "0.900000 USD, by agents.default.daily"),
                new Case(limits("0.90", "1.00"), List.of(small), "0.400000 USD, by the brief's own budget"))) {
            bench.limits(one.limits());
            bench.write("config/policy.yaml", bench.policy().replace("[sandbox]", "[shop]"));
            bench.person("n");
            Bench.Ran ran = bench.patron(Stream.concat(Stream.of("run", "--market", "shop"), one.briefs().stream())
                    .toArray());
            assertTrue(ran.err().contains("ceiling   " + one.ceiling() + "\n"), () -> one + ran.err());
        }
    }

    private static Bench.Limits limits(String daily, String perBrief) {
        return new Bench.Limits("unlimited", quoted(daily), "unlimited", quoted(perBrief), "unlimited");
    }

    private static String quoted(String amount) {
        return amount.equals("unlimited") ? amount : "\"" + amount + "\"";
    }

    private Path brief(String name, String budget) {
        return bench.brief(name, """
            ---
            title: %s
            budget: "%s"
            deliverables:
              - {kind: image, count: 1, aspect_ratio: "4:1", quality: fast}
            ---
            One apple on a plain table.
            """.formatted(name, budget));
    }
}
