package dev.patron.market;

import dev.patron.market.Outcome.Money;
import dev.patron.policy.Code;
import dev.patron.sandbox.Fault;
import java.util.List;

/**
 * What must come of one fault, for a brief of one image at 0.05 USD; a video costs five times as much.
 *
 * @param run    where the run stands when the command ends
 * @param later  where it stands after `resume`, six minutes on and with the seller honest again
 * @param signed signatures that leave in the run: one for each attempt that is paid, however often it is presented
 * @param why    the reason, for the table in docs
 */
record Expected(Outcome run, Outcome later, int signed, String why) {
    private static final Money NOTHING = new Money("0.000000", "0.000000");
    private static final Money SPENT = new Money("0.050000", "0.000000");
    private static final Money AT_RISK = new Money("0.000000", "0.050000");

    /** Bought in the run, or at last: what is whole is not touched again. */
    private static final Outcome DELIVERED = delivered(SPENT, List.of(), "SETTLED/DELIVERED");

    private static Outcome delivered(Money money, List<String> claims, String... tracks) {
        return new Outcome("delivered", 0, "delivered", List.of(), money, claims, List.of(tracks));
    }

    /** A demand that is not accepted: nothing is signed; asked again later, it is bought. */
    private static Expected denied(Code code, String why) {
        Outcome run =
                new Outcome("refused", 3, "refused", List.of(code.name()), NOTHING, List.of(), List.of("DENIED/NONE"));
        return new Expected(run, DELIVERED, 0, why);
    }

    private static Expected bought(String why) {
        return new Expected(DELIVERED, DELIVERED, 1, why);
    }

    /** Nothing moved and nobody can know it before the signature is dead; then the shot is bought with a new one. */
    private static Expected diesUnused(String why) {
        Outcome run = new Outcome("waiting", 4, "waiting", List.of(), AT_RISK, List.of(), List.of("UNKNOWN/NONE"));
        return new Expected(run, delivered(SPENT, List.of(), "EXPIRED/NONE", "SETTLED/DELIVERED"), 1, why);
    }

    /** The goods came, the money never moved: a price of zero once the chain can say so. */
    private static Expected unpaidGoods(String why) {
        Outcome run = new Outcome("waiting", 4, "waiting", List.of(), AT_RISK, List.of(), List.of("UNKNOWN/DELIVERED"));
        return new Expected(run, delivered(NOTHING, List.of(), "EXPIRED/DELIVERED"), 1, why);
    }

    private static Outcome claim(String reason, String fulfilment) {
        List<String> claims = List.of(reason + " OPEN");
        return new Outcome("partial", 3, "claim", List.of(), SPENT, claims, List.of("SETTLED/" + fulfilment));
    }

    /** Paid, and no way to ask for the goods: a claim that stays one, and never a second purchase. */
    private static Expected lostHandle(String why) {
        return new Expected(claim("NO_HANDLE", "NO_HANDLE"), claim("NO_HANDLE", "NO_HANDLE"), 1, why);
    }

    /** Paid, and the goods never came to be. */
    private static Expected neverComes(String reason, String why) {
        return new Expected(claim(reason, "OVERDUE"), claim(reason, "OVERDUE"), 1, why);
    }

    /** Paid, late or spoilt on the way; fetched for nothing once the seller lets it be. */
    private static Expected comesLater(String reason, String why) {
        Outcome later = delivered(SPENT, List.of(reason + " DELIVERED"), "SETTLED/DELIVERED");
        return new Expected(claim(reason, "OVERDUE"), later, 1, why);
    }

    private static Expected failedTwice() {
        Outcome twice = new Outcome(
                "partial",
                3,
                "claim",
                List.of(),
                new Money("0.100000", "0.000000"),
                List.of("GENERATION_FAILED OPEN", "GENERATION_FAILED OPEN"),
                List.of("SETTLED/FAILED", "SETTLED/FAILED"));
        return new Expected(twice, twice, 2, "the seller's own word lets the shot be bought once more, and no oftener");
    }

