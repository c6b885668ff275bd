package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.log.Keeping;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that are dated before those which they follow are named, with the database and without. */
class DatingTest {
    private static final Instant NOON = Bench.NOON;

    private final Dating dating = new Dating();

    @Test
    void whatTransactionsDoBesideOneAnotherIsUsual() {
        dating.take(1, "one", NOON);
        dating.take(2, "other", NOON.minus(Dating.USUAL));
        assertEquals(List.of(), dating.back());
        dating.take(3, "third", NOON.minus(Dating.USUAL).minusNanos(1_000));
        assertEquals(1, dating.back().size());
    }

    @Test
    void theFirstAreNamedAndTheOthersCounted() {
        dating.take(1, "one", NOON);
        for (int event = 2; event < 32; event++) {
            dating.take(event, "other", NOON.minus(Duration.ofDays(31)));
        }
        assertEquals(21, dating.back().size());
        assertEquals(
                "event 2 (other) is of 2026-02-07T12:00:00Z, and event 1 before it of 2026-03-10T12:00:00Z",
                dating.back().getFirst());
        assertEquals("and 10 more events", dating.back().getLast());
    }

    @Test
    void aMadeUpDateIsToldByEveryVerification(@TempDir Path folder) {
        List<String> named;
        try (Bench bench = Bench.fresh(folder)) {
            bench.paid("shot-01", "0.05");
            bench.clock.move(Duration.ofDays(-31));
            bench.openRun("f".repeat(32));
            bench.ledger().log().checkpoint(Keeping.HOURLY);
            VerifyReport report = bench.ledger().verify();
            assertEquals(List.of(), report.problems(), "a clock may have been set back");
            named = report.datedBack();
        }
        assertTrue(named.getFirst().contains(" (run_opened) is of 2026-02-07T12:00:00Z, and event "), named::toString);
        LogFiles files = LogFiles.find(folder, Optional.empty()).orElseThrow();
        VerifyReport offline =
                Offline.log(files, Trust.NONE, StepWatcher.unobserved()).report();
        assertEquals(List.of(), offline.problems());
        assertEquals(named, offline.datedBack());
    }
}
