package dev.patron.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A line that is typed is an answer, and no more of the input than that line is taken. */
class KeyboardTest {
    private static Keyboard typing(String text) {
        return new Keyboard(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void oneLineIsOneAnswer() {
        Keyboard keyboard = typing("y\n\nno");
        assertEquals(Optional.of("y"), keyboard.answer());
        assertEquals(Optional.of(""), keyboard.answer());
        assertEquals(Optional.of("no"), keyboard.answer());
        assertEquals(Optional.empty(), keyboard.answer());
    }

    @Test
    void aLineWithoutAnEndIsCut() {
        assertEquals(1024, typing("y".repeat(5000)).answer().orElse("").length());
    }
}
