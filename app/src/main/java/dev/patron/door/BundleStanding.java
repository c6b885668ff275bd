package dev.patron.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.ledger.AssetFacts;
import dev.patron.ledger.ClaimRecord;
import dev.patron.ledger.IntentRecord;
import dev.patron.ledger.PaymentState;
import dev.patron.ledger.ProofRecord;
import dev.patron.ledger.Traced;
import java.util.List;
import java.util.Optional;

/**
 * Where a purchase stands, as a bundle states it. Whoever makes a bundle reads it from the ledger's rows, whoever checks one
 * from the events in it.
 *
 * @param claim       the state of the claim, if one was ever opened
 * @param transaction what moved the money, or ended that it could move; empty while nothing did
 * @param isFinal     whether the block is final that says so
 * @param payee       who was paid, else for whom money is held
 * @param units       whole atomic units of {@code asset}, likewise
 * @param assets      SHA-256 of the stored files, in the job's order
 */
record BundleStanding(
        String payment,
        String fulfilment,
        Optional<String> claim,
        Optional<String> transaction,
        boolean isFinal,
        Optional<String> payee,
        Optional<String> units,
        String asset,
        List<String> assets) {
    BundleStanding {
        assets = List.copyOf(assets);
    }

    /** From the ledger's rows. */
    static BundleStanding of(IntentRecord intent, Traced.Purchase purchase) {
        PaymentState payment = intent.payment();
        boolean over =
                payment == PaymentState.SETTLED || payment == PaymentState.EXPIRED || payment == PaymentState.CANCELLED;
        Optional<ProofRecord> last = over ? purchase.proofs().stream().reduce((_, later) -> later) : Optional.empty();
        Optional<ProofRecord> moved = payment == PaymentState.SETTLED ? last : Optional.empty();
        return new BundleStanding(
                payment.name(),
                intent.fulfilment().name(),
                purchase.claim().map(ClaimRecord::state),
                last.map(shown -> shown.proof().transaction()).filter(text -> !text.isEmpty()),
                last.map(shown -> shown.proof().isFinal()).orElse(false),
                moved.map(shown -> shown.proof().payee().text())
                        .or(() -> purchase.reservation().map(held -> account(held.payee()))),
                moved.map(shown -> shown.proof().units().toString()).or(() -> purchase.reservation()
                        .map(held -> held.units().toString())),
                intent.asset().id(),
                purchase.assets().stream().map(AssetFacts::sha256).toList());
    }

    /** The account that a payee's CAIP-10 name ends with. */
    static String account(String payee) {
        return payee.substring(payee.lastIndexOf(':') + 1);
    }

    ObjectNode document() {
        ObjectNode node =
                JsonNodeFactory.instance.objectNode().put("payment", payment).put("fulfilment", fulfilment);
        Documents.put(node, "claim", claim);
        Documents.put(node, "transaction", transaction);
        node.put("final", isFinal);
        Documents.put(node, "payee", payee);
        Documents.put(node, "units", units);
        node.put("asset", asset);
        ArrayNode files = node.putArray("assets");
        assets.forEach(files::add);
        return node;
    }
}
