package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A statement adds up, over any period. */
class StatementTest {
    private static final Instant NEVER = Instant.parse("2100-01-01T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void whatClosesOnePeriodOpensTheNextAndAllAccountsSumToZero() {
        try (Bench bench = Bench.fresh(folder)) {
            bench.paid("shot-01", "0.05");
            bench.clock.move(Duration.ofHours(1));
            Instant middle = bench.clock.instant();
            String owed = bench.paid("shot-02", "0.25");
            bench.ledger().fulfil(owed, FulfilmentState.NO_HANDLE, "NO_HANDLE");
            bench.clock.move(Duration.ofMinutes(1));
            bench.send(bench.intent("shot-03"), "0.07");
            bench.ledger()
                    .funded(
                            Bench.USDC,
                            new MovementFacts(
                                    "0x" + "9".repeat(64),
                                    3,
                                    130,
                                    middle,
                                    Bench.WALLET,
                                    Bench.STRANGER,
                                    Bench.units("5")));

            List<StatementLine> whole = bench.reader().statement(Instant.EPOCH, NEVER);
            List<StatementLine> first = bench.reader().statement(Instant.EPOCH, middle);
            List<StatementLine> second = bench.reader().statement(middle, NEVER);
            for (List<StatementLine> statement : List.of(whole, first, second)) {
                assertEquals(BigInteger.ZERO, sum(statement), "all accounts together");
                assertFalse(statement.isEmpty());
            }
            Map<String, BigInteger> closing = new TreeMap<>();
            first.forEach(line -> closing.put(line.account(), line.closing()));
            second.forEach(line -> assertEquals(
                    closing.getOrDefault(line.account(), BigInteger.ZERO), line.opening(), line.account()));
            Map<String, BigInteger> ends = new TreeMap<>();
            second.forEach(line -> ends.put(line.account(), line.closing()));
            whole.forEach(line -> assertEquals(ends.get(line.account()), line.closing(), line.account()));
            assertEquals(Bench.units("1004.63"), ends.get("treasury"));
            assertEquals(Bench.units("0.07"), ends.get("reserved"));
            assertEquals(Bench.units("0.05"), ends.get("expense/xgen"));
            assertEquals(Bench.units("0.25"), ends.get("claims/xgen"));
            assertEquals(Bench.units("1000").negate(), ends.get("equity/opening"));
            assertEquals(Bench.units("5").negate(), ends.get("equity/funding"));
        }
    }

    private static BigInteger sum(List<StatementLine> statement) {
        return statement.stream().map(StatementLine::closing).reduce(BigInteger.ZERO, BigInteger::add);
    }
}
