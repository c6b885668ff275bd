package dev.patron.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.patron.app.Bench;
import dev.patron.door.LocalAnswers;
import dev.patron.door.Question;
import dev.patron.door.QuestionException;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.WalletFacts;
import dev.patron.money.Address;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.money.Usd;
import dev.patron.store.FileAssetStore;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What leaves the ledger for other eyes: exports and statements, and that they tell the same. */
class BooksTest {
    private static final long PATIENCE_SECONDS = 60;
    private static final List<String> FORMATS = List.of("jsonl", "csv", "hledger", "ledger", "beancount");
    private static final Asset REAL = new Asset(
            "USDC",
            Network.parse("eip155:8453"),
            new Address("0x00000000000000000000000000000000000000bb"),
            6,
            Usd.parse("1"));

    @TempDir
    Path folder;

    /** Two pictures delivered, a third paid and owed. */
    private static void work(Bench bench, String title) {
        Bench.Ran two = bench.buy("run", bench.brief("two", """
            ---
            title: %s
            deliverables:
              - {kind: image, count: 2, aspect_ratio: "4:1", quality: fast}
            ---
            One apple on a plain table.
            """.formatted(title)));
        assertEquals(0, two.exit(), two::toString);
        bench.sandbox().faults().schedule("no-id");
        assertEquals(3, bench.buy("run", bench.brief("third", 1)).exit());
    }

    @Test
    void everyExportAddsUpToTheStatement() throws Exception {
        try (Bench bench = new Bench(folder)) {
            work(bench, "apples");
            JsonNode statement = bench.patron("ledger", "statement", "--json").json();
            Map<String, String> closings = new TreeMap<>();
            statement
                    .path("accounts")
                    .forEach(line -> closings.put(
                            line.path("account").asText(), line.path("closing").asText()));
            assertEquals("0.050000", closings.get("claims/sandbox"), statement.toString());
            assertEquals(
                    closings, postings(bench.patron("ledger", "export", "csv").out()));
            for (String journal : List.of("hledger", "beancount")) {
                String text = bench.patron("ledger", "export", journal).out();
                closings.values().forEach(closing -> assertTrue(text.contains(closing), closing + " in " + text));
                assertTrue(text.contains("SIMULATED: this money does not exist"), text);
            }
            evidence(bench, bench.patron("ledger", "export", "jsonl").out());
            wallet(statement);
        }
    }

    /** What each account comes to by the rows of the table. */
    private static Map<String, String> postings(String table) {
        Map<String, BigDecimal> sums = new TreeMap<>();
        table.lines().skip(1).map(row -> row.split(",", -1)).forEach(cells -> {
            assertEquals(17, cells.length, table);
            BigDecimal amount = new BigDecimal(cells[9]);
            assertEquals(amount, new BigDecimal(cells[10]), "a token pegged at a dollar");
            assertEquals("true", cells[11], "simulated");
            sums.merge(cells[6], amount.negate(), BigDecimal::add);
            sums.merge(cells[7], amount, BigDecimal::add);
        });
        Map<String, String> closings = new TreeMap<>();
        sums.forEach((account, sum) -> closings.put(account, sum.toPlainString()));
        return closings;
    }

    private static void evidence(Bench bench, String lines) throws Exception {
        List<String> nonces = bench.ledger(ledger -> ledger.reader().runs().stream()
                .flatMap(run -> ledger.reader().intents(run.id()).stream())
                .map(intent -> intent.nonce())
                .toList());
        assertEquals(3, nonces.size());
        nonces.forEach(nonce -> assertTrue(lines.contains(nonce), "a nonce is no secret"));
        assertFalse(lines.contains("\"signature\"") || lines.contains("apple"), "no signature and no prompt");
        assertFalse(Pattern.compile("[0-9a-fA-F]{128}").matcher(lines).find(), "nothing of a signature's length");
        ObjectMapper json = new ObjectMapper();
        JsonNode head = json.readTree(lines.lines().findFirst().orElseThrow());
        assertEquals(
                lines.lines().count() - 1, head.path("size").asLong(), "every event is under the signed checkpoint");
        assertTrue(
                head.path("checkpoint").asText().startsWith(head.path("origin").asText() + "\n"), head.toString());
        for (String line : lines.lines().skip(1).toList()) {
            JsonNode node = json.readTree(line);
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(node.path("body").asText().getBytes(StandardCharsets.UTF_8));
            assertEquals(node.path("sha256").asText(), HexFormat.of().formatHex(digest), line);
            boolean aboutNoMoney = node.path("body").asText().contains("\"type\":\"policy_adopted\"");
            assertTrue(
                    aboutNoMoney
                            ? node.path("simulated").isNull()
                            : node.path("simulated").asBoolean(),
                    line);
        }
        assertTrue(lines.lines().count() > 40, lines);
    }

