package dev.patron.door;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.gateway.Ordered;
import dev.patron.ledger.AccountTransaction;
import dev.patron.ledger.Fault;
import dev.patron.ledger.IntentRecord;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.LedgerException;
import dev.patron.ledger.Proven;
import dev.patron.ledger.SignedPayment;
import dev.patron.ledger.Traced;
import dev.patron.payment.SellerRequest;
import dev.patron.payment.TokenDomain;
import dev.patron.x402.PaymentPayload;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Makes a bundle that proves one purchase by itself.
 *
 * <p>It holds the purchase's events with their proofs, where it stands by the ledger's rows, and what was signed once a final
 * block has used it or it is dead: until then it is as good as money. It is checked before it is handed out.
 */
final class ProofAnswers {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int TRIES_MOST = 5;

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
            case Traced.Found found ->
                bundle(one(subject, found).intent().orElseThrow().id());
        };
    }

    private static Traced.Purchase one(String subject, Traced traced) {
        List<Traced.Purchase> begun = traced instanceof Traced.Found found
                ? found.purchases().stream()
                        .filter(purchase -> purchase.intent().isPresent())
                        .toList()
                : List.of();
        if (begun.size() != 1) {
            String names = begun.stream()
                    .flatMap(purchase -> purchase.intent().stream())
                    .map(intent -> intent.shot() + " `" + intent.id().substring(0, 16) + "`")
                    .collect(Collectors.joining(", "));
            throw new QuestionException("`" + subject + "` names " + begun.size()
                    + " attempts at a payment, and a bundle proves one"
                    + (names.isEmpty() ? "" : "; name one: " + names));
        }
        return begun.getFirst();
    }

    /** A payment may go on meanwhile: what was read of rows and what of events must be of one moment. */
    private ObjectNode bundle(String intent) {
        List<String> problems = List.of();
        for (int tried = 0; tried < TRIES_MOST; tried++) {
            List<Proven> proven = ledger.log().prove(intent);
            Traced.Purchase purchase = one(intent, ledger.reader().trace(intent));
            ObjectNode bundle = bundle(purchase, proven);
            problems = Bundle.check(bundle.toString().getBytes(StandardCharsets.UTF_8), Optional.empty())
                    .problems();
            if (problems.isEmpty()) {
                return bundle;
            }
        }
        throw new LedgerException(
                Fault.INTEGRITY,
                "a bundle of this purchase would not hold: " + problems.getFirst()
                        + "; no bundle was made, `patron ledger verify` checks the whole ledger");
    }

    private ObjectNode bundle(Traced.Purchase purchase, List<Proven> proven) {
        IntentRecord intent = purchase.intent().orElseThrow();
        ObjectNode bundle = NODES.objectNode();
        bundle.put("schema", Bundle.SCHEMA);
        bundle.put("origin", proven.getFirst().proof().checkpoint().checkpoint().origin());
        bundle.put("verifier_key", ledger.log().verifierKey().orElseThrow());
        bundle.put("intent", intent.id());
        bundle.put("run", intent.run());
        bundle.put("shot", intent.shot());
        BundleStanding standing = BundleStanding.of(intent, purchase);
        bundle.set("standing", standing.document());
        ArrayNode events = bundle.putArray("events");
        for (Proven one : proven) {
            events.addObject()
                    .put("index", Long.toString(one.proof().index()))
                    .put("body", one.body())
                    .put("proof", one.proof().text());
        }
        bundle.putNull("payment_signature").putArray("transactions");
        bundle.putNull("order");
        if (standing.isFinal() && purchase.erasedAt().isEmpty()) {
            purchase.authorization().ifPresent(signed -> sign(bundle, purchase, signed));
        }
        return bundle;
    }

    /** Puts in what was signed, which is no money any more. */
    private void sign(ObjectNode bundle, Traced.Purchase purchase, SignedPayment signed) {
        if (signed.request().length == 0) {
            throw new QuestionException("what was signed can no longer be read, because the key of run `"
                    + purchase.run().id() + "` is not there; without it there is no bundle");
        }
        IntentRecord intent = purchase.intent().orElseThrow();
        List<AccountTransaction> transactions = ledger.accounts().transactions(intent);
        if (!transactions.isEmpty()) {
            ArrayNode raw = bundle.putArray("transactions");
            transactions.forEach(one -> raw.add("0x" + HexFormat.of().formatHex(one.bytes())));
        } else if (purchase.run().isTab()) {
            order(bundle, new Ordered(Ordered.OWN, new String(signed.request(), ISO_8859_1), Optional.empty()));
        } else {
            SellerRequest request = SellerRequest.fromBytes(signed.request());
            if (new TokenDomain(signed.domainName(), signed.domainVersion()).isGateway()) {
                order(bundle, Ordered.of(request));
            } else {
                Documents.put(
                        bundle,
                        "payment_signature",
                        request.headers().stream()
                                .filter(header -> header.name().equals(PaymentPayload.HEADER))
                                .map(SellerRequest.Header::value)
                                .findFirst());
            }
        }
    }

    private static void order(ObjectNode bundle, Ordered order) {
        Documents.put(
                bundle.putObject("order").put("address", order.address()).put("body", order.body()),
                "invoice",
                order.invoice());
    }
}
