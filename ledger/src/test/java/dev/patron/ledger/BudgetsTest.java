package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.patron.money.Usd;
import dev.patron.policy.Tally;
import dev.patron.policy.Window;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The counters themselves: they refuse what a decision should not have allowed. */
class BudgetsTest {
    private static final Instant BUCKET = Window.bucketOf(Bench.NOON);
    private static final Budgets.Scope SCOPE = new Budgets.Scope(false, "painter", Bench.RUN);

    @TempDir
    Path folder;

    private Database database;
    private Budgets budgets;

    @BeforeEach
    void open() {
        database = Database.open(folder, new SecureRandom(), new SimpleMeterRegistry());
        budgets = new Budgets(database, new HandClock(Bench.NOON));
        budgets.prepare(SCOPE);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aCounterNeverPassesItsCeiling() {
        for (Window window : Window.values()) {
            Usd used = used(window);
            long ceiling = used.micros() + 50_000;
            reserve(window, "0.05", ceiling);
            assertEquals(
                    Fault.ILLEGAL,
                    assertThrows(LedgerException.class, () -> reserve(window, "0.000001", ceiling), window.name())
                            .fault());
            assertEquals(ceiling, used(window).micros(), "what was refused is not counted");
        }
    }

    @Test
    void unexplainedMoneyCountsAgainstTheCeilingsOfWorkspaceAndAgents() {
        database.transact(sql -> {
            budgets.lock(sql, SCOPE);
            budgets.unexplained(sql, SCOPE, Bench.NOON, Usd.parse("0.04"));
            return true;
        });
        for (Window window :
                List.of(Window.AGENT_DAY, Window.AGENT_24H, Window.WORKSPACE_DAY, Window.WORKSPACE_MONTH)) {
            assertEquals(Usd.parse("0.04"), used(window), window.name());
            assertThrows(LedgerException.class, () -> reserve(window, "0.02", 59_999), window.name());
        }
        assertEquals(Usd.ZERO, used(Window.BRIEF_TOTAL), "no brief is to blame");
        Budgets.Scope simulated = new Budgets.Scope(true, "painter", Bench.RUN);
        budgets.prepare(simulated);
        assertEquals(Usd.ZERO, used(simulated, Window.WORKSPACE_TOTAL), "simulated money shares nothing");
    }

    private void reserve(Window window, String usd, long ceiling) {
        database.transact(sql -> {
            budgets.lock(sql, SCOPE);
            budgets.reserve(
                    sql,
                    SCOPE,
                    new Budgets.Own(BUCKET, Usd.parse(usd)),
                    List.of(new Budgets.Guard(window, BUCKET, ceiling)));
            return true;
        });
    }

    private Usd used(Window window) {
        return used(SCOPE, window);
    }

    private Usd used(Budgets.Scope scope, Window window) {
        return database.transact(sql -> {
            Budgets.Locked locked = budgets.lock(sql, scope);
            Budgets.Surroundings around = new Budgets.Surroundings(BigInteger.ZERO, Set.of(), false);
            Tally tally = budgets.read(
                            sql, scope, new Budgets.Moment(locked.at(), ZoneId.of("UTC")), Optional.empty(), around)
                    .tally(window);
            return tally.used();
        });
    }
}
