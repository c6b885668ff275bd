package dev.patron.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ForeignTextTest {
    @Test
    void at122TerminalSequencesLineBreaksAndBidiMarksAreGone() {
        assertEquals("red alert", ForeignText.plain("\u001b[31mred\u001b[0m\r\n\talert\u202e\u0007\u200b"));
        assertEquals("ab", ForeignText.plain("a\u001b]0;title\u0007b"));
        assertEquals("ab", ForeignText.plain("a\ud800b"));
    }

    @Test
    void otherScriptsStay() {
        assertEquals("支払い ١٢ 🙂", ForeignText.plain("支払い ١٢ 🙂"));
    }

    @Test
    void longTextIsCutBetweenCharacters() {
        String cut = ForeignText.plain("🙂".repeat(5_000), 10);
        assertTrue(cut.length() <= 10 && cut.endsWith("…"), cut);
        assertFalse(Character.isHighSurrogate(cut.charAt(cut.length() - 2)), cut);
        assertEquals(200, ForeignText.plain("x".repeat(1_000_000)).length());
    }

    @Test
    void shortTextIsLeftAlone() {
        assertEquals("", ForeignText.plain(""));
        assertEquals("x".repeat(200), ForeignText.plain("x".repeat(200)));
    }
}
