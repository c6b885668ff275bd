package dev.patron.market;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.app.Bench;
import dev.patron.app.Proofs;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.VerifyReport;
import dev.patron.market.GatewayWrong.End;
import dev.patron.sandbox.GatewayPlace;
import dev.patron.sandbox.Sandbox;
import dev.patron.sandbox.SandboxSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway that breaks or means harm against the whole program: what it concludes, and that one payment at most was asked for. Writes
 * {@code docs/GATEWAY-FAULTS.md} with {@code -Ddocs.write=true}.
 */
@Tag("slow")
class GatewayFaultTest {
    private static final Path PAGE =
            Path.of(System.getProperty("patron.home", "..")).resolve("docs/GATEWAY-FAULTS.md");
    private static final String HEAD = """
        # What becomes of the money when a gateway goes wrong

        Patron buys one image of 0.05 USD from a seller that is paid through a gateway, and the gateway goes wrong in one way. This table is
        written by `GatewayFaultTest`, which compares; it fails when the page and the program differ.

        `run` is where the run stands when the command ends, `resume` where it stands six minutes later with a gateway that is honest
        again: once for a gateway of which the settings say `pay_again: never` (the default), once for `idempotent`. In every row: one
        invoice at most was ordered in the run, with `never` by one request; what the gateway moved is spent or at risk in the
        ledger, never free; the key is in no file and no output; `ledger verify` finds the ledger sound.

        | fault | the gateway | `run` (exit) | spent, at risk | ledger | `resume`, `never` | spent, at risk | `resume`, `idempotent` | spent, at risk | why |
        |---|---|---|---|---|---|---|---|---|---|
        """;

    /** Every third row; all of them with {@code -Dpatron.gateway.faults=all}, or when the page is written. */
    private static final List<GatewayWrong> FAULTS = faults();

    private static List<GatewayWrong> faults() {
        List<GatewayWrong> all = List.of(GatewayWrong.values());
        boolean whole = Boolean.getBoolean("docs.write")
                || System.getProperty("patron.gateway.faults", "").equals("all");
        return IntStream.range(0, all.size())
                .filter(i -> whole || i % 3 == 0)
                .mapToObj(all::get)
                .toList();
    }

    /** What both gateways' runs came to. */
    private record Row(GatewayWrong wrong, Outcome run, Outcome later) {}

