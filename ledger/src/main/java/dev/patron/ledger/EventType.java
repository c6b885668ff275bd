package dev.patron.ledger;

import static dev.patron.ledger.EventField.Form.ACCOUNT;
import static dev.patron.ledger.EventField.Form.ADDRESS;
import static dev.patron.ledger.EventField.Form.COMMITMENT;
import static dev.patron.ledger.EventField.Form.COUNT;
import static dev.patron.ledger.EventField.Form.DIGEST;
import static dev.patron.ledger.EventField.Form.FLAG;
import static dev.patron.ledger.EventField.Form.LIST;
import static dev.patron.ledger.EventField.Form.MICROS;
import static dev.patron.ledger.EventField.Form.OBJECT;
import static dev.patron.ledger.EventField.Form.TEXT;
import static dev.patron.ledger.EventField.Form.TIME;
import static dev.patron.ledger.EventField.Form.TOKEN;
import static dev.patron.ledger.EventField.Form.UNITS;
import static dev.patron.ledger.EventField.Form.WORD;
import static dev.patron.ledger.EventField.has;
import static dev.patron.ledger.EventField.may;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every kind of fact, and what an event of it holds besides its envelope. {@link EventSchema} holds each event against
 * this when it is written and when it is verified, and makes the page {@code docs/EVENTS.md} of it.
 */
