package dev.patron.ledger;

import dev.patron.policy.PolicySet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes recorded decisions again, and remembers the last one for whoever asks about the very same event next under an equal
 * policy. One thread.
 */
final class Remade {
    private record Known(PolicySet policy, Judging.Made made) {}

    private final IdentityHashMap<Map<String, Object>, Known> last = new IdentityHashMap<>(1);

    /** The digest of each policy that decisions were made under, which is as many as were adopted. */
    private final IdentityHashMap<PolicySet, String> digests = new IdentityHashMap<>();

    /**
     * The decision that the members of an event lead to.
     *
     * @throws IllegalArgumentException when they do not hold what a decision is made of
     */
    Judging.Made make(PolicySet policy, Fields event) {
        Optional<Known> known = Optional.ofNullable(last.get(event.members()))
                .filter(made -> made.policy().equals(policy));
        if (known.isPresent()) {
            return known.get().made();
        }
        Judging.Made made =
                Judging.judge(policy, digests.computeIfAbsent(policy, PolicySet::digest), DecisionCodec.read(event));
        last.clear();
        last.put(event.members(), new Known(policy, made));
        return made;
    }
}
