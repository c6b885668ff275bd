package dev.patron.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.ledger.ErasureFacts;
import dev.patron.ledger.ErasureOutcome;
import dev.patron.run.Erasing;
import dev.patron.run.RunException;
import java.util.List;
import java.util.Optional;

/** Says what erasing would take away, and erases. */
final class ErasureAnswers {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Erasing erasing;

    ErasureAnswers(Optional<Erasing> erasing) {
        this.erasing = erasing.orElseThrow(
                () -> new QuestionException("nothing is erased while a run goes on in this data directory; nothing was"
                        + " changed, and it can be asked for when that run has ended"));
    }

    ObjectNode look(Question question) {
        try {
            return document("would erase", erasing.look(question.subject()));
        } catch (RunException e) {
            throw new QuestionException(String.valueOf(e.getMessage()));
        }
    }

    ObjectNode erase(Question question) {
        try {
            return document("erased", erasing.erase(question.subject()));
        } catch (RunException e) {
            throw new QuestionException(String.valueOf(e.getMessage()));
        }
    }

    private static ObjectNode document(String status, List<ErasureOutcome> outcomes) {
        ObjectNode document = NODES.objectNode().put("status", status);
        ArrayNode runs = document.putArray("runs");
        for (ErasureOutcome outcome : outcomes) {
            ErasureFacts facts = outcome.facts();
            ObjectNode node = runs.addObject()
                    .put("run", facts.run())
                    .put("brief_sha256", facts.brief())
                    .put("before", outcome instanceof ErasureOutcome.Before)
                    .put("sealed_steps", facts.steps())
                    .put("sealed_requests", facts.requests())
                    .put("stored_files", facts.assets().size());
            Documents.put(node, "out", Optional.of(facts.out()).filter(out -> !out.isEmpty()));
        }
        return document;
    }
}
