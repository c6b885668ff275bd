package dev.patron.planner;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.plan.Move;
import java.util.List;
import java.util.Optional;

/** What one called tool comes to. */
sealed interface Ruling {
    /** Nothing is done; the model is told these facts. */
    record Told(ObjectNode facts) implements Ruling {}

    /**
     * A move is made; the model is told where its shots stand afterwards.
     *
     * @param shots the ids of the shots that it is about
     */
    record Made(Move move, List<String> shots) implements Ruling {}

    default Optional<Move> asked() {
        return this instanceof Made(Move move, var _) ? Optional.of(move) : Optional.empty();
    }
}
