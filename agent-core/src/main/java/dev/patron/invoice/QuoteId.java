package dev.patron.invoice;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ids that clients see, made of what the ledger calls the same things. */
record QuoteId(String intent, int round) {
    private static final Pattern QUOTE = Pattern.compile("quote_([0-9a-f]{64})_([1-9][0-9]{0,8})");
    private static final Pattern PAYMENT = Pattern.compile("payment_([0-9a-f]{64})");

    static Optional<QuoteId> parse(String text) {
        Matcher matcher = QUOTE.matcher(text);
        return matcher.matches()
                ? Optional.of(new QuoteId(matcher.group(1), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "quote_" + intent + "_" + round;
    }

    static String payment(String intent) {
        return "payment_" + intent;
    }

    /** The intent of a payment's id. */
    static Optional<String> intentOf(String payment) {
        Matcher matcher = PAYMENT.matcher(payment);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
