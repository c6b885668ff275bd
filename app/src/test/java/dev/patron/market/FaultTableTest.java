package dev.patron.market;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.app.Bench;
import dev.patron.app.Proofs;
import dev.patron.app.Relay;
import dev.patron.ledger.IntentRecord;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.PaymentState;
import dev.patron.ledger.VerifyReport;
import dev.patron.payment.Deadlines;
import dev.patron.sandbox.Fault;
import dev.patron.sandbox.Sandbox;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every fault of the sandbox against the whole program: what it says, what it paid, what it holds, and what it
 * concludes once time has passed. Writes {@code docs/FAULTS.md} with {@code -Ddocs.write=true}.
 */
@Tag("slow")
class FaultTableTest {
    private static final Path PAGE =
            Path.of(System.getProperty("patron.home", "..")).resolve("docs/FAULTS.md");

    /** Signatures live a minute here and blocks are final after two; this outlasts both, and the deadlines. */
    private static final Duration TIME = Duration.ofMinutes(6);

    /** Faults that share a data directory; the lanes run side by side. */
    private static final int LANE = 16;

    /** These sellers take real time; what they would keep waiting for is cut shorter. */
    private static final Set<Fault> REAL_TIME = EnumSet.of(Fault.SLOW, Fault.SLOW_POLL);

    /** Sellers whose receipts the chain contradicts: they are frozen for it. */
    private static final Set<Fault> FALSE_RECEIPTS =
            EnumSet.of(Fault.FORGED_RECEIPT, Fault.STOLEN_RECEIPT, Fault.WRONG_AMOUNT_RECEIPT);

    /** A clip may take as long as an image here: it is asked after every few seconds until its time is up. */
    private static final Deadlines USUAL = new Deadlines(
            Deadlines.DEFAULT.demand(),
            Deadlines.DEFAULT.paid(),
            Deadlines.DEFAULT.watch(),
            Deadlines.DEFAULT.image(),
            Deadlines.DEFAULT.image(),
            Deadlines.DEFAULT.validity());

    private static final Deadlines IMPATIENT = new Deadlines(
            Duration.ofSeconds(3),
            Duration.ofSeconds(3),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(300));

