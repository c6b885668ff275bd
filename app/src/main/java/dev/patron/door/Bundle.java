package dev.patron.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.log.Checkpoint;
import dev.patron.log.Hash;
import dev.patron.log.InclusionProof;
import dev.patron.log.LogException;
import dev.patron.log.VerifierKey;
import dev.patron.wire.StrictJson;
import dev.patron.wire.StrictJson.NotJsonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Checks a bundle without the ledger that made it: that each event is in the signed log (C2SP tlog-proof, RFC 6962), that the
 * events are those of one purchase with nothing missing between them, and that its standing and what was signed follow from them.
 *
 * <p>What it cannot show: that nothing came after. A later reversal or claim can be left out with all that rests on it; who must
 * know checks the whole log.
 */
public final class Bundle {
    /** What no bundle shows, for people. */
    public static final String NOT_SHOWN =
            "that nothing came after, such as a reversal or a claim; `ledger verify` of the whole log shows that";

    static final String SCHEMA = "patron-bundle/2";
    private static final int BYTES_MOST = 1 << 24;
    private static final Pattern INTENT = Pattern.compile("[0-9a-f]{64}");
    private static final Set<String> MEMBERS = new TreeSet<>(Set.of(
            "schema",
            "origin",
            "verifier_key",
            "intent",
            "run",
            "shot",
            "standing",
            "events",
            "payment_signature",
            "transactions",
            "order"));
    private static final Set<String> OF_EVENT = new TreeSet<>(Set.of("index", "body", "proof"));

    private final List<String> problems = new ArrayList<>();
    private final Map<Long, Hash> roots = new HashMap<>();
    private final List<BundleEvent> events = new ArrayList<>();
    private Optional<Checkpoint> head = Optional.empty();
    private Optional<Shown> shown = Optional.empty();

    private Bundle() {}

    /**
     * What a sound bundle shows.
     *
     * @param intent   the payment's id
     * @param standing where it stands by the events in the bundle
     * @param signed   what was checked of what was signed, for people
     */
    public record Shown(String intent, ObjectNode standing, String signed) {}

    /**
     * What a check found.
     *
     * @param problems what is wrong, the first event that is wrong first; empty when the bundle holds
     * @param events   how many events were proven
     * @param head     the last checkpoint that they were proven against
     * @param shown    empty when anything is wrong
     */
    public record Checked(List<String> problems, int events, Optional<Checkpoint> head, Optional<Shown> shown) {
        public Checked {
            problems = List.copyOf(problems);
        }
    }

    /**
     * @param trusted the log's public key from elsewhere; without it the bundle's own is believed
     */
    public static Checked check(byte[] bytes, Optional<String> trusted) {
        Bundle bundle = new Bundle();
        try {
            bundle.read(StrictJson.read(bytes, BYTES_MOST).root(), trusted);
        } catch (NotJsonException e) {
            bundle.problems.add("the bundle is not JSON: " + e.getMessage());
        } catch (LogException e) {
            bundle.problems.add("the bundle: " + e.getMessage());
        }
        return new Checked(
                bundle.problems,
                bundle.events.size(),
                bundle.head,
                bundle.problems.isEmpty() ? bundle.shown : Optional.empty());
    }

    private void read(JsonNode bundle, Optional<String> trusted) {
        String own = bundle.path("verifier_key").asText();
        Optional<String> form = form(bundle);
        if (form.isPresent()) {
            problems.add(form.get());
        } else if (trusted.filter(key -> !key.equals(own)).isPresent()) {
            problems.add("the bundle is signed with another key than the one you gave");
        } else {
            VerifierKey key = VerifierKey.parse(own);
            bundle.path("events").forEach(event -> event(bundle, event, key));
            if (problems.isEmpty()) {
                agree(bundle);
            }
        }
    }

