package dev.patron.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.door.Answers;
import dev.patron.door.Bundle;
import dev.patron.door.Question;
import dev.patron.door.VerifyAnswers;
import dev.patron.ledger.LogFiles;
import dev.patron.ledger.Offline;
import dev.patron.ledger.Trust;
import dev.patron.log.LogException;
import dev.patron.log.Notes;
import dev.patron.log.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ledger verify}. */
@Command(
        name = "verify",
        description = "Check the whole ledger: events, transitions, sums, budgets, journal, signed log. Exit 5 if"
                + " unsound. Without its database: --log checks a copy of its log, --export what `ledger export jsonl`"
                + " wrote, --bundle what `ledger prove` wrote.")
final class VerifyCommand implements Callable<Integer> {
    private static final int NOTES_BYTES_MOST = 3 * 1024 * 1024;

    @Mixin
    PlaceOptions common = new PlaceOptions();

    @Option(
            names = "--log",
            paramLabel = "DIR",
            description =
                    "A log's folder, or a data directory whose database is lost: its log alone is checked, and the"
                            + " journal beside it.")
    @Nullable
    Path log;

    @Option(
            names = "--journal",
            paramLabel = "FILE",
            description = "With --log: the journal, where it does not lie beside.")
    @Nullable
    Path journal;

    @Option(names = "--export", paramLabel = "FILE", description = "An export of `ledger export jsonl`.")
    @Nullable
    Path export;

    @Option(names = "--bundle", paramLabel = "FILE", description = "A bundle of `ledger prove`.")
    @Nullable
    Path bundle;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "The log's public key that you got elsewhere; otherwise the one found there is believed.")
    @Nullable
    String key;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description =
                    "Signed checkpoints of earlier audits, one or more in a file: the log must continue each. May be"
                            + " given several times.")
    List<Path> checkpoints = new ArrayList<>();

    private final House house;
    private final Terminal terminal;

    VerifyCommand(House house, Terminal terminal) {
        this.house = house;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (Stream.of(log, export, bundle).filter(Objects::nonNull).count() > 1) {
            throw new UsageException("`--log`, `--export` and `--bundle` are checked one at a time");
        }
        if (journal != null && log == null) {
            throw new UsageException("`--journal` stands with `--log`");
        }
        if (bundle != null && !checkpoints.isEmpty()) {
            throw new UsageException("a bundle is proven by its own checkpoint alone; leave `--checkpoint` out");
        }
        mustBeKey();
        if (bundle != null) {
            return check(bundle);
        }
        Screen screen = terminal.screen(common);
        ObjectNode document;
        try (StepLine line = new StepLine(screen)) {
            document = log == null && export == null ? live(line) : offline(line);
            document.put("seconds", line.seconds());
            document.put("events_per_second", line.rate(document.path("events").asLong()));
        }
        boolean sound = !document.path("status").asText().equals("unsound");
        document.put("key", key != null ? "given" : log == null && export == null ? "its own" : "found");
        long notMet = document.path("part").path("checkpoints_not_met").asLong();
        document.put("continues", sound ? notes().size() - notMet : 0);
        screen.result(document, VerifyTexts.report(document));
        return sound ? ExitCodes.DONE : ExitCodes.INTEGRITY;
    }

    private void mustBeKey() {
        try {
            Optional.ofNullable(key).ifPresent(VerifierKey::parse);
        } catch (LogException e) {
            throw new UsageException("`--key`: " + e.getMessage());
        }
    }

    private ObjectNode live(StepLine line) {
        Map<String, String> arguments = new LinkedHashMap<>();
        Optional.ofNullable(key).ifPresent(given -> arguments.put("key", given));
        if (!checkpoints.isEmpty()) {
            arguments.put("checkpoints", String.join("\n", notes()));
        }
        try (Answers answers = house.answers(common)) {
            return answers.ask(new Question("verify", arguments), line);
        }
    }

    private ObjectNode offline(StepLine line) {
        Trust trust = new Trust(Optional.ofNullable(key), notes());
        try {
            Offline.Found found = log == null
                    ? Offline.export(readable(Objects.requireNonNull(export)), trust, house::isSimulated, line)
                    : Offline.log(files(log), trust, line);
            return VerifyAnswers.document(found);
        } catch (Offline.UnfitException e) {
            throw new UsageException("`" + (log == null ? export : log) + "`: " + e.getMessage());
        }
    }

    private LogFiles files(Path folder) {
        return LogFiles.find(folder, Optional.ofNullable(journal).map(VerifyCommand::readable))
                .orElseThrow(() -> new UsageException("no log lies in `" + folder + "`"));
    }

    private static Path readable(Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new UsageException("`" + file + "` is no file that can be read");
        }
        return file;
    }

    /** Every note in the files of checkpoints. */
    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        long bytes = 0;
        for (Path file : checkpoints) {
            byte[] text = read(file);
            bytes += text.length;
            List<String> found = Notes.split(new String(text, StandardCharsets.UTF_8));
            if (bytes > NOTES_BYTES_MOST || found.isEmpty()) {
                throw new UsageException(
                        found.isEmpty()
                                ? "`" + file + "` holds no checkpoint"
                                : "the checkpoints are more than 3 MiB; leave out some of the older ones");
            }
            notes.addAll(found);
        }
        return notes;
    }

    private int check(Path file) {
        Bundle.Checked checked = Bundle.check(read(file), Optional.ofNullable(key));
        boolean sound = checked.problems().isEmpty();
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("status", sound ? "sound" : "unsound");
        document.put("events", checked.events());
        ArrayNode problems = document.putArray("problems");
        checked.problems().forEach(problems::add);
        checked.head().ifPresent(head -> document.put("origin", head.origin())
                .put("size", head.size())
                .put("root", head.root().toString()));
        checked.shown().ifPresent(shown -> {
            ObjectNode payment = document.putObject("payment").put("intent", shown.intent());
            payment.setAll(shown.standing());
            payment.put("signed", shown.signed());
            document.put("not_shown", Bundle.NOT_SHOWN);
        });
        document.put("key", key == null ? "the bundle's own" : "given");
        terminal.screen(common).result(document, VerifyTexts.bundle(document));
        return sound ? ExitCodes.DONE : ExitCodes.INTEGRITY;
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UsageException("`" + file + "` could not be read: " + e.getMessage());
        }
    }
}
