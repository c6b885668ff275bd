package dev.patron.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Where days, months and rolling windows begin and end, in zones that are not easy. */
class WindowTest {
    @Test
    void daysOf23And25HoursAreOneDay() {
        day("Europe/Berlin", "2026-03-29T10:00:00Z", "2026-03-28T23:00:00Z", 23);
        day("Europe/Berlin", "2026-10-25T10:00:00Z", "2026-10-24T22:00:00Z", 25);
        day("America/St_Johns", "2026-03-08T12:00:00Z", "2026-03-08T03:30:00Z", 23);
        day("America/St_Johns", "2026-11-01T12:00:00Z", "2026-11-01T02:30:00Z", 25);
        day("Asia/Kathmandu", "2026-05-05T12:00:00Z", "2026-05-04T18:15:00Z", 24);
        day("Pacific/Chatham", "2026-07-01T12:00:00Z", "2026-07-01T11:15:00Z", 24);
        day("Asia/Beirut", "2026-03-29T12:00:00Z", "2026-03-28T22:00:00Z", 23);
    }

    private static void day(String zone, String now, String begins, int hours) {
        ZoneId id = ZoneId.of(zone);
        Instant start = Instant.parse(begins);
        Instant end = start.plus(Duration.ofHours(hours));
        for (Window window : List.of(Window.WORKSPACE_DAY, Window.AGENT_DAY)) {
            assertEquals(Optional.of(start), window.firstBucket(Instant.parse(now), id), zone + " begins");
            assertEquals(Optional.of(end), window.resetsAt(Instant.parse(now), id), zone + " ends");
            assertEquals(Optional.of(start), window.firstBucket(start, id), "its first instant");
            assertEquals(Optional.of(start), window.firstBucket(end.minusNanos(1), id), "its last instant");
            assertEquals(Optional.of(end), window.firstBucket(end, id), "the next day's first instant");
        }
    }

    @Test
    void monthsEndWhereTheyEnd() {
        month("UTC", "2028-02-29T23:59:59Z", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z");
        month("UTC", "2026-12-31T00:00:00Z", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z");
        month("Europe/Berlin", "2026-03-31T12:00:00Z", "2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z");
        month("Asia/Kathmandu", "2026-01-31T18:14:59Z", "2025-12-31T18:15:00Z", "2026-01-31T18:15:00Z");
        month("Asia/Kathmandu", "2026-01-31T18:15:00Z", "2026-01-31T18:15:00Z", "2026-02-28T18:15:00Z");
    }

    private static void month(String zone, String now, String begins, String ends) {
        ZoneId id = ZoneId.of(zone);
        assertEquals(Optional.of(Instant.parse(begins)), Window.WORKSPACE_MONTH.firstBucket(Instant.parse(now), id));
        assertEquals(Optional.of(Instant.parse(ends)), Window.WORKSPACE_MONTH.resetsAt(Instant.parse(now), id));
    }

    @Test
    void everyZoneOfOurDaysHasADayAroundNow() {
        Random random = new Random(20260101);
        List<String> zones = ZoneId.getAvailableZoneIds().stream().sorted().toList();
        long from = Instant.parse("2024-01-01T00:00:00Z").getEpochSecond();
        for (int i = 0; i < 20_000; i++) {
            ZoneId zone = ZoneId.of(zones.get(random.nextInt(zones.size())));
            Instant now = Instant.ofEpochSecond(from + random.nextInt(10 * 366 * 86_400));
            Instant first = Window.AGENT_DAY.firstBucket(now, zone).orElseThrow();
            Instant resets = Window.AGENT_DAY.resetsAt(now, zone).orElseThrow();
            assertFalse(first.isAfter(now), zone + " at " + now);
            assertTrue(resets.isAfter(now), zone + " at " + now);
            assertEquals(Optional.of(resets), Window.AGENT_DAY.firstBucket(resets, zone), zone + " at " + now);
            assertTrue(Duration.between(first, resets).toHours() <= 25, zone + " at " + now);
        }
    }

    @Test
    void aRollingWindowCountsTheWholeOldestBucket() {
        Instant bucket = Instant.parse("2026-03-09T12:00:00Z");
        ZoneId zone = ZoneId.of("UTC");
        Instant leaves = Window.leavesRolling(bucket);

        assertEquals(Instant.parse("2026-03-10T12:15:00Z"), leaves);
        assertEquals(
                Optional.of(bucket), Window.AGENT_24H.firstBucket(leaves.minusNanos(1), zone), "counted to its last");
        assertEquals(
                Optional.of(bucket.plus(Window.BUCKET)), Window.AGENT_24H.firstBucket(leaves, zone), "and then gone");
        assertEquals(Optional.empty(), Window.AGENT_24H.resetsAt(leaves, zone));
    }

    @Test
    void bucketsHoldTheirFirstInstantAndNotTheirLast() {
        assertEquals(Instant.parse("2026-01-01T00:15:00Z"), Window.bucketOf(Instant.parse("2026-01-01T00:15:00Z")));
        assertEquals(
                Instant.parse("2026-01-01T00:00:00Z"),
                Window.bucketOf(Instant.parse("2026-01-01T00:14:59.999999999Z")));
        assertEquals(Instant.parse("1969-12-31T23:45:00Z"), Window.bucketOf(Instant.parse("1969-12-31T23:59:59Z")));
    }

    @Test
    void windowsOverAllTimeHaveNoBeginningAndNoEnd() {
        ZoneId zone = ZoneId.of("UTC");
        for (Window window : List.of(Window.WORKSPACE_TOTAL, Window.AGENT_TOTAL, Window.BRIEF_TOTAL)) {
            assertEquals(Optional.empty(), window.firstBucket(Case.NOON, zone));
            assertEquals(Optional.empty(), window.resetsAt(Case.NOON, zone));
        }
    }
}
