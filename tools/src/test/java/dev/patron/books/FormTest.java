package dev.patron.books;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.patron.money.Address;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.money.Usd;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Each form says what it is given, and lets no text of others act. */
class FormTest {
    /** Late in the evening in UTC, and the next day in Tokyo. */
    private static final Instant EVENING = Instant.parse("2026-03-10T22:00:00Z");

    private static final Asset USDC = asset("USDC", 1, 6);
    private static final String INTENT = "ab".repeat(32);

    /** What a seller or an operator may have written. */
    private static final String HOSTILE =
            "=cmd|'/c calc'!A1\r\n2026-01-01 * \"stolen\"\n  Assets:X  1 USDC ; tag: [2020]\u001b[2J"
                    + "\u009b31m\u202egpj\u2066 \"q\", caf\u00e9 \ud83c\udf4e";

    private static Asset asset(String symbol, int contract, int decimals) {
        return new Asset(
                symbol,
                Network.parse("eip155:8453"),
                new Address("0x%040x".formatted(contract)),
                decimals,
                Usd.parse("1"));
    }

    private static Head head(boolean simulated, Asset... assets) {
        List<Head.Balance> balances = List.of(
                new Head.Balance("claims/xgen-two", USDC, BigInteger.ZERO, BigInteger.valueOf(250_000)),
                new Head.Balance("treasury", USDC, BigInteger.valueOf(1_000_000), BigInteger.valueOf(750_000)),
                new Head.Balance(
                        "equity/opening", USDC, BigInteger.valueOf(-1_000_000), BigInteger.valueOf(-1_000_000)));
        return new Head(
                "f00d",
                simulated,
                ZoneId.of("Asia/Tokyo"),
                List.of(assets),
                balances,
                Optional.of(EVENING),
                Optional.of(EVENING),
                Optional.of(new Seal(
                        Optional.empty(),
                        Optional.of("2027"),
                        "key",
                        "log\n9\nroot\n\n\u2014 log sig\n",
                        Optional.of(new Seal.Part(6, 7, List.of("h1", "h2"), List.of("h3"))))));
    }

    private static Entry entry(String type, String memo) {
        return new Entry(
                7,
                Optional.of(6L),
                type,
                EVENING,
                "cd".repeat(32),
                "{\"note\":\"" + memo + "\"}",
                new Entry.Subject(
                        Optional.of("0123"), Optional.of(INTENT), Optional.of("shot-01"), Optional.of("0xbeef"), memo),
                Optional.of(true),
                List.of(new Entry.Leg(1, "treasury", "claims/xgen-two", USDC, BigInteger.valueOf(250_000))));
    }

    private static String written(Form form, Head head, Entry... entries) throws IOException {
        StringWriter text = new StringWriter();
        Export export = form.of(text, head);
        export.begin();
        for (Entry entry : entries) {
            export.entry(entry);
        }
        export.end();
        return text.toString();
    }

    @Test
    void aJournalForHledgerAndLedger() throws IOException {
        String expected = """
            ; Patron, ledger f00d
            ; SIMULATED: this money does not exist
            ; days of the zone Asia/Tokyo

            ; eip155:8453/erc20:0x0000000000000000000000000000000000000001
            commodity SIMULATEDUSDC
                format 1000.000000 SIMULATEDUSDC
            ; claims/xgen-two
            account Assets:Claims:Xgen-two
            ; equity/opening
            account Equity:Opening
            ; treasury
            account Assets:Treasury
            tag event
            tag sha256
            tag time
            tag run
            tag shot
            tag intent
            tag tx
            tag memo

            2026-03-11 * opening balances
                Assets:Treasury  1.000000 SIMULATEDUSDC
                Equity:Opening  -1.000000 SIMULATEDUSDC

            2026-03-11 ! (E7) reserved
                ; event: 7
                ; sha256: %s
                ; time: 2026-03-10T22:00:00Z
                ; run: 0123
                ; shot: shot-01
                ; intent: %s
                ; tx: 0xbeef
                ; memo: lost
                Assets:Claims:Xgen-two  0.250000 SIMULATEDUSDC
                Assets:Treasury  -0.250000 SIMULATEDUSDC

            2026-03-11 * closing balances
                Assets:Claims:Xgen-two  0.000000 SIMULATEDUSDC = 0.250000 SIMULATEDUSDC
                Assets:Treasury  0.000000 SIMULATEDUSDC = 0.750000 SIMULATEDUSDC
                Equity:Opening  0.000000 SIMULATEDUSDC = -1.000000 SIMULATEDUSDC
            """.formatted("cd".repeat(32), INTENT);
        assertEquals(expected, written(Form.HLEDGER, head(true, USDC), entry("reserved", "lost")));
        assertEquals(expected, written(Form.LEDGER, head(true, USDC), entry("reserved", "lost")));
        String real = written(Form.HLEDGER, head(false, USDC), entry("proved", ""));
        assertTrue(real.contains("; real money\n") && real.contains("0.250000 USDC\n"), real);
        assertTrue(real.contains("2026-03-11 * (E7) proved\n"), real);
        assertFalse(real.contains("SIMULATED") || real.contains("memo: "), real);
    }

