package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 8785, for the values that occur here. */
class JsonTest {
    @Test
    void stringsEscapeWhatTheyMustAndNothingElse() {
        assertEquals(
                "\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"",
                Json.write("\u20ac$\u000f\nA'B\"\\\\\"/"),
                "the example of RFC 8785 section 3.2.2.2");
        assertEquals("\"\\b\\t\\n\\f\\r\"", Json.write("\b\t\n\f\r"));
        assertEquals("\"\\u0000\\u001f\u007f\u0080\u2028\"", Json.write("\u0000\u001f\u007f\u0080\u2028"));
        assertEquals("\"\ud83d\ude00\"", Json.write("\ud83d\ude00"));
    }

    @Test
    void keysAreSortedByUtf16CodeUnits() {
        Map<String, Object> map = new LinkedHashMap<>();
        for (String key : List.of("\u20ac", "\r", "\ufb33", "1", "\ud83d\ude00", "\u0080", "\u00f6")) {
            map.put(key, "");
        }
        assertEquals(
                "{\"\\r"
                    + "\":\"\",\"1\":\"\",\"\u0080\":\"\",\"\u00f6\":\"\",\"\u20ac\":\"\",\"\ud83d\ude00\":\"\",\"\ufb33\":\"\"}",
                Json.write(map),
                "the example of RFC 8785 section 3.2.3");
    }

    @Test
    void unpairedSurrogatesHaveNoForm() {
        for (String text : List.of("\ud83d", "\ude00", "a\ud83db", "\ude00\ud83d", "\ud83d\ud83d\ude00")) {
            assertThrows(IllegalArgumentException.class, () -> Json.write(text));
            assertThrows(IllegalArgumentException.class, () -> Json.write(Json.object(text, "x")));
        }
    }

    @Test
    void numbersAndNullsHaveNoForm() {
        assertThrows(IllegalArgumentException.class, () -> Json.write(1));
        assertThrows(IllegalArgumentException.class, () -> Json.write(Json.object("n", 1L)));
        for (String text : List.of("1", "null", "{\"n\":1}", "[null]", "-0", "1.0")) {
            assertThrows(IllegalArgumentException.class, () -> Json.read(text), text);
        }
    }

    @Test
    void textThatIsNotCanonicalIsRefused() {
        List<String> refused = List.of(
                "",
                " {}",
                "{} ",
                "{ }",
                "{\"a\": \"b\"}",
                "{\"b\":\"\",\"a\":\"\"}",
                "{\"a\":\"\",\"a\":\"\"}",
                "{\"a\":\"\",}",
                "[\"a\",]",
                "[,\"a\"]",
                "{\"a\"}",
                "{a:\"b\"}",
                "\"\\u0041\"",
                "\"\\/\"",
                "\"\\u000A\"",
                "\"\\u001F\"",
                "\"\n\"",
                "\"a",
                "\"\\",
                "\"\\u00\"",
                "\"\\x\"",
                "'a'",
                "tru",
                "truex",
                "{}{}",
                "[[]",
                "\"\\ud83d\"",
                "\ufeff{}",
                "{\"a\":\"b\"",
                "\"\\uzzzz\"",
                "\"\\u+00f\"");
        for (String text : refused) {
            assertThrows(IllegalArgumentException.class, () -> Json.read(text), text);
        }
    }

    @Test
    void depthIsBounded() {
        assertThrows(IllegalArgumentException.class, () -> Json.read("[".repeat(100_000)));
        assertEquals("[".repeat(20) + "]".repeat(20), Json.write(Json.read("[".repeat(20) + "]".repeat(20))));
    }

    @Test
    void whatIsWrittenReadsBack() {
        for (int seed = 0; seed < 2_000; seed++) {
            Object value = value(new Random(seed), 0);
            String text = Json.write(value);
            assertEquals(value, Json.read(text), "seed " + seed);
            assertEquals(text, Json.write(Json.read(text)), "seed " + seed);
        }
    }

    /** However a text is changed, it is refused, or it is what is written for what was read. */
    @Test
    void whatReadsIsWhatIsWritten() {
        String marks = "\"\\{}[],:tfu0aAbn/ \u0000\u001f\ud83d\ude00";
        int read = 0;
        for (int seed = 0; seed < 60_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder(Json.write(value(random, 0)));
            for (int i = 1 + random.nextInt(2); i > 0; i--) {
                int at = random.nextInt(text.length() + 1);
                char mark = marks.charAt(random.nextInt(marks.length()));
                text.replace(at, Math.min(text.length(), at + random.nextInt(3)), String.valueOf(mark));
            }
            Optional<Object> value = canonical(text.toString());
            value.ifPresent(known -> assertEquals(text.toString(), Json.write(known), text::toString));
            read += value.isPresent() ? 1 : 0;
        }
        assertTrue(read > 1_000, read + " changed texts read");
    }

    private static Optional<Object> canonical(String text) {
        try {
            return Optional.of(Json.read(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 4 ? 2 : 4)) {
            case 0 -> text(random);
            case 1 -> random.nextBoolean();
            case 2 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    list.add(value(random, depth + 1));
                }
                yield list;
            }
            default -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    map.put(text(random), value(random, depth + 1));
                }
                yield map;
            }
        };
    }

    private static String text(Random random) {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            int point = random.nextInt(random.nextBoolean() ? 0x80 : 0x11_0000);
            out.appendCodePoint(point >= 0xd800 && point <= 0xdfff ? 'x' : point);
        }
        return out.toString();
    }
}
