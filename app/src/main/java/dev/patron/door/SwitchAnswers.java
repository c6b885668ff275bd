package dev.patron.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.invoice.ProviderHost;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.OutstandingSignature;
import dev.patron.ledger.SwitchOutcome;
import java.time.Instant;
import java.util.Optional;

/** Freezes and thaws, and says what was signed before and can still move. */
final class SwitchAnswers {
    private static final String EVERYTHING = "everything";
    private static final String AGENT = "agent:";
    private static final String PROVIDER = "provider:";

    private final Ledger ledger;
    private final LocalAnswers.Sources sources;

    SwitchAnswers(Ledger ledger, LocalAnswers.Sources sources) {
        this.ledger = ledger;
        this.sources = sources;
    }

    ObjectNode freeze(Question question) {
        String scope = scope(question);
        String reason = Words.line(question, "reason").orElse("by the operator");
        SwitchOutcome outcome = ledger.freeze(scope, reason);
        return document(scope, outcome.changed() ? "frozen" : "already-frozen", outcome);
    }

    ObjectNode thaw(Question question) {
        String scope = scope(question);
        SwitchOutcome outcome = ledger.thaw(scope);
        return document(scope, outcome.changed() ? "thawed" : "not-frozen", outcome);
    }

    /** The scope that was named: one that is frozen, or one that policy or catalogue knows. */
    private String scope(Question question) {
        String scope = question.argument("subject").orElse(EVERYTHING);
        if (scope.equals(EVERYTHING)) {
            return scope;
        }
        if (!scope.startsWith(AGENT) && !scope.startsWith(PROVIDER)) {
            throw new QuestionException("`" + scope + "` is no scope; say `everything`, `agent:ID` or `provider:ID`");
        }
        return ledger.reader().frozenSince(scope).isPresent() ? scope : known(scope);
    }

    private String known(String scope) {
        if (scope.startsWith(PROVIDER)) {
            String provider = scope.substring(PROVIDER.length());
            if (provider.contains(".") && ProviderHost.FORM.matcher(provider).matches()) {
                return scope; // one that sends invoices stands in no catalogue
            }
            return PROVIDER + sources.sellers().apply(provider).id();
        }
        String agent = scope.substring(AGENT.length());
        if (sources.policy().get().agent(agent).isEmpty()) {
            throw new QuestionException("agent `" + agent + "` is not in the policy, so it may spend nothing");
        }
        return scope;
    }

    private static ObjectNode document(String scope, String status, SwitchOutcome outcome) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("scope", scope);
        document.put("status", status);
        boolean wasFrozen = !status.equals("not-frozen");
        Documents.put(document, "reason", Optional.of(outcome.reason()).filter(_ -> wasFrozen));
        Documents.put(document, "since", Optional.of(outcome.since().toString()).filter(_ -> wasFrozen));
        ArrayNode rows = document.putArray("outstanding");
        for (OutstandingSignature signature : outcome.outstanding()) {
            ObjectNode row = rows.addObject();
            row.put("run", signature.run());
            row.put("shot", signature.shot());
            row.put("agent", signature.agent());
            row.put("provider", signature.provider());
            row.put("payment", signature.payment().name());
            row.put("usd", signature.usd().toString());
            row.put("payee", signature.payee());
            row.put("nonce", signature.nonce());
            Documents.put(row, "signed_at", signature.signedAt().map(Instant::toString));
            Documents.put(row, "dies_at", signature.diesAt().map(Instant::toString));
        }
        return document;
    }
}