    private static void wallet(JsonNode statement) {
        assertEquals("simulated", statement.path("market").asText());
        JsonNode wallet = statement.path("assets").path(0);
        BigDecimal in = new BigDecimal(wallet.path("in").asText());
        assertEquals("0.150000", wallet.path("out").asText(), statement.toString());
        assertEquals(
                in.subtract(new BigDecimal("0.150000")),
                new BigDecimal(wallet.path("closing").asText()));
        BigDecimal held = BigDecimal.ZERO;
        for (JsonNode account : statement.path("accounts")) {
            boolean inWallet = List.of("treasury", "reserved")
                    .contains(account.path("account").asText());
            held = held.add(inWallet ? new BigDecimal(account.path("closing").asText()) : BigDecimal.ZERO);
        }
        assertEquals(held, new BigDecimal(wallet.path("closing").asText()), "what the accounts of the wallet say");
        for (String none : List.of("opening", "fees", "at_risk")) {
            assertEquals("0.000000", wallet.path(none).asText(), none);
        }
        assertEquals("0.050000", wallet.path("claims").asText());
        JsonNode total = statement.path("costs").path("total");
        assertEquals("0.150000", total.path("cost_usd").asText());
        assertEquals(2, total.path("delivered").asInt());
        assertEquals("0.075000", total.path("cost_per_asset_usd").asText(), "what is lost is part of the price");
    }

    @Test
    void costsByEach() {
        try (Bench bench = new Bench(folder)) {
            work(bench, "apples");
            for (String by : List.of("agent", "model", "provider", "day")) {
                JsonNode costs = bench.patron("ledger", "statement", "--by", by, "--json")
                        .json()
                        .path("costs");
                assertEquals(1, costs.path("rows").size(), costs.toString());
                assertEquals(
                        "0.150000", costs.path("rows").path(0).path("cost_usd").asText(), by);
                assertEquals(
                        by.equals("day"),
                        costs.path("rows").path(0).path("claims_usd").isNull(),
                        by);
            }
            JsonNode day = bench.patron("ledger", "statement", "--by", "day", "--zone", "Pacific/Kiritimati", "--json")
                    .json();
            assertEquals(
                    "2026-05-15",
                    day.path("costs").path("rows").path(0).path("key").asText(),
                    day.toString());
            JsonNode briefs = bench.patron("ledger", "statement", "--by", "brief", "--json")
                    .json();
            Map<String, String> titles = new TreeMap<>();
            briefs.path("costs")
                    .path("rows")
                    .forEach(row -> titles.put(
                            row.path("title").asText(),
                            row.path("cost_per_asset_usd").asText()));
            assertEquals(Map.of("apples", "0.050000", "third", "null"), titles, briefs.toString());
            JsonNode later = bench.patron("ledger", "statement", "--from", "2026-05-15", "--to", "2026-06-01", "--json")
                    .json();
            assertEquals("0.000000", later.path("assets").path(0).path("out").asText());
            assertEquals(0, later.path("costs").path("total").path("payments").asInt());
        }
    }

    @Test
    void realAndSimulatedMoneyNeverMeet() {
        try (Bench bench = new Bench(folder)) {
            assertEquals(
                    "real",
                    bench.patron("ledger", "statement", "--json")
                            .json()
                            .path("market")
                            .asText());
            work(bench, "apples");
            bench.ledger(ledger -> {
                ledger.wallets()
                        .adopt(
                                new WalletFacts(
                                        REAL,
                                        new Address("0x00000000000000000000000000000000000000cc"),
                                        100,
                                        "0x" + "b".repeat(64)),
                                BigInteger.valueOf(7_000_000));
                return true;
            });
            JsonNode real = bench.patron("ledger", "statement", "--json").json();
            assertFalse(real.path("simulated").asBoolean(), real.toString());
            assertEquals(
                    List.of(REAL.id()),
                    real.findValuesAsText("asset").stream().distinct().toList());
            assertEquals(
                    "0.000000",
                    real.path("costs").path("total").path("cost_usd").asText());
            assertFalse(bench.patron("ledger", "statement").out().contains("imulated"));
            JsonNode simulated = bench.patron("ledger", "statement", "--market", "simulated", "--json")
                    .json();
            assertTrue(simulated.path("simulated").asBoolean());
            assertFalse(simulated.findValuesAsText("asset").contains(REAL.id()), simulated.toString());
            for (String format : List.of("csv", "hledger", "beancount")) {
                String ours = bench.patron("ledger", "export", format).out();
                assertTrue(ours.contains(REAL.id()) && !ours.contains("pUSD") && !ours.contains("SIMULATED"), ours);
                String play = bench.patron("ledger", "export", format, "--market", "simulated")
                        .out();
                assertFalse(play.contains(REAL.id()), play);
            }
            String lines = bench.patron("ledger", "export", "jsonl").out();
            assertEquals(
                    1,
                    lines.lines()
                            .filter(line -> line.contains("\"simulated\":false"))
                            .count(),
                    lines);
        }
    }