    /** What is wrong with its form. */
    private static Optional<String> form(JsonNode bundle) {
        if (!members(bundle).equals(MEMBERS)) {
            return Optional.of("the bundle has the members " + members(bundle) + " and not " + MEMBERS);
        }
        boolean texts = Set.of("schema", "origin", "verifier_key", "intent", "run", "shot").stream()
                .allMatch(member -> bundle.path(member).isTextual());
        boolean signed = isTextOrNull(bundle.path("payment_signature"))
                && areTexts(bundle.path("transactions"))
                && (bundle.path("order").isObject() || bundle.path("order").isNull())
                && (bundle.path("order").isNull()
                        || (bundle.path("order").path("address").isTextual()
                                && bundle.path("order").path("body").isTextual()
                                && isTextOrNull(bundle.path("order").path("invoice"))));
        if (!texts || !signed) {
            return Optional.of("a member of the bundle is of another form");
        }
        if (!bundle.path("schema").asText().equals(SCHEMA)) {
            return Optional.of("the bundle is not of schema `" + SCHEMA + "`");
        }
        if (!INTENT.matcher(bundle.path("intent").asText()).matches()) {
            return Optional.of("the bundle names no payment");
        }
        return bundle.path("events").isArray() && !bundle.path("events").isEmpty()
                ? Optional.empty()
                : Optional.of("the bundle holds no events");
    }

    private static boolean isTextOrNull(JsonNode node) {
        return node.isTextual() || node.isNull();
    }

    private static boolean areTexts(JsonNode array) {
        for (JsonNode one : array) {
            if (!one.isTextual()) {
                return false;
            }
        }
        return array.isArray();
    }

    private static Set<String> members(JsonNode object) {
        Set<String> members = new TreeSet<>();
        object.fieldNames().forEachRemaining(members::add);
        return members;
    }

    private void event(JsonNode bundle, JsonNode event, VerifierKey key) {
        String where = "event at index " + event.path("index").asText() + ": ";
        if (!members(event).equals(OF_EVENT) || !event.valueStream().allMatch(JsonNode::isTextual)) {
            problems.add(where + "it has not the members " + OF_EVENT + " as texts");
            return;
        }
        try {
            InclusionProof proof = InclusionProof.parse(event.path("proof").asText(), key);
            String body = event.path("body").asText();
            Checkpoint signed = proof.checkpoint().checkpoint();
            if (!event.path("index").asText().equals(Long.toString(proof.index()))
                    || !proof.proves(body.getBytes(StandardCharsets.UTF_8))) {
                problems.add(where + "its bytes do not lead to the signed root");
                return;
            }
            if (!roots.merge(signed.size(), signed.root(), (known, _) -> known).equals(signed.root())) {
                problems.add(where + "two roots were signed for " + signed.size() + " entries");
            }
            if (!events.isEmpty() && events.getLast().place() >= proof.index()) {
                problems.add(where + "it stands behind one whose place is not before its own");
            }
            head = Optional.of(signed);
            BundleEvent proven = new BundleEvent(
                    proof.index(),
                    StrictJson.read(body.getBytes(StandardCharsets.UTF_8), BYTES_MOST)
                            .root());
            events.add(proven);
            String origin = "patron-ledger/" + proven.text("ledger");
            if (!signed.origin().equals(origin)
                    || !bundle.path("origin").asText().equals(origin)) {
                problems.add(where + "it is of ledger `" + proven.text("ledger") + "`, the log is `" + signed.origin()
                        + "`");
            }
        } catch (LogException | NotJsonException e) {
            problems.add(where + e.getMessage());
        }
    }

    private void agree(JsonNode bundle) {
        BundleTrack.Named named = new BundleTrack.Named(
                bundle.path("intent").asText(),
                bundle.path("run").asText(),
                bundle.path("shot").asText());
        BundleTrack track = BundleTrack.follow(named, events, problems::add);
        ObjectNode standing = track.standing().document();
        if (!bundle.path("standing").equals(standing)) {
            problems.add("the bundle says that the purchase stands at " + bundle.path("standing")
                    + ", and its events say " + standing);
        }
        if (problems.isEmpty()) {
            BundleSignature.Form checked = BundleSignature.check(track, bundle, problems::add);
            shown = Optional.of(new Shown(named.intent(), standing, checked.words()));
        }
    }
}
