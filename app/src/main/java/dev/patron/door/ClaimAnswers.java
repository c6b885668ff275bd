package dev.patron.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.ledger.AttemptRecord;
import dev.patron.ledger.ClaimClosing;
import dev.patron.ledger.ClaimEvidence;
import dev.patron.ledger.ClaimRecord;
import dev.patron.ledger.EventRecord;
import dev.patron.ledger.GenerationRecord;
import dev.patron.ledger.InflowRecord;
import dev.patron.ledger.IntentRecord;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.ProofRecord;
import dev.patron.ledger.ReservationRecord;
import dev.patron.ledger.SignedPayment;
import dev.patron.money.Usd;
import java.time.Instant;
import java.util.Optional;

/** Lists claims, lays out the evidence of one, and closes one by somebody's word. */
final class ClaimAnswers {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Ledger ledger;

    ClaimAnswers(Ledger ledger) {
        this.ledger = ledger;
    }

    ObjectNode list() {
        ObjectNode document = NODES.objectNode();
        Usd open = Usd.ZERO;
        ArrayNode rows = document.putArray("claims");
        for (ClaimRecord claim : ledger.reader().claims(Optional.empty())) {
            rows.add(head(claim));
            open = claim.state().equals("OPEN") ? open.plus(claim.usd()) : open;
        }
        document.put("open_usd", open.toString());
        return document;
    }

    ObjectNode show(Question question) {
        long id = id(question.subject());
        return document(ledger.reader().evidence(id).orElseThrow(() -> unknown(id)));
    }

    ObjectNode close(Question question) {
        long id = id(question.subject());
        ClaimClosing closing = new ClaimClosing(
                outcome(question.argument("reason").orElse("")),
                Words.line(question, "note").orElse(""),
                transaction(question.argument("transaction").orElse("")));
        if (closing.outcome() == ClaimClosing.Outcome.WRITTEN_OFF
                && !closing.transaction().isEmpty()) {
            throw new QuestionException("`--transaction` names a refund, and what is written off has none");
        }
        Optional<ClaimRecord> closed = ledger.closeClaim(id, closing);
        ClaimEvidence evidence = ledger.reader().evidence(id).orElseThrow(() -> unknown(id));
        if (closed.isEmpty()) {
            throw new QuestionException(
                    "claim `C" + id + "` is not open: it is " + evidence.claim().state() + "; nothing was changed");
        }
        return document(evidence);
    }

    private static QuestionException unknown(long id) {
        return new QuestionException("no claim `C" + id + "`; `patron claims list` lists them");
    }

    private static long id(String text) {
        String digits = text.startsWith("C") || text.startsWith("c") ? text.substring(1) : text;
        if (!digits.matches("[0-9]{1,18}")) {
            throw new QuestionException("`" + text + "` is not a claim's id such as `C7`");
        }
        return Long.parseLong(digits);
    }

    private static ClaimClosing.Outcome outcome(String reason) {
        return switch (reason) {
            case "refunded" -> ClaimClosing.Outcome.REFUNDED;
            case "written-off" -> ClaimClosing.Outcome.WRITTEN_OFF;
            default -> throw new QuestionException("`--reason` is `refunded` or `written-off`");
        };
    }

    private static String transaction(String text) {
        if (text.isEmpty() || text.matches("0x[0-9a-fA-F]{64}")) {
            return text;
        }
        throw new QuestionException("`--transaction` is `0x` and 64 hexadecimal digits");
    }

    private static ObjectNode head(ClaimRecord claim) {
        ObjectNode node = Documents.claim(claim);
        Documents.put(node, "closed_at", claim.closedAt().map(Instant::toString));
        node.set(
                "refund",
                claim.refund()
                        .map(refund -> transfer(refund.transaction(), refund.logIndex(), refund.block()))
                        .orElse(null));
        return node;
    }

    private static ObjectNode transfer(String transaction, int logIndex, long block) {
        return NODES.objectNode()
                .put("transaction", transaction)
                .put("log_index", logIndex)
                .put("block", block);
    }

