package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered of the last minute is what is read anew, whatever the clock does. */
class RecentReservationsTest {
    private static final Budgets.Scope SCOPE = new Budgets.Scope(true, "painter", Bench.RUN);
    private static final Budgets.Scope REAL = new Budgets.Scope(false, "painter", Bench.RUN);
    private static final List<Duration> STEPS = List.of(
            Duration.ZERO,
            Duration.ofNanos(1_000),
            Duration.ofMillis(700),
            Duration.ofSeconds(20),
            Duration.ofSeconds(-3),
            Duration.ofSeconds(61));
    private static final int TURNS = 600;
    private static final int OUTSIDE_EVERY = 25;
    private static final int FAILS_EVERY = 7;
    private static final int REAL_EVERY = 10;

    @TempDir
    Path folder;

    private Database database;
    private int rows;

    @BeforeEach
    void open() {
        database = Database.open(folder, new SecureRandom(), new SimpleMeterRegistry());
        database.asOwner(sql -> sql.execute("SET REFERENTIAL_INTEGRITY FALSE"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void row(Budgets.Scope scope, Instant at) {
        rows++;
        String intent = Integer.toString(rows);
        database.transact(sql -> {
            sql.one(
                    "INSERT INTO reservation (intent, round, decision, simulated, agent, run, provider, token, payee,"
                        + " units, usd_micros, moved_units, moved_micros, bucket, reserved_at, policy, state) VALUES"
                        + " (?, 1, 0, ?, ?, ?, 'xgen', 't', 'p', 1, 1, 0, 0, ?, ?, 'p', 'pending')",
                    intent,
                    scope.simulated(),
                    scope.agent(),
                    scope.run(),
                    at,
                    at);
            return true;
        });
    }

    private List<Instant> read(RecentReservations by, Instant at) {
        return database.transact(sql -> by.read(sql, SCOPE, at));
    }

    @Test
    void itIsWhatIsReadAnew() {
        Random chance = new Random(7);
        RecentReservations kept = new RecentReservations();
        Instant clock = Bench.NOON;
        Instant last = clock;
        int most = 0;
        for (int turn = 1; turn <= TURNS; turn++) {
            clock = clock.plus(STEPS.get(chance.nextInt(chance.nextInt(STEPS.size()) + 1)));
            Instant at = clock.isAfter(last) ? clock : last;
            List<Instant> remembered = read(kept, at);
            assertEquals(read(new RecentReservations(), at), remembered, "turn " + turn);
            most = Math.max(most, remembered.size());
            if (turn % OUTSIDE_EVERY == 0) {
                row(SCOPE, clock.plusSeconds(chance.nextInt(120) - 60L));
                kept.forget(SCOPE);
            } else if (turn % FAILS_EVERY != 0) {
                row(turn % REAL_EVERY == 0 ? REAL : SCOPE, at);
                last = at;
            }
        }
        assertTrue(most > 20, "there was much to remember: " + most);
    }
}
