package dev.patron.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.ledger.IntentRecord;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.PaymentState;
import dev.patron.ledger.Proven;
import dev.patron.ledger.Traced;
import dev.patron.payment.SellerRequest;
import dev.patron.x402.PaymentPayload;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes a bundle that proves one purchase by itself.
 *
 * <p>It holds the purchase's events with their proofs, and the signed authorization once the chain has used it or it is
 * dead: until then it is as good as money.
 */
final class ProofAnswers {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Set<PaymentState> OVER =
            Set.of(PaymentState.SETTLED, PaymentState.EXPIRED, PaymentState.CANCELLED);

    private final Ledger ledger;

    ProofAnswers(Ledger ledger) {
        this.ledger = ledger;
    }

    ObjectNode prove(Question question) {
        String subject = question.subject();
        return switch (ledger.reader().trace(subject)) {
            case Traced.Nothing() ->
                throw new QuestionException(
                        "nothing is recorded of `" + subject + "`; `patron ledger trace` says" + " what can be named");
            case Traced.Several _ ->
                throw new QuestionException("`" + subject + "` is the beginning of several things; `patron ledger"
                        + " trace " + subject + "` lists them");
            case Traced.Found found -> bundle(one(subject, found));
        };
    }

    private static IntentRecord one(String subject, Traced.Found found) {
        List<IntentRecord> intents = found.purchases().stream()
                .flatMap(purchase -> purchase.intent().stream())
                .toList();
        if (intents.size() != 1) {
            String names = intents.stream()
                    .map(intent -> intent.shot() + " `" + intent.id().substring(0, 16) + "`")
                    .collect(Collectors.joining(", "));
            throw new QuestionException("`" + subject + "` names " + intents.size()
                    + " attempts at a payment, and a bundle proves one"
                    + (names.isEmpty() ? "" : "; name one: " + names));
        }
        return intents.getFirst();
    }

    private ObjectNode bundle(IntentRecord intent) {
        List<Proven> proven = ledger.log().prove(intent.id());
        ObjectNode bundle = NODES.objectNode();
        bundle.put("schema", Bundle.SCHEMA);
        bundle.put("origin", proven.getFirst().proof().checkpoint().checkpoint().origin());
        bundle.put("verifier_key", ledger.log().verifierKey().orElseThrow());
        bundle.put("intent", intent.id());
        bundle.put("run", intent.run());
        bundle.put("shot", intent.shot());
        ArrayNode events = bundle.putArray("events");
        for (Proven one : proven) {
            events.addObject()
                    .put("index", one.proof().index())
                    .put("body", one.body())
                    .put("proof", one.proof().text());
        }
        Documents.put(bundle, "payment_signature", authorization(intent));
        return bundle;
    }

    private Optional<String> authorization(IntentRecord intent) {
        if (!OVER.contains(intent.payment())) {
            return Optional.empty();
        }
        return ledger.reader()
                .signed(intent)
                .filter(signed -> signed.request().length > 0)
                .flatMap(signed -> SellerRequest.fromBytes(signed.request()).headers().stream()
                        .filter(header -> header.name().equals(PaymentPayload.HEADER))
                        .map(SellerRequest.Header::value)
                        .findFirst());
    }
}
