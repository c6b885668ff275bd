package dev.patron.door;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.ledger.StepWatcher;

/** Somebody who can answer questions about a data directory. */
public interface Answers extends AutoCloseable {
    /**
     * @param watcher told now and then how far a long answer is; what it throws ends the work
     * @throws QuestionException when the question makes no sense
     */
    ObjectNode ask(Question question, StepWatcher watcher);

    default ObjectNode ask(Question question) {
        return ask(question, StepWatcher.unobserved());
    }

    @Override
    void close();

    /** The same answers, which close something else when they are closed. */
    static Answers closing(Answers answers, Runnable close) {
        return new Answers() {
            @Override
            public ObjectNode ask(Question question, StepWatcher watcher) {
                return answers.ask(question, watcher);
            }

            @Override
            public void close() {
                close.run();
            }
        };
    }
}