    private static Expected failedAndComesLater() {
        Outcome later = delivered(
                new Money("0.100000", "0.000000"),
                List.of("GENERATION_FAILED DELIVERED", "GENERATION_FAILED DELIVERED"),
                "SETTLED/DELIVERED",
                "SETTLED/DELIVERED");
        return new Expected(
                failedTwice().run(), later, 2, "what was said to have failed is asked after, and taken when it comes");
    }

    /** The table; a fault without a row fails the test. */
    static Expected of(Fault fault) {
        return switch (fault) {
            case PRICE -> denied(Code.PRICE_DRIFT, "the price is pinned in the catalogue");
            case PAY_TO -> denied(Code.PAYEE_MISMATCH, "the payee is pinned in the catalogue");
            case ASSET -> denied(Code.ASSET_MISMATCH, "the token contract is pinned in the catalogue");
            case NETWORK -> denied(Code.NETWORK_MISMATCH, "the network is pinned in the catalogue");
            case TOKEN_NAME -> denied(Code.DOMAIN_MISMATCH, "the signing domain is pinned in the catalogue");
            case DECOY_FIRST -> bought("the catalogue chooses among the options, not their order");
            case BODY_ONLY -> bought("a demand in the body passes the same checks");
            case BODY_AND_HEADER -> bought("two equal demands are one");
            case HEADER_BODY_DIFFER -> denied(Code.AMBIGUOUS_CHALLENGE, "of two demands neither is believed");
            case FLAT_BODY -> denied(Code.MALFORMED_CHALLENGE, "there is no option to accept");
            case VERSION_1 -> denied(Code.UNSUPPORTED_VERSION, "only version 2 of the protocol is paid");
            case UPFRONT_FLOW -> denied(Code.UNSUPPORTED_FLOW, "the price would be lost with a refused request");
            case PERMIT2 -> denied(Code.UNSUPPORTED_METHOD, "only EIP-3009 transfers are signed");
            case UPTO -> denied(Code.UNSUPPORTED_SCHEME, "only exact amounts are signed");
            case TIMEOUT_3 -> denied(Code.LIFETIME_REFUSED, "three seconds are too few to settle");
            case TIMEOUT_MISSING -> denied(Code.LIFETIME_REFUSED, "a lifetime that is not named is not guessed");
            case TIMEOUT_YEAR -> bought("the signature lives five minutes at most, whatever is asked");
            case REFUSED_BEFORE_PAYMENT, FREE -> beforePayment(fault);
            case HUGE_402, HUGE_HEADER -> denied(Code.MALFORMED_CHALLENGE, "what is read is bounded");
            case DUPLICATE_HEADER -> denied(Code.MALFORMED_CHALLENGE, "of two headers neither is believed");
            case BAD_BASE64, DEEP_JSON -> denied(Code.MALFORMED_CHALLENGE, "the demand cannot be read");
            case DUPLICATE_KEYS -> denied(Code.MALFORMED_CHALLENGE, "a key that stands twice has two meanings");
            case REDIRECT -> denied(Code.REDIRECT_REFUSED, "a call that may be paid is not redirected");
            default -> afterPayment(fault);
        };
    }

    private static Expected beforePayment(Fault fault) {
        if (fault == Fault.FREE) {
            Outcome free = delivered(NOTHING, List.of(), "UNCHARGED/DELIVERED");
            return new Expected(free, free, 0, "a free answer is delivered at price zero and never bought again");
        }
        List<String> refused = List.of(Code.SELLER_REFUSED.name());
        Outcome run = new Outcome("refused", 3, "refused", refused, NOTHING, List.of(), List.of("ABANDONED/NONE"));
        return new Expected(run, DELIVERED, 0, "nothing was demanded, so nothing is owed");
    }

