package dev.patron.paywall;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a provider asks to be paid by, and how much it takes in at most.
 *
 * @param payTo       who is paid
 * @param network     the gateway's word for the network, {@code sandbox} or {@code mainnet}
 * @param currency    the token's symbol; empty to leave the header out, as the published page does
 * @param proofHeader the header that carries a proof
 * @param bounds      the most of everything
 */
public record Till(String payTo, String network, Optional<String> currency, String proofHeader, Bounds bounds) {
    private static final Pattern WORD = Pattern.compile("[\\x21-\\x7e]{1,100}");

    /**
     * @param bodyBytes   of a request
     * @param answerBytes of an answer that is kept until it has arrived
     * @param served      invoices that are remembered as served at a time
     * @param invoiceLife within which an invoice must be paid; a proof of that lives 24 hours, so it may be shown, and an answer is kept, that
     *                    much longer
     */
    public record Bounds(int bodyBytes, int answerBytes, int served, Duration invoiceLife) {
        public static final Bounds USUAL = new Bounds(64 * 1024, 1024 * 1024, 100_000, Duration.ofHours(1));

        public Bounds {
            if (bodyBytes < 0 || answerBytes < 1 || served < 1 || !invoiceLife.isPositive()) {
                throw new IllegalArgumentException("a bound of a till is above zero");
            }
        }

        /** How long an answer is kept: no proof for the invoice is good for longer. */
        Duration kept() {
            return invoiceLife.plus(Duration.ofHours(25));
        }
    }

    public Till {
        if (!WORD.matcher(payTo).matches() || !WORD.matcher(network).matches()) {
            throw new IllegalArgumentException("payee and network are words of visible ASCII characters");
        }
    }

    /** The published header names, no currency, usual bounds. */
    public static Till of(String payTo, String network) {
        return new Till(payTo, network, Optional.empty(), "X-402-Proof", Bounds.USUAL);
    }

    public Till withCurrency(String symbol) {
        return new Till(payTo, network, Optional.of(symbol), proofHeader, bounds);
    }

    public Till withProofHeader(String name) {
        return new Till(payTo, network, currency, name, bounds);
    }

    public Till withBounds(Bounds wanted) {
        return new Till(payTo, network, currency, proofHeader, wanted);
    }
}
