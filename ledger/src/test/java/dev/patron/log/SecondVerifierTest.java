package dev.patron.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/verify-bundle.mjs}, which shares no code with the log, agrees on good and on bad bundles. */
class SecondVerifierTest {
    private static final Path SCRIPT = Path.of("..", "scripts", "verify-bundle.mjs");
    private static final int EVENTS = 300;
    private static final int MANY = 256 * 1001 + 7;

    @TempDir
    Path folder;

    private String key = "";
    private String bundle = "";

    /** What the script said, and how it ended. */
    private record Answer(int exit, String text) {}

    @BeforeAll
    static void nodeIsHere() throws InterruptedException {
        try {
            assumeTrue(new ProcessBuilder("node", "--version").start().waitFor() == 0, "node is not here");
        } catch (IOException e) {
            assumeTrue(false, "node is not here");
        }
    }

    @BeforeEach
    void write() {
        key = Samples.KEY.verifier().toString();
        SignedCheckpoint head = Samples.write(folder.resolve("log"), EVENTS);
        LogReader reader = Samples.reader(folder.resolve("log"));
        StringBuilder events = new StringBuilder();
        IntStream.of(0, 7, 255, 256, 298, 299).forEach(index -> events.append(events.isEmpty() ? "" : ",\n")
                .append(event(index, reader.prove(index, head).text())));
        bundle = "{\"schema\": \"patron-bundle/2\", \"verifier_key\": \"" + key + "\", \"origin\": \"" + Samples.ORIGIN
                + "\", \"events\": [" + events + "]}";
    }

    @Test
    void aGoodBundleHolds() throws Exception {
        Answer answer = ask(bundle, key);
        assertEquals(0, answer.exit(), answer.text());
        assertTrue(answer.text().contains("6 of 6 events are in the log `" + Samples.ORIGIN + "`"), answer.text());
        assertTrue(answer.text().contains("the key is the one you gave"), answer.text());
        assertTrue(ask(bundle).text().contains("make sure that this is the log's key: " + key));
    }

    @Test
    void everyTreeUpToManySizesHolds() throws Exception {
        StringBuilder events = new StringBuilder();
        for (int size = 1; size <= 40; size++) {
            Path log = folder.resolve("log-" + size);
            SignedCheckpoint head = Samples.write(log, size);
            for (int index = 0; index < size; index++) {
                events.append(events.isEmpty() ? "" : ",")
                        .append(event(
                                index, Samples.reader(log).prove(index, head).text()));
            }
        }
        String many = bundle.replaceFirst("(?s)\"events\": .*", "\"events\": [") + events + "]}";
        Answer answer = ask(many, key);
        assertEquals(0, answer.exit(), answer.text());
        assertTrue(answer.text().contains("820 of 820"), answer.text());
    }

    /** The program of docs/AUDITING.md that reads the whole log, where the names of its files have a folder above them. */
    @Test
    void thePageReadsALogOfMoreThanAThousandFiles() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "AUDITING.md"));
        String program = page.replaceFirst("(?s).*root\\.mjs\" <<'END'\n(.*?)\nEND\n.*", "$1");
        Path script = Files.writeString(folder.resolve("root.mjs"), program);
        Path log = folder.resolve("long");
        Samples.write(log, MANY);
        assertTrue(Files.exists(log.resolve("tile/entries/x001/000")));
        String[] command = {
            "node", script.toString(), log.toString(), log.resolve("checkpoint").toString()
        };
        Answer answer = run(command);
        assertEquals(0, answer.exit(), answer.text());
        assertTrue(answer.text().contains(MANY + " events, root as signed"), answer.text());
        Path first = log.resolve("tile/entries/000");
        byte[] bytes = Files.readAllBytes(first);
        bytes[bytes.length - 1] ^= 1;
        Files.write(first, bytes);
        assertEquals(1, run(command).exit());
    }

    @Test
    void aBadBundleIsRefusedAndTheEventNamed() throws Exception {
        assertBad("event 7: its bytes do not lead to the signed root", bundle.replace("entry 7", "entry 8"));
        assertBad("event 7: its proof is for index 8", bundle.replace("index 7\\n", "index 8\\n"));
        assertBad(
                "event 8: its bytes do not lead",
                bundle.replace("index 7\\n", "index 8\\n").replace("\"index\": \"7\"", "\"index\": \"8\""));
        assertBad("event 0: the checkpoint's signature is wrong", bundle.replace("\\n300\\n", "\\n301\\n"));
        assertBad("event 0: the checkpoint is of", bundle.replace("\"origin\": \"patron", "\"origin\": \"matron"));
        assertBad("event 0: the proof is not a tlog-proof", bundle.replace("tlog-proof@v1", "tlog-proof@v2"));
        assertBad("event 0: the proof has no index", bundle.replace("index 0\\n", "extra AAAA\\nindex 0\\n"));
        assertBad("event 7: its bytes do not lead", bundle.replaceFirst("index 7\\\\n[^\\\\]*\\\\n", "index 7\\\\n"));
        assertBad("the bundle: it is not of schema", bundle.replace("bundle/2", "bundle/1"));
        assertBad("the bundle: it holds no events", bundle.replaceFirst("(?s)\"events\": .*", "\"events\": []}"));
        assertBad("the bundle: cannot be read", bundle.substring(1));
        String other =
                LogKey.generate(Samples.ORIGIN, new SecureRandom()).verifier().toString();
        assertBad("event 0: the checkpoint is not signed by the verifier key", bundle.replace(key, other));
        assertBad(
                "the bundle: the verifier key's hash",
                bundle.replace(key, key.replaceFirst("\\+.{8}\\+", "+00000000+")));
        assertTrue(ask(bundle, other).text().contains("another key than the one you gave"));
        assertEquals(2, run("node", SCRIPT.toString()).exit());
    }

    private void assertBad(String problem, String changed) throws Exception {
        Answer answer = ask(changed);
        assertEquals(5, answer.exit(), answer.text());
        assertTrue(answer.text().contains("bad: " + problem), answer.text());
    }

    private Answer ask(String text, String... expectedKey) throws Exception {
        Path file = Files.writeString(folder.resolve("bundle.json"), text);
        return expectedKey.length == 0
                ? run("node", SCRIPT.toString(), "--events-only", file.toString())
                : run("node", SCRIPT.toString(), "--events-only", file.toString(), expectedKey[0]);
    }

    private static Answer run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Answer(process.waitFor(), text);
    }

    private static String event(int index, String proof) {
        String body = new String(Samples.entry(index), StandardCharsets.UTF_8);
        return "{\"index\": \"" + index + "\", \"body\": \"" + body + "\", \"proof\": \"" + proof.replace("\n", "\\n")
                + "\"}";
    }
}
