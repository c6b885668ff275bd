package dev.patron.planner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.ledger.Digests;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromptsTest {
    /** The words of each version: one that was released is never edited, because runs go on with it. */
    private static final Map<String, String> DIGESTS =
            Map.of("1", "b6b3c39aec5f3d2c6d1dd3c7bba735de485b782b5120cc24f92dd9268485db29");

    @Test
    void aReleasedVersionStandsAsItIs() {
        assertEquals(DIGESTS.keySet(), Prompts.VERSIONS);
        DIGESTS.forEach((version, digest) -> {
            StringBuilder all = new StringBuilder();
            Prompts.NAMES.forEach(name -> all.append(name)
                    .append('\n')
                    .append(Prompts.of(version).text(name))
                    .append('\n'));
            assertEquals(digest, Digests.sha256(all.toString()), "version " + version + " was edited");
        });
    }

    @Test
    void theSystemPromptNamesEveryToolItSpeaksOfAndEveryStateOfAShot() {
        String system = Prompts.of(Prompts.CURRENT).text("system");
        for (String word : Tool.words()) {
            assertTrue(word.equals("budget") || system.contains("`" + word + "`"), word);
        }
        for (String word :
                java.util.List.of("affordable", "refused", "failed", "may_retry", "remaining_usd", "frees_at")) {
            assertTrue(system.contains("`" + word + "`"), word);
        }
    }

    @Test
    void placesAreFilledInOnePass() {
        String text = Prompts.of("1").text("brief", Map.of("brief", "{{menu}} $1 \\", "menu", "M"));
        assertTrue(text.contains("{{menu}} $1 \\") && text.endsWith("M"), text);
        assertFalse(text.contains("{{brief}}"));
    }

    @Test
    void anUnknownVersionIsTheCurrentOne() {
        assertEquals(Prompts.CURRENT, Prompts.of("0").version());
    }
}
