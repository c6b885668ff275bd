package dev.patron.sandbox;

import java.util.Locale;
import java.util.Optional;

/**
 * One way in which a seller, a facilitator or a chain goes wrong.
 *
 * <p>The sentence of each constant says what a buyer sees; its comment says what happens to the money. Unless a
 * comment says otherwise no money moves before a buyer accepts the demand, and a demand that was accepted is
 * collected as it was asked.
 */
public enum Fault {
    /** A buyer that agrees pays ten times the price, to the real payee. */
    PRICE(Stage.DEMAND, "asks ten times the price"),
    /** A buyer that agrees pays the price to a stranger. */
    PAY_TO(Stage.DEMAND, "names another payee"),
    /** Nothing can move: no such token is on the chain. */
    ASSET(Stage.DEMAND, "names another token contract"),
    /** Nothing can move: no such chain exists. */
    NETWORK(Stage.DEMAND, "names another network"),
    /** Nothing can move: the signed domain is not the token's. */
    TOKEN_NAME(Stage.DEMAND, "names a signing domain that is not the token's"),
    /** A buyer that takes the first offer pays ten times the price to a stranger. */
    DECOY_FIRST(Stage.DEMAND, "puts a bad option before the good one"),
    /** The honest price moves if the buyer reads the body. */
    BODY_ONLY(Stage.DEMAND, "puts the demand in the body and in no header"),
    /** The honest price moves. */
    BODY_AND_HEADER(Stage.DEMAND, "puts the same demand in the header and in the body"),
    /** A buyer that trusts the body pays ten times the price. */
    HEADER_BODY_DIFFER(Stage.DEMAND, "asks the price in the header and ten times as much in the body"),
    /** Nothing moves: there is no option to accept. */
    FLAT_BODY(Stage.DEMAND, "answers 402 with a flat body that lists no options"),
    /** Nothing moves: the seller takes no version 1 payment. */
    VERSION_1(Stage.DEMAND, "demands in the words of protocol version 1"),
    /** Money moves before the work is looked at, and stays moved if the work is refused. */
    UPFRONT_FLOW(Stage.DEMAND, "announces that it collects before it works"),
    /** Nothing moves: no Permit2 contract is on the chain. */
    PERMIT2(Stage.DEMAND, "asks for a Permit2 transfer"),
    /** Nothing moves: the scheme is not collected. */
    UPTO(Stage.DEMAND, "asks under the scheme upto"),
    /** Nothing can move: the facilitator wants six seconds in hand. */
    TIMEOUT_3(Stage.DEMAND, "gives three seconds to pay"),
    /** The honest price moves. */
    TIMEOUT_MISSING(Stage.DEMAND, "leaves out how long the payment stays good"),
    /** The honest price moves; the authorization may lie around for a year. */
    TIMEOUT_YEAR(Stage.DEMAND, "asks for an authorization that is good for a year"),
    /** Nothing moves. */
    REFUSED_BEFORE_PAYMENT(Stage.DEMAND, "400-before-payment", "refuses a good request before asking for money"),
    /** Nothing moves, the work is done. */
    FREE(Stage.DEMAND, "answers 202 without payment"),
    /** Nothing moves. */
    HUGE_402(Stage.DEMAND, "sends a 402 body that does not end"),
    /** Nothing moves. */
    HUGE_HEADER(Stage.DEMAND, "sends a demand header of a megabyte"),
    /** Nothing moves unless the buyer picks one of two headers. */
    DUPLICATE_HEADER(Stage.DEMAND, "sends two demand headers that differ in price"),
    /** Nothing moves. */
    BAD_BASE64(Stage.DEMAND, "sends a demand header that is not base64"),
    /** A buyer that reads the last of two equal keys pays ten times the price. */
    DUPLICATE_KEYS(Stage.DEMAND, "sends a demand in which a key stands twice"),
    /** Nothing moves. */
    DEEP_JSON(Stage.DEMAND, "sends a demand nested ten thousand levels deep"),
    /** Nothing moves here; the address redirected to gets whatever the buyer sends on. */
    REDIRECT(Stage.EITHER, "redirects to another host with 307"),
    /** The price moves once; every further authorization signed for the repeated demand moves too. */
    ENDLESS_402(Stage.PAID, "collects, then demands again and again"),
    /** Nothing moves. */
    REFUSED_AFTER_PAYMENT(Stage.PAID, "400-after-payment", "refuses the paid request"),
    /** The price moves although the answer says that collecting failed. */
    SETTLE_LIE(Stage.PAID, "collects, then answers 402 with a receipt without transaction"),
    /** The price moves. */
    SETTLEMENT_PENDING(Stage.PAID, "collects, then answers 402 settlement_pending with the transaction"),
    /** Nothing moves; the authorization stays good until it expires. */
    FORGED_RECEIPT(Stage.PAID, "answers 202 with an invented transaction"),
    /** Nothing moves; the authorization stays good until it expires. */
    STOLEN_RECEIPT(Stage.PAID, "answers 202 with the transaction of somebody else's payment"),
    /** The price moves; the receipt claims ten times as much. */
    WRONG_AMOUNT_RECEIPT(Stage.PAID, "answers 202 with a receipt over another amount"),
    /** Nothing moves; the authorization stays good until it expires. */
    DROP_BEFORE_SETTLEMENT(Stage.PAID, "cuts the connection before collecting"),
    /** The price moves. */
    DROP_AFTER_SETTLEMENT(Stage.PAID, "collects, then cuts the connection without an answer"),
    /** The price moves. */
    TRUNCATED_ANSWER(Stage.PAID, "collects, then cuts the connection in the middle of the answer"),
    /** Nothing moves; the authorization stays good until it expires. */
    BROKEN_BEFORE_SETTLEMENT(Stage.PAID, "500-before-settlement", "answers 500 without collecting"),
    /** The price moves. */
    BROKEN_AFTER_SETTLEMENT(Stage.PAID, "500-after-settlement", "collects, then answers 500"),
    /** The price moves although the facilitator is said to have timed out. */
    FACILITATOR_TIMEOUT(
            Stage.PAID, "502-facilitator", "collects, then answers 502 as if the facilitator had timed out"),
    /** The price moves some blocks after the answer, before the authorization expires. */
    LATE_SETTLEMENT(Stage.PAID, "answers 500 at once and collects some blocks later"),
    /** The price moves. */
    NO_RECEIPT(Stage.PAID, "answers 202 without a receipt"),
    /** The price moves. */
    NO_ID(Stage.PAID, "answers 202 without a generation id"),
    /** The price moves. */
    LONG_ID(Stage.PAID, "answers 202 with an id of ten thousand characters"),
    /** The price moves; the buyer gets what somebody else ordered. */
    FOREIGN_ID(Stage.PAID, "answers 202 with the id of another generation"),
    /** The price moves. */
    SLOW(Stage.PAID, "collects, then sends the answer a byte at a time"),
    /** The price has moved. */
    FAILED(Stage.JOB, "ends the generation as failed"),
    /** The price has moved. */
    NEVER_ENDS(Stage.JOB, "keeps the generation at 99 percent for ever"),
    /** The price has moved. */
    STATUS_BACKWARDS(Stage.JOB, "goes back to pending once on the way to completed"),
    /** The price has moved. */
    UNKNOWN_STATUS(Stage.JOB, "ends the generation with a status of its own invention"),
    /** The price has moved. */
    EMPTY_OUTPUT(Stage.JOB, "completes with an empty output list"),
    /** The price has moved. */
    NO_OUTPUT(Stage.JOB, "completes without an output"),
    /** The price has moved. */
    SVG(Stage.JOB, "delivers an SVG file with a script in it"),
    /** The price has moved. */
    ASSET_HOST(Stage.JOB, "puts the file on a host that nobody declared"),
    /** The price has moved. */
    WRONG_TYPE(Stage.ASSET, "declares a picture and sends HTML"),
    /** The price has moved. */
    OVERSIZE(Stage.ASSET, "sends a file that does not end"),
    /** The price has moved. */
    ASSET_404(Stage.ASSET, "does not find the file"),
    /** The price has moved. */
    ASSET_REDIRECT(Stage.ASSET, "redirects the file to a link-local address"),
    /** The price has moved; nothing is collected for the file. */
    ASSET_402(Stage.ASSET, "demands money for the file"),
    /** The price has moved. */
    POLL_404(Stage.POLL, "does not find the generation"),
    /** The price has moved. */
    POLL_500(Stage.POLL, "answers 500 when asked how the work goes"),
    /** The price has moved. */
    POLL_429(Stage.POLL, "answers 429 with Retry-After when asked how the work goes"),
    /** The price has moved, and the work goes on. */
    POLL_FAILED(Stage.POLL, "says that the generation has failed, when it has not"),
    /** The price has moved; nothing is collected for asking. */
    POLL_402(Stage.POLL, "demands money when asked how the work goes"),
    /** The price has moved. */
    POLL_GARBAGE(Stage.POLL, "answers bytes that are not JSON when asked how the work goes"),
    /** The price has moved. */
    SLOW_POLL(Stage.POLL, "sends the status a byte at a time");

    /** The moment a fault strikes, and is counted. */
    enum Stage {
        /** A request without payment. */
        DEMAND,
        /** A request with payment. */
        PAID,
        /** Any request for a generation. */
        EITHER,
        /** The making of a job; the fault stays with it. */
        JOB,
        /** A question about a job. */
        POLL,
        /** The fetching of a file. */
        ASSET
    }

    private final Stage stage;
    private final String label;
    private final String sentence;

    Fault(Stage stage, String sentence) {
        this.stage = stage;
        this.label = name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.sentence = sentence;
    }

    Fault(Stage stage, String label, String sentence) {
        this.stage = stage;
        this.label = label;
        this.sentence = sentence;
    }

    Stage stage() {
        return stage;
    }

    /** The name on the command line, {@code settle-lie}. */
    public String label() {
        return label;
    }

    /** What it does, in one sentence without a full stop. */
    public String sentence() {
        return sentence;
    }

    static Optional<Fault> named(String label) {
        for (Fault fault : values()) {
            if (fault.label().equals(label)) {
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }
}
