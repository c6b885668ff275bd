package dev.patron.door;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.ledger.BackupReport;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.LedgerException;
import dev.patron.ledger.StepWatcher;

/**
 * Writes a whole ledger into a file. As with an export, whoever owns the ledger writes it and the asker makes the file,
 * empty. Why none was made is an answer too: what kind of fault, and the sentence.
 */
final class BackupAnswers {
    private final Ledger ledger;

    BackupAnswers(Ledger ledger) {
        this.ledger = ledger;
    }

    ObjectNode backup(Question question, StepWatcher watcher) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        try {
            BackupReport report = ledger.backup()
                    .write(ExportAnswers.emptyFile(question.argument("file").orElse("")), watcher);
            document.put("status", "written");
            document.put("ledger", report.ledger());
            document.put("made_at", report.at().toString());
            document.put("events", report.events());
            document.put("members", report.members());
            document.put("bytes", report.bytes());
            Documents.put(document, "checkpoint", report.checkpoint());
        } catch (LedgerException e) {
            document.put("status", "failed");
            document.put("fault", e.fault().name());
            document.put("message", e.getMessage());
        }
        return document;
    }
}
