package dev.patron.market;

import java.util.Locale;

/** One way in which a gateway breaks or means harm: what it does, what must come of it, and why. */
enum GatewayWrong {
    QUOTE_DENIED(Stage.QUOTE, "denies the quote", End.NOTHING_ORDERED, "a denial ends the round"),
    QUOTE_401(Stage.QUOTE, "answers a quote with 401", End.NOTHING_ORDERED, "nothing was allowed"),
    QUOTE_403(Stage.QUOTE, "answers a quote with 403", End.NOTHING_ORDERED, "nothing was allowed"),
    QUOTE_429(Stage.QUOTE, "answers a quote with 429", End.NOTHING_ORDERED, "nothing was allowed"),
    QUOTE_500(Stage.QUOTE, "answers a quote with 500", End.NOTHING_ORDERED, "nothing was allowed"),
    QUOTE_REDIRECT(
            Stage.QUOTE,
            "redirects a quote",
            End.NOTHING_ORDERED,
            "no redirect is followed, and the key goes nowhere else"),
    QUOTE_HUGE(Stage.QUOTE, "answers a quote with two megabytes", End.NOTHING_ORDERED, "what is read is bounded"),
    QUOTE_SLOW(Stage.QUOTE, "does not answer a quote", End.NOTHING_ORDERED, "what is waited for is bounded"),
    QUOTE_MALFORMED(Stage.QUOTE, "answers a quote with what is not JSON", End.NOTHING_ORDERED, "it cannot be read"),
    QUOTE_DROPPED(Stage.QUOTE, "cuts the connection of a quote", End.NOTHING_ORDERED, "nothing was allowed"),
    QUOTE_WITHOUT_ID(Stage.QUOTE, "allows a quote and gives no id", End.NOTHING_ORDERED, "there is nothing to order"),
    QUOTE_TEXT(Stage.QUOTE, "says `allowed` in a text", End.NOTHING_ORDERED, "only the value true allows"),
    QUOTE_ECHO(Stage.QUOTE, "denies and repeats the key", End.NOTHING_ORDERED, "the key is taken out of its words"),
    DENIED_AT_PAY(
            Stage.PAY,
            "allows the quote and denies the payment with 409",
            End.OPEN,
            "what a gateway says is no evidence that nothing was paid"),
    TRANSACTION_FAILED(Stage.PAY, "pays, and says that the transaction failed", End.OPEN, "it may have moved"),
    PAY_401(Stage.PAY, "answers an order with 401", End.OPEN, "HTTP is no evidence"),
    PAY_402(Stage.PAY, "answers an order with 402", End.OPEN, "HTTP is no evidence"),
    PAY_403(Stage.PAY, "answers an order with 403", End.OPEN, "HTTP is no evidence"),
    PAY_429(Stage.PAY, "answers an order with 429", End.OPEN, "HTTP is no evidence"),
    PAY_500(Stage.PAY, "answers an order with 500 and pays nothing", End.OPEN, "nobody here can know that"),
    PAID_500(Stage.PAY, "pays and answers 500", End.OPEN, "the money has moved, and is counted so"),
    PAY_PENDING(Stage.PAY, "answers an order with 202", End.OPEN, "it may be paid at any time"),
    PAY_PROMISED(
            Stage.PAY,
            "answers an order with 202 as Patron's gateway does, and has not paid yet",
            End.PROMISED,
            "the same quote is asked about, and no other is ordered"),
    PAY_REDIRECT(Stage.PAY, "redirects an order", End.OPEN, "no redirect is followed"),
    PAID_HUGE(Stage.PAY, "pays and answers two megabytes", End.OPEN, "what is read is bounded"),
    PAID_SLOW(Stage.PAY, "pays and does not answer", End.OPEN, "what is waited for is bounded"),
    PAID_MALFORMED(Stage.PAY, "pays and answers what is not JSON", End.OPEN, "it cannot be read"),
    DROPPED_BEFORE(Stage.PAY, "cuts the connection before it pays", End.OPEN, "nobody here can know that"),
    DROPPED_AFTER(Stage.PAY, "pays and cuts the connection", End.OPEN, "the money has moved, and is counted so"),
    NO_TRANSACTION(
            Stage.PAY, "says that it paid and names no transaction", End.OPEN, "a success names its transaction"),
    SUCCESS_TEXT(Stage.PAY, "says `success` in a text", End.OPEN, "only the value true is one"),
    OTHER_INVOICE(Stage.PAY, "says that it paid another invoice", End.OPEN, "the success is of nothing ordered"),
    NO_PROOF(Stage.PAY, "says that it paid and gives no proof", End.OPEN, "play money counts by its proof alone"),
    PROOF_OF_OTHER(Stage.PAY, "gives the proof of another invoice", End.OPEN, "the proof is held against the order"),
    PROOF_OVER_MORE(
            Stage.PAY, "gives a proof over ten times the amount", End.OPEN, "the proof is held against the order"),
    PROOF_TO_OTHER(Stage.PAY, "gives a proof for another payee", End.OPEN, "the proof is held against the order"),
    PROOF_ON_OTHER(Stage.PAY, "gives a proof for another network", End.OPEN, "the proof is held against the order"),
    OLD_TRANSACTION(
            Stage.PAY, "names the transaction of an earlier payment", End.OPEN, "a transaction shows one payment"),
    PAID_ECHO(Stage.PAY, "pays and repeats the key in its answer", End.DELIVERED, "the key is not kept"),
    FORGED_PROOF(
            Stage.PAY,
            "pays and signs the proof with a stranger's key",
            End.NO_GOODS,
            "the provider refuses it, and the money is a claim");

    /** The request that it is about. */
    enum Stage {
        QUOTE,
        PAY
    }

    /** What must come of it. */
    enum End {
        /** Refused; the next attempt, once the gateway is honest, is served. */
        NOTHING_ORDERED,
        /** The money stays reserved until the gateway shows that it paid. */
        OPEN,
        /** The same, and the gateway is asked whatever the settings say. */
        PROMISED,
        DELIVERED,
        /** Paid and not served: a claim. */
        NO_GOODS
    }

    private final Stage stage;
    private final String sentence;
    private final End end;
    private final String why;

    GatewayWrong(Stage stage, String sentence, End end, String why) {
        this.stage = stage;
        this.sentence = sentence;
        this.end = end;
        this.why = why;
    }

    Stage stage() {
        return stage;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String sentence() {
        return sentence;
    }

    End end() {
        return end;
    }

    String why() {
        return why;
    }

    /** Whether it keeps the client waiting in real time. */
    boolean isSlow() {
        return this == QUOTE_SLOW || this == PAID_SLOW;
    }
}