    @Test
    void aJournalForBeancount() throws IOException {
        assertEquals(
                """
                ; Patron, ledger f00d
                ; SIMULATED: this money does not exist
                ; days of the zone Asia/Tokyo
                option "title" "SIMULATED: Patron, ledger f00d"
                2026-03-11 commodity SIMULATEDUSDC
                  token: "eip155:8453/erc20:0x0000000000000000000000000000000000000001"
                2026-03-11 open Assets:Claims:Xgen-two SIMULATEDUSDC
                  account: "claims/xgen-two"
                2026-03-11 open Equity:Opening SIMULATEDUSDC
                  account: "equity/opening"
                2026-03-11 open Assets:Treasury SIMULATEDUSDC
                  account: "treasury"

                2026-03-11 * "opening balances"
                  Assets:Treasury  1.000000 SIMULATEDUSDC
                  Equity:Opening  -1.000000 SIMULATEDUSDC

                2026-03-11 ! "reserved" ^%s
                  event: "7"
                  sha256: "%s"
                  time: "2026-03-10T22:00:00Z"
                  run: "0123"
                  shot: "shot-01"
                  tx: "0xbeef"
                  memo: "lost"
                  Assets:Claims:Xgen-two  0.250000 SIMULATEDUSDC
                  Assets:Treasury  -0.250000 SIMULATEDUSDC

                2026-03-12 balance Assets:Claims:Xgen-two  0.250000 ~ 0 SIMULATEDUSDC
                2026-03-12 balance Assets:Treasury  0.750000 ~ 0 SIMULATEDUSDC
                2026-03-12 balance Equity:Opening  -1.000000 ~ 0 SIMULATEDUSDC
                """.formatted(INTENT, "cd".repeat(32)),
                written(Form.BEANCOUNT, head(true, USDC), entry("reserved", "lost")));
    }

    @Test
    void aTableOfPostings() throws IOException {
        String table = written(Form.CSV, head(true, USDC), entry("claim_closed", "WRITTEN_OFF he said \"no\", twice"));
        assertEquals("""
            event,time,type,line,token,symbol,from,to,units,amount,usd,simulated,run,shot,intent,transaction,memo
            7,2026-03-10T22:00:00Z,claim_closed,1,%s,USDC,treasury,claims/xgen-two,250000,0.250000,0.250000,true,0123,shot-01,%s,0xbeef,"WRITTEN_OFF he said ""no"", twice"
            """.formatted(USDC.id(), INTENT), table);
    }

    @Test
    void noCellIsAFormula() throws IOException {
        for (String start : List.of("=", "+", "-", "@", "\t=", "\r=", " =", "\u200b=", "\u202e@", "＝", "＠")) {
            String memo = lastCell(written(Form.CSV, head(true, USDC), entry("x", start + "1+1")));
            assertTrue(memo.startsWith("'"), start + " gives " + memo);
        }
        assertEquals("a=1", lastCell(written(Form.CSV, head(true, USDC), entry("x", "a=1"))));
        assertEquals("", lastCell(written(Form.CSV, head(true, USDC), entry("x", ""))));
    }

    private static String lastCell(String table) {
        String row = table.lines().skip(1).findFirst().orElseThrow();
        return row.substring(row.lastIndexOf(',') + 1);
    }

    /** However hostile a text is, a form has as many lines as with a harmless one, and nothing that acts. */
    @Test
    void hostileTextIsOneHarmlessLine() throws IOException {
        for (Form form : Form.values()) {
            String text = written(form, head(true, USDC), entry("claim_closed", HOSTILE));
            long usual = written(form, head(true, USDC), entry("claim_closed", "x"))
                    .lines()
                    .count();
            assertEquals(usual, text.lines().count(), form + ": " + text);
            boolean acts = text.codePoints()
                    .anyMatch(
                            c -> c != '\n' && (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT));
            assertFalse(acts, form + ": " + text);
            assertTrue(form == Form.CSV || text.chars().allMatch(c -> c < 127), form + " is ASCII: " + text);
        }
        String journal = written(Form.HLEDGER, head(true, USDC), entry("claim_closed", HOSTILE));
        assertTrue(
                journal.contains(
                        "    ; memo: cmd '/c calc' A1 2026-01-01 stolen Assets X 1 USDC tag 2020 2J 31m gpj q , caf\n"),
                journal);
    }

