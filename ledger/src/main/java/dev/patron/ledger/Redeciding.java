package dev.patron.ledger;

import dev.patron.policy.PolicySet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes one recorded decision after the other again, from the bytes of its event and of the event that holds its policy,
 * and compares the whole event byte for byte with what comes out. Holds the policies it was shown; one thread.
 *
 * <p>Both questions throw {@link IllegalArgumentException}, {@link ArithmeticException} or
 * {@link java.time.DateTimeException} for events that cannot be read.
 */
final class Redeciding {
    private final Map<String, PolicySet> policies = new HashMap<>();
    private final Remade decisions;

    /**
     * @param decisions shared with who asks about the same events
     */
    Redeciding(Remade decisions) {
        this.decisions = decisions;
    }

    /** Takes an event that holds a policy: it is the one that its digest names, and nothing else. */
    Optional<String> policy(Fields event) {
        PolicySet policy = PolicyCodec.read(event.part("policy"));
        if (!policy.digest().equals(event.text("digest"))) {
            return Optional.of("the policy that it holds has the digest " + policy.digest());
        }
        adopt(policy);
        return Json.write(PolicyCodec.write(policy))
                        .equals(Json.write(event.part("policy").members()))
                ? Optional.empty()
                : Optional.of("the policy that it holds is written in another way");
    }

    void adopt(PolicySet policy) {
        policies.put(policy.digest(), policy);
    }

    /** The policy of a digest, where it was shown. */
    Optional<PolicySet> known(String digest) {
        return Optional.ofNullable(policies.get(digest));
    }

    boolean knows(String digest) {
        return policies.containsKey(digest);
    }

    /** Decides again what an event records, and says what differs from its bytes; empty when nothing does. */
    Optional<String> decision(Fields recorded, String bytes) {
        String digest = recorded.text("policy");
        PolicySet policy = policies.get(digest);
        if (policy == null) {
            return Optional.of("no event before it holds the policy " + digest);
        }
        Judging.Made made = decisions.make(policy, recorded);
        Map<String, Object> again = new LinkedHashMap<>(DecisionCodec.write(made));
        for (String kept : List.of("v", "seq", "type", "ledger", "run", "intent", "shot", "round")) {
            if (recorded.has(kept)) {
                again.put(kept, recorded.members().get(kept));
            }
        }
        again.put("at", made.input().state().at().toString());
        return Json.write(again).equals(bytes)
                ? Optional.empty()
                : Optional.of("decided again, it differs in " + differing(recorded.members(), again));
    }

    private static String differing(Map<String, Object> recorded, Map<String, Object> again) {
        TreeSet<String> keys = new TreeSet<>(recorded.keySet());
        keys.addAll(again.keySet());
        List<String> differing = new ArrayList<>();
        for (String key : keys) {
            @Nullable Object left = recorded.get(key);
            @Nullable Object right = again.get(key);
            if (left == null || right == null || !Json.write(left).equals(Json.write(right))) {
                differing.add("`" + key + "`" + words(key, left, right));
            }
        }
        return String.join(", ", differing);
    }

    private static String words(String key, @Nullable Object left, @Nullable Object right) {
        return key.equals("outcome") ? " (recorded " + left + ", decided " + right + ")" : "";
    }
}
