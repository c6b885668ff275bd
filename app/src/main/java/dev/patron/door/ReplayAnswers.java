package dev.patron.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.ReplayPage;

/** Makes recorded decisions again, a page a question, so that whoever asks can say how far it has come. */
final class ReplayAnswers {
    private final Ledger ledger;

    ReplayAnswers(Ledger ledger) {
        this.ledger = ledger;
    }

    ObjectNode page(Question question) {
        ReplayPage page;
        try {
            page = ledger.reader()
                    .replay(
                            Long.parseLong(question.argument("after").orElse("0")),
                            question.argument("through").map(Long::valueOf));
        } catch (NumberFormatException e) {
            throw new QuestionException("`after` and `through` are numbers of events");
        }
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("ledger", ledger.id());
        document.put("through", page.through());
        document.put("next", page.next());
        document.put("events", page.events());
        document.put("decisions", page.decisions());
        document.put("older", page.older());
        document.put("differences", page.differences());
        ArrayNode first = document.putArray("first");
        page.first().forEach(first::add);
        return document;
    }
}