    @Test
    void aLineGivesTheBytesBack() throws IOException {
        String body = entry("x", HOSTILE).body();
        List<String> lines = List.of(
                written(Form.JSONL, head(true, USDC), entry("x", HOSTILE)).split("(?<=\n)"));
        assertEquals(
                "{\"schema\":\"patron-export/1\",\"from\":null,\"to\":\"2027\",\"origin\":\"log\",\"key\":\"key\",\"size\":9,\"root\":\"root\",\"checkpoint\":\"log\\u000a9\\u000aroot\\u000a\\u000a\\u2014"
                    + " log sig\\u000a\",\"first\":6,\"end\":7,\"before\":[\"h1\",\"h2\"],\"after\":[\"h3\"]}\n",
                lines.getFirst());
        String line = lines.getLast();
        JsonNode node = new ObjectMapper().readTree(line);
        assertEquals(6, node.path("place").asLong());
        assertEquals(body, node.path("body").asText());
        assertEquals("cd".repeat(32), node.path("sha256").asText());
        assertEquals(7, node.path("event").asLong());
        assertTrue(node.path("simulated").isBoolean() && node.path("simulated").asBoolean());
        assertTrue(line.endsWith("\"}\n"), line);
    }

    /** Two tokens of one symbol, one without letters and one without decimals are four commodities. */
    @Test
    void everyTokenIsACommodityOfItsOwn() throws IOException {
        List<Asset> assets = List.of(
                USDC, asset("usdc", 2, 6), asset("USD.C-0", 3, 6), asset("7", 4, 0), asset("Abcdefghijklmnop", 5, 2));
        String text = written(Form.HLEDGER, head(true, assets.toArray(Asset[]::new)));
        List<String> names = text.lines()
                .filter(line -> line.startsWith("commodity "))
                .map(line -> line.substring("commodity ".length()))
                .toList();
        assertEquals(
                List.of(
                        "SIMULATEDABCDEFGHIJKL",
                        "SIMULATEDTOKEN",
                        "SIMULATEDUSDC",
                        "SIMULATEDUSDCXA",
                        "SIMULATEDUSDCXB"),
                names);
        assertTrue(text.contains("    format 1000. SIMULATEDTOKEN\n"), text);
        assertTrue(names.stream().allMatch(name -> name.matches("[A-Z]{2,24}")), names.toString());
    }

    @Test
    void everyAccountHasARoot() {
        assertEquals("Assets:Reserved", Chart.account("reserved"));
        assertEquals("Assets:Suspense", Chart.account("suspense"));
        assertEquals("Expenses:Sellers:Xgen", Chart.account("expense/xgen"));
        assertEquals("Expenses:Losses", Chart.account("losses"));
        assertEquals("Equity:Funding", Chart.account("equity/funding"));
        assertEquals("Expenses:Sellers:Xgen-2", Chart.account("expense/xgen-2"));
        assertEquals(
                "Expenses:Sellers:Api-DOT-example-DOT-com-X3A-8443", Chart.account("expense/api.example.com:8443"));
        assertEquals("Equity:Other:New:XX-X5F-kind-X20-of", Chart.account("new/_kind of"));
    }

    /** Names of a few letters and marks, so that nearly every pair is alike: no two of them are one account. */
    @Test
    void noTwoAccountsHaveOneName() {
        String letters = "ax1.-:_XD";
        Map<String, String> names = new HashMap<>();
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            StringBuilder provider = new StringBuilder();
            for (int n = 1 + random.nextInt(8); n > 0; n--) {
                provider.append(letters.charAt(random.nextInt(letters.length())));
            }
            String account = (random.nextBoolean() ? "expense/" : "claims/") + provider;
            String name = Chart.account(account);
            assertTrue(
                    name.matches("(Assets:Claims|Expenses:Sellers):[A-Z0-9][A-Za-z0-9-]*"),
                    "seed " + seed + ": " + name);
            String other = names.putIfAbsent(name, account);
            assertTrue(other == null || other.equals(account), account + " and " + other + " are both " + name);
        }
        for (String alike :
                List.of("api.example.com", "api-example.com", "api-dot-example.com", "api-DOT-example.com")) {
            assertEquals(null, names.putIfAbsent(Chart.account("expense/" + alike), alike), alike);
        }
    }

    @Test
    void aCoinHasNoDollars() throws IOException {
        Asset coin = new Asset("ETH", USDC.network(), Asset.COIN, 18, Usd.ofMicros(1));
        Entry fee = entry("fee_paid", "");
        BigInteger one = BigInteger.TEN.pow(18);
        String table = written(
                Form.CSV,
                head(false, USDC, coin),
                new Entry(
                        fee.number(),
                        fee.place(),
                        fee.type(),
                        fee.at(),
                        fee.sha256(),
                        fee.body(),
                        fee.subject(),
                        fee.simulated(),
                        List.of(new Entry.Leg(1, "treasury", "fees", coin, one))));
        assertTrue(table.contains("ETH,treasury,fees,1000000000000000000,1.000000000000000000,,false,"), table);
    }
}