    @Test
    void aHostileTitleActsNowhere() throws IOException {
        try (Bench bench = new Bench(folder)) {
            work(bench, "\"=cmd|'/c calc' \\u202egpj\\u2066 <script>alert(1)</script> &amp; \\u200e\\U0001f34e\"");
            Path page = folder.resolve("page.html");
            Bench.Ran text = bench.patron("ledger", "statement", "--by", "brief", "--html", page);
            assertEquals(0, text.exit(), text.err());
            String html = Files.readString(page);
            assertTrue(text.out().contains("<script>alert(1)</script> &amp;"), text.out());
            assertTrue(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp;"), html);
            assertFalse(html.contains("<script") || html.contains("javascript:"), html);
            assertTrue(html.contains("<strong>Simulated</strong>") && html.contains("default-src 'none'"), html);
            StringBuilder all = new StringBuilder(text.out()).append(html);
            FORMATS.forEach(format ->
                    all.append(bench.patron("ledger", "export", format).out()));
            List<String> acting = all.codePoints()
                    .filter(c -> c != '\n' && (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT))
                    .mapToObj(Character::getName)
                    .toList();
            assertEquals(List.of(), acting);
        }
    }

    @Test
    void aFileIsWholeOwnerOnlyAndTheSameEachTime() throws IOException {
        try (Bench bench = new Bench(folder)) {
            work(bench, "apples");
            Path out = Files.createDirectory(folder.resolve("books"));
            for (String format : FORMATS) {
                Path file = out.resolve(format);
                Files.writeString(file, "an older one");
                Bench.Ran ran = bench.patron("ledger", "export", format, "--out", file, "--json");
                assertEquals(0, ran.exit(), ran.out());
                assertEquals(file.toString(), ran.json().path("file").asText());
                assertEquals(
                        Files.readString(file),
                        bench.patron("ledger", "export", format).out());
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
            assertEquals(
                    Files.readString(out.resolve("hledger")),
                    Files.readString(out.resolve("ledger")),
                    "one journal for both");
            try (Stream<Path> files = Files.list(out)) {
                assertEquals(FORMATS.size(), files.count(), "nothing half written is left");
            }
        }
    }

    /** Whoever holds the door's token makes no file and changes none: only an empty one is filled. */
    @Test
    void onlyAnEmptyFileIsWrittenInto() throws IOException {
        Path full = Files.writeString(folder.resolve("full"), "precious");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Files.createFile(folder.resolve("empty")));
        try (Bench bench = new Bench(folder)) {
            for (Object file : List.of(full, link, folder, folder.resolve("absent"), "relative", "")) {
                bench.ledger(ledger -> assertThrows(QuestionException.class, () -> answers(ledger)
                        .ask(new Question("export", Map.of("format", "csv", "file", file.toString())))));
            }
            assertEquals("precious", Files.readString(full));
            assertFalse(Files.exists(folder.resolve("absent")));
        }
    }

    private LocalAnswers answers(Ledger ledger) {
        return new LocalAnswers(
                ledger,
                new LocalAnswers.Sources(
                        () -> {
                            throw new IllegalStateException("no policy is asked");
                        },
                        id -> {
                            throw new IllegalStateException("no seller is asked");
                        },
                        "sandbox",
                        () -> Bench.NOON,
                        run -> {},
                        new FileAssetStore(folder.resolve("assets")),
                        new SecureRandom()));
    }

    @Test
    void bothWorkBesideARun() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (Bench bench = new Bench(folder);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            bench.pause(usual -> time -> {
                waiting.countDown();
                hold(release);
                usual.pause(time);
            });
            Path brief = bench.brief("apples", 1);
            Future<Bench.Ran> going = threads.submit(() -> bench.buy("run", brief));
            try {
                assertTrue(waiting.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "the run came to a wait");
                assertTrue(Files.exists(bench.data().resolve("control")), "somebody owns the directory");
                JsonNode statement = bench.patron("ledger", "statement", "--by", "day", "--json")
                        .json();
                assertEquals(
                        "0.050000",
                        statement.path("costs").path("total").path("cost_usd").asText());
                for (String format : FORMATS) {
                    Bench.Ran ran = bench.patron("ledger", "export", format);
                    assertTrue(ran.exit() == 0 && !ran.out().isEmpty(), ran.toString());
                }
            } finally {
                release.countDown();
            }
            assertEquals(0, going.get(PATIENCE_SECONDS, TimeUnit.SECONDS).exit());
        }
    }

    private static void hold(CountDownLatch latch) {
        try {
            assertTrue(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "released");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
