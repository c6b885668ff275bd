package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the generator writes is sound, has some of everything, and is the same again for the same seed. */
class GeneratorTest {
    @TempDir
    Path folder;

    @Test
    void itIsSoundAndHasSomeOfEverything() {
        Generator.write(folder.resolve("one"), 1, 3_500);
        try (Bench bench = Bench.again(folder.resolve("one/ledger"))) {
            assertEquals(List.of(), bench.ledger().verify().problems());
            assertEquals(List.of(), bench.replayed());
            LogFiles files =
                    LogFiles.find(folder.resolve("one"), Optional.empty()).orElseThrow();
            VerifyReport offline =
                    Offline.log(files, Trust.NONE, StepWatcher.unobserved()).report();
            assertEquals(List.of(), offline.problems());
            assertEquals(bench.ledger().verify().postings(), offline.postings(), "the events make each posting");
            assertEquals(List.of(), FromEvents.differences(bench));
            TreeSet<String> types = new TreeSet<>();
            bench.reader().events(0, 10_000).forEach(event -> types.add(event.type()));
            TreeSet<String> missing = new TreeSet<>(
                    List.of(EventType.values()).stream().map(EventType::word).toList());
            missing.removeAll(types);
            assertEquals(List.of("signature_restored"), List.copyOf(missing));
        }
    }

    @Test
    void theSameSeedTellsTheSame() throws Exception {
        Generator.write(folder.resolve("one"), 1, 300);
        Generator.write(folder.resolve("two"), 1, 300);
        Generator.write(folder.resolve("three"), 2, 300);
        String note = Files.readString(folder.resolve("one/ledger/log/checkpoint"));
        assertEquals(note, Files.readString(folder.resolve("two/ledger/log/checkpoint")));
        assertNotEquals(note, Files.readString(folder.resolve("three/ledger/log/checkpoint")));
        assertTrue(note.startsWith("patron-ledger/"));
    }
}
