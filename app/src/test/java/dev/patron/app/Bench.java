package dev.patron.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.patron.cli.PatronCommand;
import dev.patron.cli.Person;
import dev.patron.ledger.Durability;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.LedgerSettings;
import dev.patron.money.Usd;
import dev.patron.payment.Deadlines;
import dev.patron.payment.Pause;
import dev.patron.payment.Recovery;
import dev.patron.sandbox.Sandbox;
import dev.patron.sandbox.SandboxSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The whole program in this process, beside a sandbox that lives on from one command to the next: both go by one clock
 * that waiting moves, and a {@link Relay} between them shows what was asked and signed.
 */
public final class Bench implements AutoCloseable {
    /** A Thursday noon in UTC: hours away from every day's and month's edge. */
    public static final Instant NOON = Instant.parse("2026-05-14T12:00:00Z");

    /** Limits that no test reaches by chance. */
    public static final Limits WIDE = new Limits("unlimited", "unlimited", "unlimited", "unlimited", "unlimited");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final HandClock clock = new HandClock(NOON);
    private final Sandbox sandbox;
    private final Relay relay;
    private final SecureRandom random = new SecureRandom();
    private volatile Markets.Manners manners = Markets.Manners.USUAL;
    private volatile Map<String, String> variables = Map.of();
    private volatile Optional<Person> person = Optional.empty();
    private volatile Pause pause = time -> clock.reach(clock.instant().plus(time));

    /** What one command did. */
    public record Ran(int exit, String out, String err) {
        /** Standard output as the one JSON document that it must be. */
        public JsonNode json() {
            try {
                return JSON.reader()
                        .with(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .readTree(out);
            } catch (IOException e) {
                throw new UncheckedIOException("not one JSON document: `" + out + "`, on the side: " + err, e);
            }
        }
    }

    /** The limits of the agent `default`, and how the workspace's day stands to them. */
    public record Limits(String workspaceDaily, String daily, String rolling, String perBrief, String perMinute) {}

    public Bench(Path folder) {
        this(folder, SandboxSettings.Recovery.NONE);
    }

    /** With a seller that gives a lost answer again, or does not. */
    public Bench(Path folder, SandboxSettings.Recovery recovery) {
        this.folder = folder;
        this.sandbox = Sandbox.open(SandboxSettings.defaults(folder.resolve("market"), clock)
                .withRecovery(recovery)
                .withClipFrames(2));
        this.relay = Relay.to(sandbox.url());
        try {
            Files.createDirectories(folder.resolve("config"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        write("config/patron.yaml", """
            version: 1
            policy: policy.yaml
            catalog: catalog.yaml
            market: sandbox
            agent: default
            planner: outline
            concurrency: 4
            retries_per_shot: 1
            data: ../data
            out: ../out
            """);
        write("config/catalog.yaml", "version: 1\nnetworks: {}\nassets: {}\nproviders: {}\n");
        limits(WIDE);
    }

    public HandClock clock() {
        return clock;
    }

    public Sandbox sandbox() {
        return sandbox;
    }

    public Relay relay() {
        return relay;
    }

    public Path folder() {
        return folder;
    }

    public Path data() {
        return folder.resolve("data");
    }

    public void patience(Deadlines wanted) {
        manners = new Markets.Manners(wanted, manners.recovery());
    }

    /** What the buyer believes that the seller does about a lost answer. */
    public void recovery(Recovery believed) {
        manners = new Markets.Manners(manners.patience(), believed);
    }

    public void pause(Function<Pause, Pause> around) {
        pause = around.apply(pause);
    }

    /** The environment variables that commands see from now on. */
    public void variables(Map<String, String> wanted) {
        variables = Map.copyOf(wanted);
    }

    /** Somebody at a terminal who types these lines and then no more; without this there is no terminal. */
    public void person(String... lines) {
        Iterator<String> typed = List.of(lines).iterator();
        person = Optional.of(() -> typed.hasNext() ? Optional.of(typed.next()) : Optional.empty());
    }

    /** Shots that are bought at the same time. */
    public void concurrency(int shots) {
        settings("concurrency: [0-9]+", "concurrency: " + shots);
    }

    /** Changes a line of the settings. */
    public void settings(String pattern, String line) {
        Path file = folder.resolve("config/patron.yaml");
        write("config/patron.yaml", read(file).replaceAll(pattern, line));
    }

    /** The policy in force from the next reservation on, with a second agent of the same limits. */
    public void limits(Limits limits) {
        StringBuilder text = new StringBuilder("""
            version: 1
            zone: UTC
            workspace:
              daily: %s
              monthly: unlimited
              total: unlimited
              at_risk: unlimited
            agents:
            """.formatted(limits.workspaceDaily()));
        for (String id : List.of("default", "second")) {
            text.append("""
                  %s:
                    enabled: true
                    per_request: "0.25"
                    daily: %s
                    rolling_24h: %s
                    per_brief: %s
                    at_risk: unlimited
                    payments_per_minute: %s
                    providers: [sandbox]
                    kinds: any
                    models: any
                """.formatted(id, limits.daily(), limits.rolling(), limits.perBrief(), limits.perMinute()));
        }
        write("config/policy.yaml", text.toString());
    }

    /** The policy as it stands. */
    public String policy() {
        return read(folder.resolve("config/policy.yaml"));
    }

    /** A brief of so many small pictures. */
    public Path brief(String name, int images) {
        return brief(name, """
            ---
            title: %s
            deliverables:
              - {kind: image, count: %d, aspect_ratio: "4:1", quality: fast}
            ---
            One apple on a plain table.
            """.formatted(name, images));
    }

    public Path brief(String name, String text) {
        return write("briefs/" + name + ".md", text);
    }

    public Path write(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A command that buys at this bench's sandbox, with one JSON document as its answer. */
    public Ran buy(String command, Object... more) {
        List<Object> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(more));
        all.addAll(List.of("--sandbox", relay.url(), "--json", "--quiet"));
        return patron(all.toArray());
    }

    /** Any command line, in this process, with this bench's settings and data directory. */
    public Ran patron(Object... words) {
        List<String> arguments = new ArrayList<>();
        for (Object word : words) {
            arguments.add(word.toString());
        }
        arguments.addAll(
                List.of("--config", folder.resolve("config/patron.yaml").toString()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
        int exit = PatronCommand.run(
                new Wiring(environment(), errors, manners),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                errors,
                arguments.toArray(String[]::new));
        return new Ran(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Environment environment() {
        return new Environment(
                variables,
                clock,
                random,
                time -> pause.pause(time),
                Durability.unobserved(),
                Background.never(),
                folder,
                Optional.empty(),
                person);
    }

    /** Opens the ledger while no command runs, looks at it, and closes it again. */
    public <T> T ledger(Function<Ledger, T> look) {
        try (Ledger ledger = Ledger.open(new LedgerSettings(
                data().resolve("ledger"),
                data().resolve("keys"),
                clock,
                random,
                new SimpleMeterRegistry(),
                Durability.unobserved(),
                Usd.parse("1")))) {
            return look.apply(ledger);
        }
    }

    @Override
    public void close() {
        relay.close();
        sandbox.close();
    }
}
