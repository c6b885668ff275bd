package dev.patron.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.policy.PolicySet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedPolicyTest {
    private final Path folder;
    private final List<String> warnings = new ArrayList<>();
    private final Path file;
    private final WatchedPolicy policy;

    WatchedPolicyTest(@TempDir Path folder) {
        this.folder = folder;
        this.file = folder.resolve("policy.yaml");
        this.policy = new WatchedPolicy(file, warnings::add);
    }

    @BeforeEach
    void write() throws IOException {
        Files.writeString(file, PolicyFileTest.GOOD);
    }

    @Test
    void aChangeOfEqualSizeAndTimeIsSeen() throws IOException {
        PolicySet before = policy.current();
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, PolicyFileTest.GOOD.replace("\"0.25\"", "\"0.15\""));
        Files.setLastModifiedTime(file, time);
        assertTrue(policy.current().text().contains("per_request = 0.150000"));
        assertTrue(before.text().contains("per_request = 0.250000"));
        assertEquals(List.of(), warnings);
    }

    @Test
    void at071ABrokenHalfWrittenSwappedOrRemovedFileKeepsTheLastGoodAndSaysSoOnce() throws IOException {
        PolicySet good = policy.current();
        for (String broken : List.of(PolicyFileTest.GOOD.substring(0, 200), "", "agents: [")) {
            Files.writeString(file, broken);
            assertEquals(good, policy.current());
            assertEquals(good, policy.current());
        }
        assertEquals(3, warnings.size(), String.join("\n", warnings));
        Files.delete(file);
        assertEquals(good, policy.current());
        Files.createSymbolicLink(file, folder);
        assertEquals(good, policy.current());
        assertEquals(5, warnings.size());
        assertTrue(warnings.getLast()
                .contains(
                        "(revision " + good.digest().substring(0, 12) + ") stays in force until this file is mended"));
    }

    @Test
    void at072AMendedFileIsInForceAtOnceAndTheNextBreakIsReportedAgain() throws IOException {
        policy.current();
        Files.writeString(file, "broken");
        policy.current();
        Files.writeString(file, PolicyFileTest.GOOD.replace("daily: \"2.00\"", "daily: \"0.01\""));
        assertTrue(policy.current().text().contains("agents.default.daily = 0.010000"));
        Files.writeString(file, "broken");
        assertTrue(policy.current().text().contains("agents.default.daily = 0.010000"));
        assertEquals(2, warnings.size());
    }

    @Test
    void withoutAnyGoodPolicyThereIsNone() throws IOException {
        Files.writeString(file, "broken");
        assertThrows(ConfigException.class, policy::current);
        Files.delete(file);
        assertThrows(ConfigException.class, policy::current);
        assertEquals(List.of(), warnings);
    }
}
