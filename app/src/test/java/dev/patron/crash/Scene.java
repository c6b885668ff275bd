package dev.patron.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.ledger.Durability;
import dev.patron.sandbox.Sandbox;
import dev.patron.sandbox.SandboxSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A seller and a chain that live on, a Patron that dies, and one brief for one picture.
 *
 * <p>The sandbox runs in this process with a directory of its own. Commands run in this process or in one that can be
 * killed. Clock of the chain and clock of Patron are moved on together.
 */
final class Scene implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Path HOUSE = Path.of(System.getProperty("patron.home", ".."));
    private static final int ROUNDS_MOST = 12;
    private static final String BRIEF = """
        ---
        title: One picture
        deliverables:
          - {kind: image, count: 1, aspect_ratio: "4:1", quality: fast}
        ---
        A red kettle on a wooden table.
        """;

    /** What a command said and how it ended. */
    record Said(int exit, String out, String err) {
        JsonNode json() {
            try {
                return MAPPER.readTree(out);
            } catch (IOException e) {
                throw new UncheckedIOException("not JSON: " + out + err, e);
            }
        }
    }

    private final Path root;
    private final Optional<Sandbox> sandbox;
    private final URI url;
    private Duration ahead = Duration.ZERO;
    private int deliveries;

    /** A scene with a sandbox of its own. */
    Scene(Path root, SandboxSettings settings) {
        this(root, Optional.of(Sandbox.open(settings)), Optional.empty());
    }

    /** A scene with a sandbox that runs elsewhere. */
    Scene(Path root, URI elsewhere) {
        this(root, Optional.empty(), Optional.of(elsewhere));
    }

    private Scene(Path root, Optional<Sandbox> sandbox, Optional<URI> elsewhere) {
        this.root = root;
        this.sandbox = sandbox;
        this.url = elsewhere.orElseGet(() -> sandbox.orElseThrow().url());
        try {
            Files.createDirectories(root.resolve("config"));
            for (String name : List.of("patron.yaml", "policy.yaml", "catalog.yaml")) {
                Files.copy(
                        HOUSE.resolve("config").resolve(name),
                        root.resolve("config").resolve(name));
            }
            Files.writeString(root.resolve("brief.md"), BRIEF);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A quick sandbox in a directory beside Patron's. */
    static SandboxSettings quick(Path root) {
        return SandboxSettings.defaults(root.resolve("seller"), Clock.systemUTC())
                .withTimes(Duration.ofMillis(350), Duration.ofMillis(350));
    }

    Sandbox sandbox() {
        return sandbox.orElseThrow();
    }

    Outside outside() {
        return new Outside(url);
    }

    Path data() {
        return root.resolve("data");
    }

    Path file(String name) {
        return root.resolve(name);
    }

    Duration ahead() {
        return ahead;
    }

    /** Moves the chain's time and Patron's. */
    void pass(Duration time) {
        sandbox().chain().advance(time);
        ahead = ahead.plus(time);
    }

    /** Moves Patron's time alone, after the chain's. */
    void catchUp(Duration time) {
        ahead = ahead.plus(time);
    }

    /** The words of a command in this scene. */
    List<String> words(String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of("--config", root.resolve("config/patron.yaml").toString()));
        words.addAll(List.of("--data", data().toString()));
        words.add("--json");
        words.add("--quiet");
        if (Stream.of("run", "resume").anyMatch(command[0]::equals)) {
            words.addAll(List.of("--sandbox", url.toString()));
        }
        return words;
    }

    List<String> run(String... more) {
        deliveries++;
        List<String> words = words(
                "run",
                root.resolve("brief.md").toString(),
                "--out",
                root.resolve("out" + deliveries).toString());
        words.addAll(List.of(more));
        return words;
    }

    /** Runs a command in this process. */
    Said say(List<String> words) {
        return say(words, Durability.unobserved());
    }

    Said say(List<String> words, Durability durability) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = dev.patron.app.Patron.run(
                Machine.of(ahead, durability, root),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                words.toArray(String[]::new));
        return new Said(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Starts a process, lets it come to a moment, and kills it there; false when it never came there. */
    boolean kill(Life.Moment at, List<String> command) {
        try (Life life = Life.begin(file("victim.err"))) {
            life.order(ahead, List.of(at), command);
            return life.standsAt(at);
        }
    }

    /** The ids of all runs that the ledger knows. */
    List<String> runs() {
        List<String> ids = new ArrayList<>();
        say(words("runs"))
                .json()
                .path("runs")
                .forEach(run -> ids.add(run.path("run").asText()));
        return ids;
    }

    JsonNode show(String run) {
        return say(words("show", run)).json();
    }

    /**
     * Goes on until nothing changes any more: resumes, begins the run where none was recorded, and lets time pass
     * where only time can tell.
     */
    void goOn() {
        String before = "";
        boolean begun = !runs().isEmpty();
        for (int round = 0; round < ROUNDS_MOST; round++) {
            Said said = say(begun ? words("resume") : run());
            assertTrue(said.exit() == 0 || said.exit() == 3 || said.exit() == 4, said::toString);
            if (said.exit() == 4) {
                boolean held = said.json().path("error").path("code").asText().equals("RESTORED");
                begun |= !held;
                pass(Duration.ofSeconds(held ? 310 : 25));
                continue;
            }
            String now = begun ? stable(said.json()) : "begun";
            begun = true;
            if (now.isEmpty() || now.equals(before)) {
                return;
            }
            before = now;
        }
        throw new AssertionError("it never came to rest: " + before);
    }

    /** What is left to do, without what changes whenever it is looked at; empty when nothing is. */
    private static String stable(JsonNode said) {
        StringBuilder left = new StringBuilder();
        for (JsonNode run : said.path("runs")) {
            ObjectNode shown = (ObjectNode) run;
            shown.remove(List.of("opened_at", "ended_at", "denials", "checkpoint"));
            shown.path("shots").forEach(shot -> ((ObjectNode) shot).remove("decision"));
            left.append(shown).append('\n');
        }
        return left.toString();
    }

    /** All open claims: those of runs, and money that left without an intent. */
    int claims() {
        int open = 0;
        Said shown = say(words("ledger", "show", "--limit", "1000"));
        assertEquals(0, shown.exit(), shown::toString);
        for (JsonNode event : shown.json().path("events")) {
            open += switch (event.path("type").asText()) {
                case "claim_opened" -> 1;
                case "claim_closed" -> -1;
                case "wallet_moved" -> event.path("body").asText().contains("\"unexplained\"") ? 1 : 0;
                default -> 0;
            };
        }
        return open;
    }

    /** The ledger is sound, and so is a bundle of each attempt at a payment: what is made is checked before it is handed out. */
    void soundLedger() {
        Said verify = say(words("ledger", "verify"));
        assertEquals(0, verify.exit(), verify::toString);
        assertEquals("sound", verify.json().path("status").asText());
        for (String run : runs()) {
            for (JsonNode purchase : say(words("ledger", "trace", run)).json().path("purchases")) {
                String intent = purchase.path("purchase").path("intent").asText();
                if (!intent.isEmpty()) {
                    Said proved = say(words(
                            "ledger",
                            "prove",
                            intent,
                            "--out",
                            file("proof.json").toString()));
                    assertEquals(0, proved.exit(), proved::toString);
                }
            }
        }
    }

    @Override
    public void close() {
        sandbox.ifPresent(Sandbox::close);
    }
}