    private static ObjectNode candidate(InflowRecord inflow) {
        return transfer(inflow.transaction(), inflow.logIndex(), inflow.block())
                .put("sender", inflow.sender().text())
                .put("units", inflow.units().toString());
    }

    private static ObjectNode document(ClaimEvidence evidence) {
        ObjectNode document = head(evidence.claim());
        document.set(
                "closing",
                evidence.closing()
                        .map(closing -> NODES.objectNode()
                                .put("outcome", closing.outcome().name())
                                .put("note", closing.note())
                                .put("transaction", closing.transaction()))
                        .orElse(null));
        ArrayNode candidates = document.putArray("candidates");
        evidence.candidates().forEach(inflow -> candidates.add(candidate(inflow)));
        document.set("purchase", evidence.intent().map(ClaimAnswers::purchase).orElse(null));
        Documents.put(document, "prompt_commitment", evidence.commitment());
        Documents.put(document, "demand_digest", evidence.demandDigest());
        Documents.put(document, "request_digest", evidence.requestDigest());
        document.set(
                "authorization",
                evidence.authorization()
                        .map(signed -> authorization(evidence.intent().orElseThrow(), signed))
                        .orElse(null));
        ArrayNode attempts = document.putArray("attempts");
        evidence.attempts().forEach(attempt -> attempts.add(attempt(attempt)));
        ArrayNode proofs = document.putArray("proofs");
        evidence.proofs().forEach(proof -> proofs.add(proof(proof)));
        document.set(
                "generation",
                evidence.generation().map(ClaimAnswers::generation).orElse(null));
        Documents.put(document, "decision", evidence.reservation().map(held -> "D" + held.decision()));
        Documents.put(document, "policy", evidence.reservation().map(ReservationRecord::policy));
        ArrayNode history = document.putArray("history");
        evidence.history().forEach(event -> history.add(event(event)));
        return document;
    }

    static ObjectNode purchase(IntentRecord intent) {
        return NODES.objectNode()
                .put("intent", intent.id())
                .put("attempt", intent.attempt())
                .put("agent", intent.agent())
                .put("payment", intent.payment().name())
                .put("fulfilment", intent.fulfilment().name())
                .put("note", intent.note());
    }

    static ObjectNode authorization(IntentRecord intent, SignedPayment signed) {
        return NODES.objectNode()
                .put("asset", intent.asset().id())
                .put("authorizer", intent.authorizer().text())
                .put("payee", signed.payee().address().text())
                .put("units", signed.amount().units().toString())
                .put("usd", signed.amount().inUsd().toString())
                .put("nonce", intent.nonce())
                .put("valid_before", signed.validBefore().toString())
                .put("signed_at", signed.signedAt().toString());
    }

    private static ObjectNode attempt(AttemptRecord attempt) {
        return NODES.objectNode()
                .put("n", attempt.n())
                .put("outcome", attempt.outcome())
                .put("status", attempt.status())
                .put("claimed_transaction", attempt.claimedTransaction())
                .put("answered_at", attempt.answeredAt().toString());
    }

    static ObjectNode proof(ProofRecord proof) {
        return NODES.objectNode()
                .put("kind", proof.kind())
                .put("transaction", proof.proof().transaction())
                .put("block", proof.proof().blockNumber())
                .put("block_hash", proof.proof().blockHash())
                .put("block_time", proof.proof().blockTime().toString())
                .put("payee", proof.proof().payee().text())
                .put("units", proof.proof().units().toString())
                .put("final", proof.proof().isFinal());
    }

    static ObjectNode generation(GenerationRecord generation) {
        return NODES.objectNode()
                .put("id", generation.handle())
                .put("status", generation.status())
                .put("progress", generation.progress())
                .put("deadline", generation.deadline().toString());
    }

    private static ObjectNode event(EventRecord event) {
        return NODES.objectNode()
                .put("event", event.seq())
                .put("recorded_at", event.recordedAt().toString())
                .put("type", event.type())
                .put("body", event.body());
    }
}