    private static Expected afterPayment(Fault fault) {
        String dead = "the money stays reserved until a final block shows the signature dead, then the shot is bought";
        String moved = "the chain says that it moved, the seller gives no id: a claim, not a second purchase";
        return switch (fault) {
            case REFUSED_AFTER_PAYMENT, DROP_BEFORE_SETTLEMENT, BROKEN_BEFORE_SETTLEMENT -> diesUnused(dead);
            case ENDLESS_402 -> lostHandle("after a send a demand is no demand; only the same bytes go out again");
            case SETTLE_LIE, SETTLEMENT_PENDING -> lostHandle("the receipt is a claim, the chain says that it moved");
            case DROP_AFTER_SETTLEMENT, TRUNCATED_ANSWER, SLOW -> lostHandle(moved);
            case BROKEN_AFTER_SETTLEMENT, FACILITATOR_TIMEOUT -> lostHandle(moved);
            case LATE_SETTLEMENT -> lostHandle("the money is watched on the chain, and moves late");
            case FORGED_RECEIPT ->
                unpaidGoods(
                        "the receipt's transaction is not on the chain; once that is final, an incident that freezes"
                                + " the seller");
            case STOLEN_RECEIPT ->
                unpaidGoods("the receipt's transaction is about another nonce; once that is final, an incident that"
                        + " freezes the seller");
            case WRONG_AMOUNT_RECEIPT ->
                bought("the amount is taken from the chain, not from the receipt; once it is final, an incident"
                        + " that freezes the seller");
            case NO_RECEIPT -> bought("the chain is asked, receipt or not");
            case NO_ID -> lostHandle("without an id there is nothing to ask after");
            case LONG_ID -> lostHandle("an id of ten thousand characters is not sent back");
            case FOREIGN_ID -> lostHandle("the id belongs to another purchase");
            default -> afterAcceptance(fault);
        };
    }

    private static Expected afterAcceptance(Fault fault) {
        return switch (fault) {
            case FAILED -> failedTwice();
            case NEVER_ENDS -> neverComes("DEADLINE_PASSED", "progress never decides; a passed deadline buys nothing");
            case UNKNOWN_STATUS -> neverComes("DEADLINE_PASSED", "an unknown status is not taken for failure");
            case STATUS_BACKWARDS -> bought("progress is shown and never decides");
            case EMPTY_OUTPUT, NO_OUTPUT -> neverComes("EMPTY_OUTPUT", "completed without goods is a claim");
            case SVG -> neverComes("ASSET_REFUSED", "the bytes are not what was ordered, whatever they are called");
            case ASSET_HOST -> neverComes("ASSET_REFUSED", "files are fetched from declared hosts only");
            case WRONG_TYPE -> comesLater("ASSET_REFUSED", "the bytes decide what a file is, not its header");
            case OVERSIZE -> comesLater("ASSET_REFUSED", "what is read is bounded");
            case ASSET_REDIRECT -> comesLater("ASSET_REFUSED", "a redirect to a link-local address is not followed");
            case ASSET_404 -> comesLater("ASSET_UNAVAILABLE", "looked for until the deadline, then a claim");
            case ASSET_402 -> comesLater("ASSET_UNAVAILABLE", "a file is never paid for");
            case POLL_404, POLL_500, POLL_GARBAGE ->
                comesLater("DEADLINE_PASSED", "asked until the deadline, then a claim");
            case POLL_429 -> comesLater("DEADLINE_PASSED", "Retry-After is heeded, then the deadline passes");
            case POLL_FAILED -> failedAndComesLater();
            case POLL_402 -> comesLater("DEADLINE_PASSED", "a question is never paid for");
            case SLOW_POLL -> comesLater("DEADLINE_PASSED", "an answer has a deadline for its body, too");
            default -> throw new IllegalStateException("`" + fault.label() + "` has no row; add what must come of it");
        };
    }
}
