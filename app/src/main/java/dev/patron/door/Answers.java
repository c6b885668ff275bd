package dev.patron.door;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Somebody who can answer questions about a data directory. */
public interface Answers extends AutoCloseable {
    /**
     * @throws QuestionException when the question makes no sense
     */
    ObjectNode ask(Question question);

    @Override
    void close();
}