    @Test
    void everyFaultComesToWhatTheTableSays(@TempDir Path folder) throws Exception {
        List<Row> never;
        List<Row> idempotent;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<Row>> first = threads.submit(() -> lane("never", folder.resolve("never")));
            Future<List<Row>> second = threads.submit(() -> lane("idempotent", folder.resolve("idempotent")));
            never = first.get();
            idempotent = second.get();
        }
        List<Executable> compared = new ArrayList<>();
        StringBuilder page = new StringBuilder(HEAD);
        for (int i = 0; i < never.size(); i++) {
            Row one = never.get(i);
            Row other = idempotent.get(i);
            compared.add(() -> assertEquals(one.run(), other.run(), one.wrong().label()));
            page.append(line(one, other));
        }
        assertAll(compared);
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, page, StandardCharsets.UTF_8);
        }
        String known = Files.exists(PAGE) ? Files.readString(PAGE, StandardCharsets.UTF_8) : "";
        assertEquals(
                page.toString(),
                rows(known, FAULTS),
                "docs/GATEWAY-FAULTS.md is not what the program does; look why, then write it with -Ddocs.write=true");
    }

    /** The page with the rows of these faults alone. */
    private static String rows(String page, List<GatewayWrong> faults) {
        Set<String> others = Stream.of(GatewayWrong.values())
                .filter(wrong -> !faults.contains(wrong))
                .map(wrong -> "| `" + wrong.label() + "` |")
                .collect(Collectors.toSet());
        return page.lines()
                .filter(line -> others.stream().noneMatch(line::startsWith))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private static String line(Row never, Row idempotent) {
        List<String> cells = List.of(
                "`" + never.wrong().label() + "`",
                never.wrong().sentence(),
                words(never.run()),
                money(never.run()),
                String.join(", then ", never.run().tracks()),
                words(never.later()),
                money(never.later()),
                words(idempotent.later()),
                money(idempotent.later()),
                never.wrong().why());
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String words(Outcome outcome) {
        List<String> words = new ArrayList<>(List.of(outcome.status()));
        outcome.codes().forEach(code -> words.add("`" + code + "`"));
        outcome.claims().forEach(claim -> words.add("claim `" + claim + "`"));
        return String.join(", ", words) + " (" + outcome.exit() + ")";
    }

    private static String money(Outcome outcome) {
        return outcome.money().spent() + ", " + outcome.money().atRisk();
    }

    private static List<Row> lane(String again, Path folder) throws Exception {
        List<Row> rows = new ArrayList<>();
        try (Bench bench = new Bench(folder);
                RogueGateway gateway = new RogueGateway(folder.resolve("rogue"), bench.clock());
                Sandbox seller = Sandbox.open(
                        SandboxSettings.defaults(folder.resolve("seller"), bench.clock()),
                        Optional.of(new GatewayPlace(gateway.url(), Optional.empty())))) {
            bench.variables(Map.of("PATRON_GATEWAY_KEY", RogueGateway.KEY));
            bench.write("config/policy.yaml", bench.policy().replace("[sandbox]", "[studio]"));
            bench.settings(
                    "version: 1",
                    "version: 1\ngateway: {remote: {url: \"" + gateway.url() + "\", pay_again: " + again + "}}");
            bench.settings("market: sandbox", "market: studio");
            open(bench, seller, "60s");
            bought(bench, gateway);
            for (GatewayWrong wrong : FAULTS) {
                open(bench, seller, wrong.isSlow() ? "3s" : "60s");
                rows.add(row(wrong, bench, gateway, again));
            }
            VerifyReport report = bench.ledger(Ledger::verify);
            assertTrue(report.isSound(), "a ledger that was unsound once stays so: " + report.problems());
            Proofs.hold(bench);
            keyIsNowhere(bench.data());
        }
        return rows;
    }

    private static void open(Bench bench, Sandbox seller, String patience) {
        bench.write("config/catalog.yaml", """
            version: 1
            networks: {}
            assets: {}
            providers:
              studio:
                protocol: xfour
                network: sandbox
                base_url: "%s/gateway-seller"
                pay_to: ["%s"]
                prices: {image: "0.05"}
                recovery: replay
                deadlines: {demand: %s, paid: %s}
            """.formatted(seller.url(), Sandbox.GATEWAY_PAY_TO, patience, patience));
    }

    private static Bench.Ran patron(Bench bench, Object... words) {
        List<Object> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--json", "--quiet"));
        Bench.Ran ran = bench.patron(all.toArray());
        assertFalse((ran.out() + ran.err()).contains(RogueGateway.KEY), "the key is in no output");
        return ran;
    }

    private static Bench.Ran run(Bench bench, String name) {
        return patron(bench, "run", bench.brief(name, 1), "--market", "studio");
    }

    /** An honest purchase, of which one fault shows the transaction again. */
    private static void bought(Bench bench, RogueGateway gateway) {
        Bench.Ran ran = run(bench, "honest");
        assertEquals(0, ran.exit(), ran::toString);
        assertEquals(1, gateway.orders().size());
    }

    private static Row row(GatewayWrong wrong, Bench bench, RogueGateway gateway, String again) {
        gateway.goes(Optional.of(wrong));
        Bench.Ran ran = run(bench, wrong.label());
        String label = wrong.label() + ", " + again + ": ";
        Outcome run = bench.ledger(ledger -> Outcome.of(ran, ledger));
        hold(label, gateway, run);
        int transfers = gateway.transfers();
        boolean once = again.equals("never") && wrong.end() != GatewayWrong.End.PROMISED;
        if (once) {
            assertTrue(gateway.orders().size() <= 1, label + "one request to pay at most");
        }
        List<String> before = gateway.orders();
        honest(gateway);
        bench.clock().advance(Duration.ofMinutes(6));
        Bench.Ran resumed = patron(bench, "resume", ran.json().path("run").asText());
        assertTrue(resumed.json().has("spent_usd"), resumed::toString);
        Outcome later = bench.ledger(ledger -> Outcome.of(resumed, ledger));
        if (once && !before.isEmpty()) {
            assertEquals(List.of(), gateway.orders(), label + "what was ordered is not ordered again");
        }
        assertTrue(before.containsAll(gateway.orders()) || before.isEmpty(), label + "no other invoice is ordered");
        concluded(label, wrong, new Row(wrong, run, later), again);
        assertTrue(transfers + gateway.transfers() <= 2, label + "the same quote moves money once");
        return new Row(wrong, run, later);
    }

    private static void honest(RogueGateway gateway) {
        gateway.goes(Optional.empty());
    }

    /** What holds for every fault: one order at most, and what moved is not free. */
    private static void hold(String label, RogueGateway gateway, Outcome seen) {
        assertTrue(gateway.ordered() <= 1, label + "one invoice at most is ordered");
        if (gateway.transfers() > 0) {
            assertFalse(
                    seen.money().equals(new Outcome.Money("0.000000", "0.000000")),
                    label + "what moved is spent or at risk");
        }
    }

    private static void concluded(String label, GatewayWrong wrong, Row row, String again) {
        boolean open = wrong.end() == End.OPEN || wrong.end() == End.PROMISED;
        Outcome.Money free = new Outcome.Money("0.000000", "0.000000");
        Outcome.Money held = new Outcome.Money("0.000000", "0.050000");
        Outcome.Money spent = new Outcome.Money("0.050000", "0.000000");
        assertEquals(
                open ? held : wrong.end() == End.NOTHING_ORDERED ? free : spent,
                row.run().money(),
                label + "run");
        boolean waits = wrong.end() == End.OPEN && again.equals("never");
        assertEquals(waits ? held : spent, row.later().money(), label + "resume");
        assertEquals(
                waits ? "waiting" : wrong.end() == End.NO_GOODS ? "partial" : "delivered",
                row.later().status(),
                label + "resume");
    }

    private static void keyIsNowhere(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertFalse(text.contains(RogueGateway.KEY), file::toString);
            }
        }
    }
}
