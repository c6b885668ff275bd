package dev.patron.ledger;

import dev.patron.log.Checkpoint;
import dev.patron.log.LogException;
import dev.patron.log.LogFinding;
import dev.patron.log.LogKey;
import dev.patron.log.LogReader;
import dev.patron.log.LogReport;
import dev.patron.log.SignedCheckpoint;
import dev.patron.log.VerifierKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Checks a ledger's log, and its journal where it is there, without a database. */
final class OfflineLog {
    static final String LOG = "log";
    private static final int PAGE = 1000;

    private final LogFiles files;
    private final Trust trust;
    private final StepWatcher watcher;
    private final Findings findings = new Findings();

    OfflineLog(LogFiles files, Trust trust, StepWatcher watcher) {
        this.files = files;
        this.trust = trust;
        this.watcher = watcher;
    }

    Offline.Found run() {
        VerifierKey key = key();
        String ledger = Offline.ledger(key);
        EventAudit audit = new EventAudit(ledger, findings);
        Optional<JournalAudit> journal = files.journal().flatMap(file -> journal(file, ledger));
        Optional<SignedCheckpoint> head = head(key);
        head.ifPresent(signed -> {
            walk(new LogReader(files.log(), key), signed, audit, journal);
            journal.ifPresent(records -> records.end(audit.states()));
        });
        return new Offline.Found(Offline.report(audit, findings, head), ledger, key.toString(), Optional.empty());
    }

    /** The journal's requests, which are read before the log is: what came later is under no checkpoint. */
    private Optional<JournalAudit> journal(Path file, String ledger) {
        try (Journal journal = Journal.look(file, ledger)) {
            return Optional.of(new JournalAudit(journal, findings));
        } catch (LedgerException e) {
            if (e.fault() != Fault.INTEGRITY) {
                throw e;
            }
            findings.add(JournalAudit.JOURNAL, String.valueOf(e.getMessage()));
            return Optional.empty();
        } catch (IOException e) {
            throw new LedgerException(Fault.STORE, "the journal could not be closed: " + e.getMessage(), e);
        }
    }

    /** The key that was brought along, otherwise the one that lies beside the log. */
    private VerifierKey key() {
        if (trust.key().isPresent()) {
            return Offline.parse(trust.key().get());
        }
        Path file = files.key()
                .orElseThrow(() -> new Offline.UnfitException("no key lies beside `" + files.log()
                        + "`, so its signature cannot be checked; bring the one that you wrote down with `--key`"));
        try {
            return LogKey.load(origin(), file).verifier();
        } catch (LogException e) {
            throw new Offline.UnfitException("the log's key beside it: " + e.getMessage());
        }
    }

    private String origin() {
        try (BufferedReader lines =
                Files.newBufferedReader(files.log().resolve("checkpoint"), StandardCharsets.UTF_8)) {
            return String.valueOf(lines.readLine());
        } catch (IOException e) {
            throw new Offline.UnfitException("the log's checkpoint could not be read: " + e.getMessage());
        }
    }

    private Optional<SignedCheckpoint> head(VerifierKey key) {
        try {
            Optional<SignedCheckpoint> head = new LogReader(files.log(), key).checkpoint();
            if (head.isEmpty()) {
                findings.add(LOG, "log: it has no checkpoint, so nothing vouches for its events");
            }
            return head;
        } catch (LogException e) {
            findings.add(LOG, "log: " + e.getMessage());
            return Optional.empty();
        }
    }

    private void walk(LogReader reader, SignedCheckpoint head, EventAudit audit, Optional<JournalAudit> journaled) {
        long events = head.checkpoint().size();
        NumberOrder numbered = new NumberOrder(event -> {
            audit.take(event);
            journaled.ifPresent(records -> records.take(event));
        });
        List<Checkpoint> earlier = trust.checkpoints(reader.key(), problem -> findings.add(LOG, problem));
        try {
            LogReport report = reader.verify(head, earlier, (place, entry) -> {
                audit.read("place " + place + ", ", entry).ifPresent(numbered::take);
                if ((place + 1) % PAGE == 0 || place + 1 == events) {
                    watcher.told("events checked", place + 1, events);
                }
            });
            report.findings().forEach(found -> findings.add(LOG, said(found)));
        } catch (LogException e) {
            findings.add(LOG, "log: " + e.getMessage());
        }
        numbered.end();
    }

    static String said(LogFinding found) {
        return "log: entries " + found.first() + " to " + (found.end() - 1) + ", `" + found.file() + "`: "
                + found.problem();
    }
}