    @Test
    void everyFaultComesToWhatTheTableSays(@TempDir Path folder) throws Exception {
        List<Wrong> all = Wrong.all();
        Map<Boolean, List<Wrong>> byTime =
                all.stream().collect(Collectors.partitioningBy(one -> REAL_TIME.contains(one.fault())));
        List<Wrong> usual = Objects.requireNonNull(byTime.get(false));
        List<List<Wrong>> lanes = new ArrayList<>(List.of(Objects.requireNonNull(byTime.get(true))));
        for (int from = 0; from < usual.size(); from += LANE) {
            lanes.add(usual.subList(from, Math.min(from + LANE, usual.size())));
        }
        List<FaultTable.Row> rows = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<FaultTable.Row>>> futures = new ArrayList<>();
            for (List<Wrong> lane : lanes) {
                Path own = folder.resolve("lane-" + futures.size());
                futures.add(threads.submit(() -> lane(lane, own)));
            }
            for (Future<List<FaultTable.Row>> future : futures) {
                rows.addAll(future.get());
            }
        }
        rows.sort(Comparator.comparingInt(row -> all.indexOf(row.wrong())));
        List<Executable> compared = new ArrayList<>();
        for (FaultTable.Row row : rows) {
            Expected expected = row.wrong().expected();
            compared.add(
                    () -> assertEquals(expected.run(), row.run(), row.wrong().label() + ", run"));
            compared.add(() ->
                    assertEquals(expected.later(), row.later(), row.wrong().label() + ", resume"));
        }
        assertAll(compared);
        assertEquals(all, rows.stream().map(FaultTable.Row::wrong).toList());
        comparePage(FaultTable.page(rows));
    }

    private static void comparePage(String page) throws Exception {
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, page, StandardCharsets.UTF_8);
        }
        assertEquals(
                page,
                Files.exists(PAGE) ? Files.readString(PAGE, StandardCharsets.UTF_8) : "",
                "docs/FAULTS.md is not what the program does; look why, then write it with -Ddocs.write=true");
    }

    private static List<FaultTable.Row> lane(List<Wrong> wrongs, Path folder) throws IOException {
        List<FaultTable.Row> rows = new ArrayList<>();
        try (Bench bench = new Bench(folder)) {
            for (Wrong wrong : wrongs) {
                bench.patience(REAL_TIME.contains(wrong.fault()) ? IMPATIENT : USUAL);
                rows.add(row(wrong, bench));
            }
            VerifyReport report = bench.ledger(Ledger::verify);
            assertTrue(report.isSound(), "a ledger that was unsound once stays so: " + report.problems());
            Proofs.hold(bench);
        }
        return rows;
    }

    private static FaultTable.Row row(Wrong wrong, Bench bench) {
        Expected expected = wrong.expected();
        BigInteger before = bench.sandbox().chain().balance(Sandbox.PAY_TO);
        bench.relay().forget();
        bench.sandbox().faults().schedule(wrong.label());
        Bench.Ran ran = bench.buy("run", wrong.brief(bench));
        bench.sandbox().faults().clear();
        assertEquals(expected.signed(), signatures(bench), wrong.label() + ": signatures in the run");
        Outcome run = bench.ledger(ledger -> {
            Outcome seen = Outcome.of(ran, ledger);
            hold(wrong, bench, ledger, seen, before);
            return seen;
        });
        bench.relay().forget();
        bench.clock().advance(TIME);
        Bench.Ran resumed = bench.buy("resume", ran.json().path("run").asText());
        int fresh = expected.later().tracks().size()
                - expected.run().tracks().size()
                + (expected.signed() == 0
                                && !expected.later()
                                        .money()
                                        .equals(expected.run().money())
                        ? 1
                        : 0);
        assertEquals(fresh, signatures(bench), wrong.label() + ": signatures in resume");
        if (run.status().equals("delivered")) {
            assertEquals(
                    List.of(), bench.relay().orders(), wrong.label() + ": what is delivered is not asked for again");
        }
        Outcome later = bench.ledger(ledger -> {
            Outcome seen = Outcome.of(resumed, ledger);
            hold(wrong, bench, ledger, seen, before);
            return seen;
        });
        boolean frozen = bench.patron("thaw", "provider:sandbox").out().startsWith("provider:sandbox is thawed");
        assertEquals(FALSE_RECEIPTS.contains(wrong.fault()), frozen, wrong.label() + ": whether the seller is frozen");
        return new FaultTable.Row(wrong, run, later, expected.why());
    }

    /** Different payments that went over the wire since it was last forgotten. */
    private static int signatures(Bench bench) {
        return (int) bench.relay().orders().stream()
                .filter(Relay.Order::isPaid)
                .map(Relay.Order::signature)
                .distinct()
                .count();
    }

    /** What holds for every fault at every moment. */
    private static void hold(Wrong wrong, Bench bench, Ledger ledger, Outcome seen, BigInteger before) {
        BigInteger moved = bench.sandbox().chain().balance(Sandbox.PAY_TO).subtract(before);
        assertEquals(
                seen.money().spent(),
                new BigDecimal(moved, Sandbox.TOKEN_DECIMALS).toPlainString(),
                wrong.label() + ": what the ledger calls spent is what the chain moved");
        String run = ledger.reader().runs().getFirst().id();
        List<IntentRecord> attempts = ledger.reader().intents(run);
        long settled = attempts.stream()
                .filter(attempt -> attempt.payment() == PaymentState.SETTLED)
                .count();
        assertEquals(
                moved,
                wrong.kind().price().multiply(BigInteger.valueOf(settled)),
                wrong.label() + ": one transfer for each settled attempt");
        for (int i = 1; i < attempts.size(); i++) {
            IntentRecord earlier = attempts.get(i - 1);
            boolean allowed = earlier.payment() == PaymentState.EXPIRED
                    || (earlier.payment() == PaymentState.SETTLED && saidFailed(ledger, earlier));
            assertTrue(allowed, wrong.label() + ": a further attempt follows only a dead payment or the seller's word");
        }
    }

    /** Whether the seller ever said so, also where the goods came after all. */
    private static boolean saidFailed(Ledger ledger, IntentRecord intent) {
        return ledger.reader().events(0, 100_000).stream()
                .anyMatch(event -> event.type().equals("fulfilment")
                        && event.body().contains(intent.id())
                        && event.body().contains("\"to\":\"FAILED\""));
    }
}
