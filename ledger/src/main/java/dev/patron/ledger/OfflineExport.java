package dev.patron.ledger;

import dev.patron.log.Checkpoint;
import dev.patron.log.LogException;
import dev.patron.log.Merkle;
import dev.patron.log.RangeProof;
import dev.patron.log.SignedCheckpoint;
import dev.patron.log.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Checks an export: that it holds each event under its signed checkpoint and nothing else, and what the events say. Of a
 * part, that it holds each event of its places, and what can be said of events without those before them.
 */
final class OfflineExport {
    private static final String EXPORT = "export";
    private static final int PAGE = 1000;

    private final Path file;
    private final Trust trust;
    private final StepWatcher watcher;
    private final Findings findings = new Findings(EXPORT);
    private final List<String> unchecked = new ArrayList<>();
    private final ExportMoney money;

    OfflineExport(Path file, Trust trust, Predicate<String> simulatedToken, StepWatcher watcher) {
        this.file = file;
        this.trust = trust;
        this.money = new ExportMoney(simulatedToken);
        this.watcher = watcher;
    }

    Offline.Found run() {
        try (ByteLines lines = new ByteLines(file)) {
            String first = lines.next().orElse("");
            ExportHead head = ExportHead.read(first);
            VerifierKey key = key(head);
            EventAudit audit = head.part().isEmpty()
                    ? new EventAudit(Offline.ledger(key), findings)
                    : EventAudit.ofPart(Offline.ledger(key), findings);
            if (!key.toString().equals(head.key())) {
                findings.add(EXPORT, "line 1: it names another key than the one that was brought along");
            }
            Optional<SignedCheckpoint> signed = signed(head, first, key);
            Optional<ExportTree> tree = signed.flatMap(note -> tree(head, note.checkpoint(), key));
            tree.ifPresent(leaves -> walk(lines, leaves, head, audit));
            VerifyReport report = Offline.report(audit, findings, signed).alsoUnchecked(unchecked);
            Optional<Offline.Part> part = head.part()
                    .map(ExportHead.Part::range)
                    .map(range -> new Offline.Part(
                            range.first(),
                            range.end(),
                            tree.map(ExportTree::notMet).orElse(List.of())));
            return new Offline.Found(report, Offline.ledger(key), key.toString(), part);
        } catch (IllegalArgumentException e) {
            throw new Offline.UnfitException("its first line is not that of an export: " + e.getMessage());
        } catch (IOException e) {
            throw new Offline.UnfitException("it could not be read: " + e.getMessage());
        }
    }

    private VerifierKey key(ExportHead head) {
        return trust.key().map(Offline::parse).orElseGet(() -> {
            try {
                return VerifierKey.parse(head.key());
            } catch (LogException e) {
                throw new Offline.UnfitException("line 1: the log's public key: " + e.getMessage());
            }
        });
    }

    private Optional<SignedCheckpoint> signed(ExportHead head, String line, VerifierKey key) {
        try {
            SignedCheckpoint signed = SignedCheckpoint.open(head.note(), key);
            if (!head.line().equals(line)) {
                findings.add(EXPORT, "line 1: it says other things of its checkpoint than the checkpoint does");
            }
            return Optional.of(signed);
        } catch (LogException e) {
            findings.add(EXPORT, "line 1: its checkpoint: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** The tree that the lines are to fill; none when what line 1 says of it cannot be. */
    private Optional<ExportTree> tree(ExportHead head, Checkpoint signed, VerifierKey key) {
        RangeProof range = head.part().map(ExportHead.Part::range).orElseGet(() -> RangeProof.all(signed.size()));
        if (!range.fits(signed.size())) {
            findings.add(
                    EXPORT,
                    "line 1: so many hashes do not lie beside places " + range.first() + " to " + range.end() + " of "
                            + signed.size());
            return Optional.empty();
        }
        return Optional.of(new ExportTree(
                signed,
                range,
                trust.checkpoints(key, problem -> findings.add(OfflineLog.LOG, problem)),
                problem -> findings.add(OfflineLog.LOG, problem)));
    }

    private void walk(ByteLines lines, ExportTree tree, ExportHead head, EventAudit audit) {
        Optional<ExportPeriod> period = head.part().map(ExportPeriod::new);
        long number = 2;
        try {
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                Optional<Taken> taken = take("line " + number + ", ", line.get(), tree, audit);
                period.ifPresent(bounds -> taken.ifPresent(event -> bounds.take(event.place(), event.read())));
                if (number % PAGE == 0 || number == tree.events() + 1) {
                    watcher.told("events checked", number - 1, tree.events());
                }
                number++;
            }
        } catch (IllegalArgumentException | IOException e) {
            findings.add(EXPORT, "line " + number + ": it cannot be read: " + e.getMessage());
        }
        tree.end();
        period.ifPresent(bounds -> {
            bounds.problems().forEach(problem -> findings.add(EXPORT, problem));
            unchecked.addAll(bounds.unchecked());
            unchecked.addAll(audit.unchecked());
            money.unchecked().ifPresent(unchecked::add);
            tree.notMet()
                    .forEach(size -> unchecked.add("whether the log continues the checkpoint at " + size
                            + " entries: what lies at its end is not in this export"));
        });
    }

    /** A line that was read. */
    private record Taken(long place, EventAudit.Read read) {}

    private Optional<Taken> take(String where, String text, ExportTree tree, EventAudit audit) {
        ExportLine line;
        try {
            line = ExportLine.read(text);
        } catch (IllegalArgumentException e) {
            findings.add(EXPORT, where + e.getMessage());
            return Optional.empty();
        }
        byte[] bytes = line.body().getBytes(StandardCharsets.UTF_8);
        String named = where + "event " + line.event() + ": ";
        if (!Digests.sha256(bytes).equals(line.sha256())) {
            findings.add(EXPORT, named + "its bytes do not hash to its `sha256`");
        }
        if (!tree.take(line.place(), Merkle.leaf(bytes))) {
            findings.add(EXPORT, named + "its place " + line.place() + " is another's, or none");
        }
        Optional<EventAudit.Read> read = audit.read(where, line.body());
        read.ifPresent(event -> {
            if (event.seq() != line.event()) {
                findings.add(EXPORT, named + "its bytes are those of event " + event.seq());
            }
            if (!money.is(event, line.simulated(), audit.isPart())) {
                findings.add(EXPORT, named + "whether its money is simulated is not as its run or token says");
            }
            audit.take(event);
        });
        return read.map(event -> new Taken(line.place(), event));
    }
}
