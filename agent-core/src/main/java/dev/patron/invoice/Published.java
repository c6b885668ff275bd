package dev.patron.invoice;

import dev.patron.policy.Code;
import java.util.Optional;

/** The published words of the gateway: which codes an answer may carry, and the sentence that goes with each. */
public final class Published {
    private Published() {}

    /** The sentence that the reference prints with a code; empty for codes of our own. */
    public static Optional<String> message(Code code) {
        return Optional.ofNullable(
                switch (code) {
                    case AGENT_DAILY_LIMIT -> "Agent has exceeded daily spending limit";
                    case AGENT_REQUEST_LIMIT -> "Amount exceeds per-request limit";
                    case PROVIDER_NOT_ALLOWED -> "Provider is not in agent's allowed list";
                    case WORKSPACE_BUDGET_EXCEEDED -> "Workspace has exceeded its budget cap";
                    case AGENT_DISABLED -> "Agent API key has been disabled";
                    case INSUFFICIENT_BALANCE -> "Workspace treasury has insufficient balance";
                    case QUOTE_EXPIRED -> "Quote has expired (quotes valid for 60 seconds)";
                    case QUOTE_NOT_FOUND -> "Quote ID is invalid or does not exist";
                    case TRANSACTION_FAILED -> "MNEE transaction failed on-chain";
                    case WALLET_ERROR -> "Error accessing workspace wallet";
                    case INVALID_PROOF -> "Proof signature is invalid";
                    case PAYMENT_NOT_FOUND -> "Payment ID in proof does not exist";
                    case INVOICE_MISMATCH -> "Proof invoice ID doesn't match expected invoice";
                    case PROOF_EXPIRED -> "Proof has expired (valid for 24 hours)";
                    default -> null;
                });
    }

    /** The published code that a denied quote carries for any reason of ours. */
    static Code ofQuote(Code code) {
        return switch (code) {
            case AGENT_DAILY_LIMIT, AGENT_REQUEST_LIMIT, PROVIDER_NOT_ALLOWED, WORKSPACE_BUDGET_EXCEEDED -> code;
            case KIND_NOT_ALLOWED, MODEL_NOT_ALLOWED, PAYEE_MISMATCH -> Code.PROVIDER_NOT_ALLOWED;
            case PAYMENT_RATE_LIMIT -> Code.AGENT_REQUEST_LIMIT;
            case INSUFFICIENT_BALANCE, AT_RISK_LIMIT, BRIEF_BUDGET_EXCEEDED -> Code.WORKSPACE_BUDGET_EXCEEDED;
            default -> Code.AGENT_DISABLED;
        };
    }

    /** The published code that a payment carries whose reservation was given back. */
    static Code ofPayment(Code code) {
        return switch (code) {
            case INSUFFICIENT_BALANCE, WALLET_ERROR -> code;
            case FEE_LIMIT, ACCOUNT_AHEAD -> Code.WALLET_ERROR;
            default -> Code.QUOTE_EXPIRED;
        };
    }
}
