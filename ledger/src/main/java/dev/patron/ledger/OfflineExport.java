package dev.patron.ledger;

import dev.patron.log.Checkpoint;
import dev.patron.log.LogException;
import dev.patron.log.Merkle;
import dev.patron.log.SignedCheckpoint;
import dev.patron.log.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Checks an export: that it holds each event under its signed checkpoint and nothing else, and what the events say. */
final class OfflineExport {
    private static final String EXPORT = "export";
    private static final int PAGE = 1000;

    private final Path file;
    private final Trust trust;
    private final Predicate<String> simulatedToken;
    private final StepWatcher watcher;
    private final Findings findings = Findings.of(
            Stream.concat(Stream.of(EXPORT), EventAudit.CHECKS.stream()).toList());
    private final Map<String, Boolean> runs = new HashMap<>();
    private final Map<String, String> claims = new HashMap<>();

    OfflineExport(Path file, Trust trust, Predicate<String> simulatedToken, StepWatcher watcher) {
        this.file = file;
        this.trust = trust;
        this.simulatedToken = simulatedToken;
        this.watcher = watcher;
    }

    Offline.Found run() {
        try (ByteLines lines = new ByteLines(file)) {
            String first = lines.next().orElse("");
            ExportHead head = ExportHead.read(first);
            VerifierKey key = trust.key().map(Offline::parse).orElseGet(() -> Offline.parse(head.key()));
            EventAudit audit = new EventAudit(Offline.ledger(key), findings);
            if (!key.toString().equals(head.key())) {
                findings.add(EXPORT, "line 1: it names another key than the one that was brought along");
            }
            Optional<SignedCheckpoint> signed = signed(head, first, key);
            signed.ifPresent(note -> walk(lines, note.checkpoint(), key, audit));
            return new Offline.Found(Offline.report(audit, findings, signed), Offline.ledger(key), key.toString());
        } catch (IllegalArgumentException e) {
            throw new Offline.UnfitException("its first line is not that of an export: " + e.getMessage());
        } catch (IOException e) {
            throw new Offline.UnfitException("it could not be read: " + e.getMessage());
        }
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

    private void walk(ByteLines lines, Checkpoint head, VerifierKey key, EventAudit audit) {
        ExportTree tree = new ExportTree(
                head,
                trust.checkpoints(key, problem -> findings.add(OfflineLog.LOG, problem)),
                problem -> findings.add(OfflineLog.LOG, problem));
        long number = 2;
        try {
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                String where = "line " + number + ", ";
                take(where, line.get(), tree, audit);
                if (number % PAGE == 0 || number == head.size() + 1) {
                    watcher.told("events checked", number - 1, head.size());
                }
                number++;
            }
        } catch (IllegalArgumentException | IOException e) {
            findings.add(EXPORT, "line " + number + ": it cannot be read: " + e.getMessage());
        }
        tree.end();
    }

    private void take(String where, String text, ExportTree tree, EventAudit audit) {
        ExportLine line;
        try {
            line = ExportLine.read(text);
        } catch (IllegalArgumentException e) {
            findings.add(EXPORT, where + e.getMessage());
            return;
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
        if (read.isPresent()) {
            if (read.get().seq() != line.event()) {
                findings.add(
                        EXPORT,
                        named + "its bytes are those of event " + read.get().seq());
            }
            if (!simulated(read.get()).equals(line.simulated())) {
                findings.add(EXPORT, named + "whether its money is simulated is not as its run or token says");
            }
            audit.take(read.get());
        }
    }

    /** Whether an event is about money that does not exist: its run says so, or its token, or that of its claim. */
    private Optional<Boolean> simulated(EventAudit.Read event) {
        Map<String, Object> body = event.body().members();
        if (body.get("run") instanceof String run) {
            if (event.type().equals("run_opened") && body.get("simulated") instanceof Boolean simulated) {
                runs.put(run, simulated);
            }
            return Optional.ofNullable(runs.get(run));
        }
        if (body.get("asset") instanceof String token) {
            if (body.get("claim") instanceof String claim) {
                claims.put(claim, token);
            }
            return Optional.of(simulatedToken.test(token));
        }
        return event.type().equals("claim_closed") && body.get("claim") instanceof String claim
                ? Optional.ofNullable(claims.get(claim)).map(simulatedToken::test)
                : Optional.empty();
    }
}
