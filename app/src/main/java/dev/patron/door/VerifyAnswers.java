package dev.patron.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.Offline;
import dev.patron.ledger.StepWatcher;
import dev.patron.ledger.Trust;
import dev.patron.ledger.VerifyReport;
import dev.patron.log.Notes;
import java.util.Optional;

/** What a verification found, as a document: of a ledger that is open, or of one without its database. */
public final class VerifyAnswers {
    private final Ledger ledger;

    VerifyAnswers(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Verifies the ledger; {@code checkpoints} are signed notes of earlier audits, {@code key} the key that they trust. */
    ObjectNode verify(Question question, StepWatcher watcher) {
        Trust trust = new Trust(
                question.argument("key"),
                Notes.split(question.argument("checkpoints").orElse("")));
        VerifyReport report = ledger.verify(trust, watcher);
        return document(report, ledger.id(), ledger.log().verifierKey());
    }

    /** What was found without the database. Of a part it is never said that the whole is sound, nor what was not added up. */
    public static ObjectNode document(Offline.Found found) {
        ObjectNode document = document(found.report(), found.ledger(), Optional.of(found.key()));
        found.part().ifPresent(part -> {
            if (found.report().isSound()) {
                document.put("status", "sound_in_part");
            }
            document.putNull("postings");
            document.putNull("payments");
            document.putObject("part")
                    .put("first", part.first())
                    .put("end", part.end())
                    .put("checkpoints_not_met", part.notMet().size());
        });
        return document;
    }

    /**
     * @param key the public key that the checkpoint was held against; empty before the first was signed
     */
    private static ObjectNode document(VerifyReport report, String ledger, Optional<String> key) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("status", report.isSound() ? "sound" : "unsound");
        document.put("ledger", ledger);
        document.put("events", report.events());
        document.put("postings", report.postings());
        document.put("payments", report.payments());
        ArrayNode checks = document.putArray("checks");
        report.checks()
                .forEach(check -> checks.addObject().put("check", check.name()).put("held", check.held()));
        ArrayNode problems = document.putArray("problems");
        report.problems().forEach(problems::add);
        ArrayNode repairs = document.putArray("repairs");
        report.repairs().forEach(repairs::add);
        ArrayNode datedBack = document.putArray("dated_back");
        report.datedBack().forEach(datedBack::add);
        ArrayNode unchecked = document.putArray("unchecked");
        report.unchecked().forEach(unchecked::add);
        Documents.put(document, "checkpoint", report.checkpoint());
        Documents.put(document, "verifier_key", key);
        return document;
    }
}
