package dev.patron.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.ledger.DurablePoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ledger backup} at the command line, and the way back that its help tells, while seller and chain live on. */
class BackupTest {
    @TempDir
    Path root;

    private static List<String> backup(Scene scene, Path file, String... more) {
        List<String> words = scene.words("ledger", "backup", file.toString());
        words.addAll(List.of(more));
        return words;
    }

    /** What `ledger backup --help` says, and LEDGER.md: into an empty folder; the sandbox's wallet is kept by other means. */
    private static void putBack(Scene scene, Path file) throws Exception {
        Path old = scene.file("old");
        Files.move(scene.data(), old);
        String procedure = "mkdir -m 700 " + scene.data() + " && tar -xf " + file + " -C " + scene.data();
        Process shell = new ProcessBuilder("sh", "-c", procedure).inheritIO().start();
        assertTrue(shell.waitFor(20, TimeUnit.SECONDS));
        assertEquals(0, shell.exitValue());
        assertFalse(Files.exists(scene.data().resolve("wallet")), "no key of a wallet is in it");
        copy(old.resolve("wallet"), scene.data().resolve("wallet"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** The request is about to leave when the backup is made; the run goes on, and then everything is lost. */
    @Test
    void besideARun() throws Exception {
        try (Scene scene = new Scene(root, Scene.quick(root))) {
            Path file = scene.file("backup.tar");
            List<Scene.Said> made = new ArrayList<>();
            Scene.Said ran = scene.say(scene.run(), point -> {
                if (point == DurablePoint.AUTHORIZATION_JOURNALED) {
                    made.add(scene.say(backup(scene, file)));
                }
            });
            assertEquals(0, ran.exit(), ran::toString);
            assertEquals(1, made.size());
            assertEquals(0, made.getFirst().exit(), made::toString);
            assertEquals("written", made.getFirst().json().path("status").asText());
            putBack(scene, file);
            scene.goOn();
            Verdict.holds(scene);
            assertEquals(1, scene.outside().payments().size(), "nothing was bought again");
        }
    }

    /** The chain knows of a run that the backup has no word of: nothing new is bought until its fate is sure. */
    @Test
    void ofBeforeAPayment() throws Exception {
        try (Scene scene = new Scene(root, Scene.quick(root))) {
            assertEquals(0, scene.say(scene.words("resume")).exit());
            Path file = scene.file("backup.tar");
            assertEquals(0, scene.say(backup(scene, file)).exit());
            assertEquals(2, scene.say(backup(scene, file)).exit(), "it is not replaced");
            assertEquals(0, scene.say(backup(scene, file, "--force")).exit());
            assertEquals(0, scene.say(scene.run()).exit());
            putBack(scene, file);
            scene.pass(Duration.ofSeconds(10));
            assertEquals(0, scene.say(scene.words("resume")).exit());
            assertEquals(1, scene.claims());
            Scene.Said held = scene.say(scene.run());
            assertEquals(4, held.exit(), held::toString);
            assertEquals(1, scene.outside().payments().size());
            scene.pass(Duration.ofSeconds(320));
            assertEquals(0, scene.say(scene.run()).exit());
            Verdict.holds(scene);
        }
    }

    /** Only the database, then only the log, of an older backup: named with exit 5, and made whole by {@code rebuild}. */
    @Test
    void ofOnePart() throws Exception {
        try (Scene scene = new Scene(root, Scene.quick(root))) {
            Path file = scene.file("backup.tar");
            assertEquals(0, scene.say(scene.words("resume")).exit());
            assertEquals(0, scene.say(backup(scene, file)).exit());
            assertEquals(0, scene.say(scene.run()).exit());
            Path parts = Files.createDirectory(scene.file("parts"));
            assertEquals(
                    0,
                    new ProcessBuilder("tar", "-xf", file.toString(), "-C", parts.toString())
                            .inheritIO()
                            .start()
                            .waitFor());
            Path ledger = scene.data().resolve("ledger");
            Files.copy(
                    parts.resolve("ledger/ledger.mv.db"),
                    ledger.resolve("ledger.mv.db"),
                    StandardCopyOption.REPLACE_EXISTING);
            refusedUntilRebuilt(scene, "rebuilt");
            Files.move(ledger.resolve("log"), scene.file("log"));
            copy(parts.resolve("ledger/log"), ledger.resolve("log"));
            refusedUntilRebuilt(scene, "log continued");
            scene.goOn();
            Verdict.holds(scene);
            assertEquals(1, scene.outside().payments().size());
        }
    }

    private static void refusedUntilRebuilt(Scene scene, String outcome) {
        List<List<String>> refused = List.of(
                scene.words("freeze"), backup(scene, scene.file("never.tar")), scene.words("resume"), scene.run());
        for (List<String> words : refused) {
            Scene.Said said = scene.say(words);
            assertEquals(5, said.exit(), said::toString);
            JsonNode error = said.json().path("error");
            assertTrue(error.path("message").asText().contains("`patron ledger rebuild`"), said::toString);
        }
        assertFalse(Files.exists(scene.file("never.tar")));
        Scene.Said reading = scene.say(scene.words("runs"));
        assertEquals(0, reading.exit(), "looking is allowed");
        assertTrue(reading.err().contains("an older copy of the"), reading::toString);
        Scene.Said rebuilt = scene.say(scene.words("ledger", "rebuild"));
        assertEquals(outcome, rebuilt.json().path("status").asText(), rebuilt::toString);
    }
}
