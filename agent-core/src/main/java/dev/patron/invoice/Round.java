package dev.patron.invoice;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One turn after another over payments, of which none holds another up: what goes wrong with one is said once, and it is tried again in the
 * next turn.
 */
final class Round {
    private static final Logger LOG = LoggerFactory.getLogger(Round.class);

    private final Set<String> failing = new HashSet<>();

    synchronized void over(List<String> intents, Consumer<String> work) {
        failing.retainAll(Set.copyOf(intents));
        for (String intent : intents) {
            try {
                work.accept(intent);
                failing.remove(intent);
            } catch (RuntimeException e) {
                if (failing.add(intent)) {
                    LOG.warn(
                            "payment {} could not be followed; it is tried again, and this is not said again",
                            intent,
                            e);
                }
            }
        }
    }
}
