package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times are read as the platform reads them, and those that it would write in another way are told apart. */
class InstantTextTest {
    @Test
    void whatThePlatformWritesIsReadAndExact() {
        Random random = new Random(1);
        long[] steps = {1_000_000_000, 1_000_000, 1_000, 1};
        for (int i = 0; i < 20_000; i++) {
            Instant second = Instant.ofEpochSecond(random.nextLong(-62_167_219_200L, 253_402_300_800L));
            long step = steps[i % steps.length];
            Instant time = second.plusNanos(random.nextInt(1_000_000_000) / step * step);
            check(time.toString());
            assertEquals(time, InstantText.parse(time.toString()));
        }
    }

    @Test
    void aChangedCharacterIsJudgedAsThePlatformDoes() {
        Random random = new Random(2);
        String characters = "0123456789-:.TZ +x";
        String[] times = {"2026-02-28T23:59:59Z", "2024-12-31T00:00:00.120Z", "1999-01-01T12:34:56.000001Z"};
        for (int i = 0; i < 20_000; i++) {
            StringBuilder changed = new StringBuilder(times[i % times.length]);
            for (int n = 0; n <= i % 3; n++) {
                changed.setCharAt(
                        random.nextInt(changed.length()), characters.charAt(random.nextInt(characters.length())));
            }
            check(changed.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2026-02-29T00:00:00Z",
                "2026-01-01T24:00:00Z",
                "2026-01-01T23:59:60Z",
                "2026-01-01T00:00:00.000Z",
                "2026-01-01T00:00:00.120000Z",
                "2026-01-01T00:00:00.1Z",
                "2026-01-01T00:00:00+00:00",
                "2026-01-01T00:00Z",
                "+12026-01-01T00:00:00Z",
                "2026-01-01t00:00:00z"
            })
    void otherWaysOfWritingAreNotExact(String text) {
        check(text);
    }

    private static void check(String text) {
        Instant expected;
        try {
            expected = Instant.parse(text);
        } catch (DateTimeException e) {
            assertThrows(DateTimeException.class, () -> InstantText.parse(text), text);
            assertEquals(false, InstantText.isExact(text), text);
            return;
        }
        assertEquals(expected, InstantText.parse(text), text);
        assertEquals(expected.toString(), InstantText.write(expected));
        assertEquals(expected.toString().equals(text), InstantText.isExact(text), text);
    }
}
