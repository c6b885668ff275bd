package dev.patron.policy;

/**
 * Why something was refused: one closed list for rules, demands and payments.
 *
 * <p>The first fourteen are the xFour gateway's words in its own order. When several rules fail, all are listed and
 * the first of this order leads.
 */
public enum Code {
    AGENT_DAILY_LIMIT("the agent's daily limit would be exceeded"),
    AGENT_REQUEST_LIMIT("the amount exceeds the agent's per-request limit"),
    PROVIDER_NOT_ALLOWED("the provider is not in the agent's allowed list"),
    WORKSPACE_BUDGET_EXCEEDED("a workspace budget would be exceeded"),
    AGENT_DISABLED("the agent is unknown or disabled"),
    INSUFFICIENT_BALANCE("the wallet holds too little of the asset"),
    QUOTE_EXPIRED("the reservation went stale before it was signed"),
    QUOTE_NOT_FOUND("there is no such quote"),
    TRANSACTION_FAILED("the transaction failed on the chain"),
    WALLET_ERROR("the wallet could not sign"),
    INVALID_PROOF("the proof is malformed or not genuine"),
    PAYMENT_NOT_FOUND("there is no such payment"),
    INVOICE_MISMATCH("the proof belongs to another invoice"),
    PROOF_EXPIRED("the proof has expired"),

    FROZEN("an operator or an incident froze this scope"),
    PAYMENT_UNRESOLVED("an earlier payment for the same shot is not resolved"),
    NO_LINE_ITEM("the payment names no planned shot"),
    BRIEF_BUDGET_EXCEEDED("the brief's budget would be exceeded"),
    KIND_NOT_ALLOWED("the kind of generation is not in the agent's allowed list"),
    MODEL_NOT_ALLOWED("the model is not in the agent's allowed list"),
    PAYMENT_RATE_LIMIT("the agent has made too many payments within a minute"),
    AT_RISK_LIMIT("too much money would be at risk at once"),
    CLOCK_BEHIND("the clock is behind the last recorded reservation"),
    FEE_LIMIT("the network's fees would exceed their limit"),
    ACCOUNT_AHEAD("the chain shows transactions of the account that the ledger does not know"),
    CHAIN_STALE("the chain's head is too far from the clock"),
    NO_POLICY("no rule applies, so nothing is allowed"),
    RULE_ERROR("a rule could not be evaluated"),

    PRICE_DRIFT("the price differs from the catalogue"),
    PAYEE_MISMATCH("the payee differs from the catalogue"),
    NETWORK_MISMATCH("the network differs from the catalogue"),
    ASSET_MISMATCH("the asset differs from the catalogue"),
    DOMAIN_MISMATCH("the asset's signing domain differs from the catalogue"),
    RESOURCE_MISMATCH("the demand is for another resource than the one asked for"),
    LIFETIME_REFUSED("the demand leaves too little time to settle"),
    UNSUPPORTED_VERSION("the protocol version is not supported"),
    UNSUPPORTED_SCHEME("the payment scheme is not supported"),
    UNSUPPORTED_FLOW("the payment flow is not supported"),
    UNSUPPORTED_METHOD("the asset transfer method is not supported"),
    AMBIGUOUS_CHALLENGE("the demand in the header and the one in the body disagree"),
    MALFORMED_CHALLENGE("the demand cannot be read"),
    UNEXPECTED_PAYWALL("payment was asked where nothing is sold"),
    REDIRECT_REFUSED("the seller redirected a call that may be paid"),
    SELLER_REFUSED("the seller refused the request before payment"),
    NOT_SOLD("the catalogue does not sell this, or no longer"),
    GATEWAY_REFUSED("the gateway would not pay the invoice, and nothing was ordered"),
    SELLER_UNREACHABLE("the seller could not be reached"),
    PAYMENT_EXPIRED("the payment was never settled and can no longer be"),
    PLANNER_STUCK("the planner asked again for what was denied");

    private final String meaning;

    Code(String meaning) {
        this.meaning = meaning;
    }

    /** One clause for people, lower case, without a full stop. */
    public String meaning() {
        return meaning;
    }
}