enum EventType {
    RUN_OPENED(
            "a run began",
            Whose.RUN,
            has("brief", DIGEST, "of the brief as it was read"),
            has("market", TEXT, "the seller or sandbox bought from"),
            has("simulated", FLAG, "whether the money is the sandbox's"),
            has("agent", TEXT, "the agent that spends"),
            has("planner", TEXT, "what plans the shots"),
            has("keyed", FLAG, "whether the run's id comes from a name that the caller chose"),
            has("out", TEXT, "the delivery folder, sealed under the run's key"),
            may("budget_micros", MICROS, "the brief's own budget, where it has one"),
            may("opened_at", TIME, "when it began, where a journal brought the run back later")),
    RUN_STATUS(
            "a run ended, or goes on",
            Whose.RUN,
            has("status", WORD, "`running`, `delivered`, `partial`, `refused`, `waiting`, `failed` or `cancelled`")),
    ERASED(
            "what a run was asked for is made unreadable for good",
            Whose.RUN,
            has("brief", DIGEST, "of the brief as it was read"),
            has("reason", WORD, "`ASKED`, or `RETENTION` where the settings say so"),
            has("steps", COUNT, "how many sealed steps of its journal can no longer be opened"),
            has("requests", COUNT, "how many sealed requests"),
            has("assets", COUNT, "how many stored files are removed")),
    RUN_STEP(
            "a step of a run's journal: brief, plan, model call, outcome",
            Whose.RUN,
            has("step", COUNT, "its place in the run's journal, from 1"),
            has("kind", WORD, "what the step is"),
            has("body", COMMITMENT, "the step's bytes, sealed under the run's key with a random nonce")),
    SHOT_PLANNED(
            "a shot was planned",
            Whose.RUN,
            has("shot", TEXT, "the shot's id in its run"),
            has("kind", WORD, "`image` or `video`"),
            has("provider", TEXT, "the seller"),
            has("model", TEXT, "the model asked for"),
            has("price_micros", MICROS, "the catalogue's price"),
            has("prompt", COMMITMENT, "salt, line feed and prompt")),
    POLICY_ADOPTED(
            "a policy revision decides for the first time",
            Whose.NOBODY,
            has("digest", DIGEST, "of the policy's canonical text; decisions name it"),
            has("policy", OBJECT, "the whole policy; see below")),
    INVOICED(
            "an invoice that a provider sent to an agent was put on the agent's tab",
            Whose.RUN,
            GatewayFields.INVOICED),
    PROOF_ISSUED("a proof of a settled payment was handed to the agent", Whose.INTENT, GatewayFields.PROOF_ISSUED),
    VERIFY_ANSWERED("a provider asked about a proof", Whose.ANYBODY, GatewayFields.VERIFY_ANSWERED),
    KEY_MADE("a key of the gateway was made", Whose.NOBODY, GatewayFields.KEY_MADE),
    KEY_SHORTENED("a key that was replaced ends sooner", Whose.NOBODY, GatewayFields.KEY_SHORTENED),
    KEY_REVOKED("a key was taken back", Whose.NOBODY, has("key", TEXT, "its id")),
    ACCOUNT_SIGNED(
            "a transaction of an account was signed for a payment: its first, or one that is to take its place",
            Whose.INTENT,
            GatewayFields.ACCOUNT_SIGNED),
    ACCOUNT_COUNTED(
            "the transactions of an account that were not all signed here were counted",
            Whose.NOBODY,
            GatewayFields.ACCOUNT_COUNTED),
    FEE_PAID("a network took its fee for a transaction whose block is final", Whose.INTENT, GatewayFields.FEE_PAID),
    INTENDED(
            "an attempt to pay for a shot or an invoice was opened",
            Whose.INTENT,
            has("shot", TEXT, "the shot, or the invoice's place on the tab"),
            has("attempt", COUNT, "the attempt at it, from 1"),
            has("agent", TEXT, "the agent that pays"),
            has("provider", TEXT, "the seller"),
            has("asset", TOKEN, "the token to pay with"),
            has("symbol", TEXT, "its name for people"),
            has("decimals", COUNT, "its decimal places"),
            has("peg_micros", MICROS, "what one whole token counts for"),
            has("authorizer", ADDRESS, "the wallet that signs"),
            has("nonce", TEXT, "the one nonce of this attempt")),
    QUOTED(
            "a seller demanded payment",
            Whose.INTENT,
            has("round", COUNT, "the round that begins"),
            has("demand", DIGEST, "of the demand's bytes"),
            may("payee", ACCOUNT, "who is to be paid; only where the demand agrees with the catalogue"),
            may("units", UNITS, "how much, likewise"),
            may("usd_micros", MICROS, "what it counts for, likewise")),
    LEFT(
            "a round ended before any money was involved",
            Whose.INTENT,
            has("to", WORD, "`ABANDONED` or `UNCHARGED`"),
            has("round", COUNT, "the round")),
    DECIDED(
            "a policy decided",
            Whose.RUN_OR_INTENT,
            has("shot", TEXT, "the shot"),
            has("round", COUNT, "the round; 0 where a storyboard was judged"),
            has("policy", DIGEST, "the policy; `policy_adopted` holds it"),
            has("request", OBJECT, "what was asked; see below"),
            has("state", OBJECT, "what the decision knew; see below"),
            has("outcome", WORD, "`PERMIT` or `DENY`"),
            has("findings", LIST, "what each rule found, in the policy's order; see below"),
            may("offers", LIST, "what else was on sale; only where it denied"),
            may("instead", OBJECT, "the nearest thing that would be allowed; only where it denied")),
    REFUSED(
            "something other than a rule ended a round",
            Whose.INTENT,
            has("shot", TEXT, "the shot"),
            has("round", COUNT, "the round"),
            has("outcome", WORD, "`DENY`: the demand differs; `ABANDON`: no sale; `VOID`: given back"),
            has("code", WORD, "why"),
            has("message", TEXT, "why, for people")),
    RESERVED(
            "money was set aside",
            Whose.INTENT,
            has("decision", COUNT, "the number of the `decided` event"),
            has("round", COUNT, "the round"),
            has("units", UNITS, "how much"),
            has("usd_micros", MICROS, "what it counts for"),
            has("payee", ACCOUNT, "who is to be paid"),
            has("bucket", TIME, "the quarter of an hour that it counts in"),
            has("policy", DIGEST, "the policy that permitted it"),
            has("simulated", FLAG, "whether the money is the sandbox's")),
    VOIDED(
            "a reservation was given back unsigned",
            Whose.INTENT,
            has("code", WORD, "why"),
            has("round", COUNT, "the round")),
    AUTHORIZED(
            "a payment was signed",
            Whose.INTENT,
            has("nonce", TEXT, "the authorization's nonce"),
            has("payee", ADDRESS, "who is paid"),
            has("units", UNITS, "how much"),
            has("round", COUNT, "the round"),
            has("domain_name", TEXT, "the signing domain's name"),
            has("domain_version", TEXT, "and version"),
            has("valid_before", TIME, "when the signature dies"),
            has("from_block", COUNT, "the block to look from for its fate"),
            has("request", COMMITMENT, "the request's bytes, sealed under the run's key with a random nonce")),
    SIGNATURE_RESTORED(
            "a signature came back from the journal",
            Whose.INTENT,
            has("nonce", TEXT, "the authorization's nonce"),
            has("payee", ADDRESS, "who is paid"),
            has("units", UNITS, "how much"),
            has("round", COUNT, "the round that stands for it now"),
            has("domain_name", TEXT, "the signing domain's name"),
            has("domain_version", TEXT, "and version"),
            has("valid_before", TIME, "when the signature dies"),
            has("from_block", COUNT, "the block to look from for its fate"),
            has("signed_at", TIME, "when it was signed"),
            has("request", COMMITMENT, "the request's bytes, sealed under the run's key with a random nonce")),
    ANSWERED(
            "an answer came to a signed payment, or none did",
            Whose.INTENT,
            has("n", COUNT, "which answer, from 1"),
            has("outcome", WORD, "a fixed word or a protocol's error code"),
            has("status", COUNT, "the HTTP status; 0 without an answer"),
            has("claimed_transaction", TEXT, "the transaction that the seller's receipt claims; a claim, no proof"),
            may("receipt_transaction", TEXT, "the same, where the receipt says that the payment was a success"),
            may("receipt_units", TEXT, "the amount that such a receipt names")),
    PROVED(
            "the chain showed what became of a payment",
            Whose.INTENT,
            has("kind", WORD, "`SETTLED`, `REVERSED`, `EXPIRED` or `CANCELLED`"),
            has("transaction", TEXT, "its hash; empty where nothing happened"),
            has("block", COUNT, "the block's number"),
            has("block_hash", TEXT, "its hash"),
            has("block_time", TIME, "its time"),
            has("payee", ADDRESS, "who was paid; the wallet itself where nobody was"),
            has("units", UNITS, "what moved"),
            has("final", FLAG, "whether the block is final")),
    RECOVERED(
            "money turned out to be at risk that the database did not know of",
            Whose.INTENT,
            has("source", WORD, "`journal` or `chain`"),
            has("was", WORD, "the payment's state before"),
            has("round", COUNT, "the round that stands for it"),
            has("units", UNITS, "how much"),
            has("usd_micros", MICROS, "what it counts for"),
            has("payee", ADDRESS, "who is paid"),
            has("simulated", FLAG, "whether the money is the sandbox's"),
            has("reserved_at", TIME, "when it was reserved, or moved"),
            has("bucket", TIME, "the quarter of an hour that it counts in"),
            has("policy", TEXT, "the policy that permitted it; empty where it is not known")),
    INCIDENT(
            "a settlement differs from what was reserved, or a receipt from the chain",
            Whose.INTENT,
            has("what", TEXT, "what differs"),
            may("reserved_units", UNITS, "what was reserved"),
            may("reserved_payee", ADDRESS, "for whom"),
            may("moved_units", UNITS, "what moved"),
            may("moved_payee", ADDRESS, "to whom"),
            may("receipt_transaction", TEXT, "the transaction that the receipt names"),
            may("receipt_units", TEXT, "the amount that it names"),
            may("chain", TEXT, "what the chain says instead")),
    GENERATING(
            "the seller works under this id",
            Whose.INTENT,
            has("handle", TEXT, "the seller's id of the job"),
            has("deadline", TIME, "when it is overdue")),
    POLLED(
            "the job's progress changed",
            Whose.INTENT,
            has("status", TEXT, "the seller's word, at most 40 characters"),
            has("progress", COUNT, "in percent")),
    STORED(
            "an asset was stored",
            Whose.INTENT,
            has("n", COUNT, "which asset of the job, from 1"),
            has("sha256", DIGEST, "of the file"),
            has("media_type", TEXT, "as sniffed"),
            has("bytes", COUNT, "the file's size")),
    FULFILMENT(
            "the goods' side moved",
            Whose.INTENT,
            has("from", WORD, "the state before"),
            has("to", WORD, "the state after"),
            has("note", TEXT, "why, for people")),
    RETRY_ALLOWED(
            "a failed and settled shot may be bought once more",
            Whose.INTENT,
            has("attempt", COUNT, "the next attempt")),
    DELIVERED(
            "a delivery folder was written",
            Whose.RUN,
            has("manifest", DIGEST, "of its `manifest.json`"),
            has("files", COUNT, "how many assets lie in it")),
    CLAIM_OPENED(
            "money was settled and brought nothing",
            Whose.INTENT,
            has("claim", COUNT, "the claim's number"),
            has("reason", TEXT, "why"),
            has("units", UNITS, "what is owed"),
            has("usd_micros", MICROS, "what it counted for"),
            has("provider", TEXT, "who owes it"),
            has("asset", TOKEN, "the token")),
    CLAIM_CLOSED(
            "a claim ended",
            Whose.ANYBODY,
            has("state", WORD, "`DELIVERED`, `REFUNDED`, `WRITTEN_OFF` or `WITHDRAWN`"),
            may("claim", COUNT, "the claim's number; only where somebody closed it"),
            may("note", TEXT, "what they said"),
            may("transaction", TEXT, "the transaction that they named, or that paid it back"),
            may("refunded_claim", COUNT, "the claim's number, where a transfer to the wallet paid it back"),
            may("log_index", COUNT, "that transfer's place in its block"),
            may("block", COUNT, "its block's number"),
            may("units", UNITS, "its amount")),
    REFUND_SEEN(
            "the transfer came that pays back a claim which somebody had closed as refunded",
            Whose.ANYBODY,
            has("state", WORD, "`REFUNDED`"),
            has("refunded_claim", COUNT, "the claim's number"),
            has("transaction", TEXT, "the transfer's transaction"),
            has("log_index", COUNT, "its place in its block"),
            has("block", COUNT, "its block's number"),
            has("units", UNITS, "its amount")),
    FROZEN(
            "a scope was frozen",
            Whose.NOBODY,
            has("scope", TEXT, "`everything`, `agent:ID`, `provider:ID` or `new-runs`"),
            has("reason", TEXT, "why")),
    THAWED("a freeze ended", Whose.NOBODY, has("scope", TEXT, "the scope")),
    WALLET_ADOPTED(
            "a wallet's holdings were taken over",
            Whose.NOBODY,
            has("asset", TOKEN, "the token"),
            has("symbol", TEXT, "its name for people"),
            has("decimals", COUNT, "its decimal places"),
            has("peg_micros", MICROS, "what one whole token counts for"),
            has("wallet", ADDRESS, "the wallet"),
            has("block", COUNT, "the block at which its balance was read"),
            has("block_hash", TEXT, "that block's hash"),
            has("balance", UNITS, "its balance then")),
    WALLET_MATCHED(
            "a wallet's history is accounted for up to a block",
            Whose.NOBODY,
            has("asset", TOKEN, "the token"),
            has("wallet", ADDRESS, "the wallet"),
            has("block", COUNT, "the last block that was looked at")),
    WALLET_MOVED(
            "money came in, or left without an intent",
            Whose.NOBODY,
            has("kind", WORD, "`funding` or `unexplained`"),
            has("asset", TOKEN, "the token"),
            has("wallet", ADDRESS, "whose movement it is"),
            has("transaction", TEXT, "its hash"),
            has("log_index", COUNT, "the transfer's place in its block"),
            has("counterparty", ADDRESS, "who sent or received it"),
            has("units", UNITS, "how much"),
            has("usd_micros", MICROS, "what it counts for"),
            has("block", COUNT, "the block's number"),
            has("block_time", TIME, "its time; an unexplained movement counts in its quarter of an hour"),
            may("simulated", FLAG, "whose budgets an unexplained movement counts in"),
            may("claim", COUNT, "the number of the claim that an unexplained movement is")),
    WALLET_REVERSED(
            "incoming money vanished with its block",
            Whose.NOBODY,
            has("asset", TOKEN, "the token"),
            has("transaction", TEXT, "its hash"),
            has("log_index", COUNT, "the transfer's place in its block"),
            has("units", UNITS, "how much"));

    private static final Map<String, EventType> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(EventType::word, Function.identity()));

    private final String meaning;
    private final Whose whose;

    /** In the order of declaration; unmodifiable, and of records. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Map<String, EventField> fields;

    EventType(String meaning, Whose whose, EventField... fields) {
        this(meaning, whose, List.of(fields));
    }

    EventType(String meaning, Whose whose, List<EventField> fields) {
        this.meaning = meaning;
        this.whose = whose;
        Map<String, EventField> named = new LinkedHashMap<>();
        fields.forEach(field -> named.put(field.name(), field));
        this.fields = Collections.unmodifiableMap(named);
    }

    static Optional<EventType> named(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String meaning() {
        return meaning;
    }

    Whose whose() {
        return whose;
    }

    Map<String, EventField> fields() {
        return fields;
    }
}
