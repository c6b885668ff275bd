package dev.patron.config;

/**
 * How the gateway pays on {@code mainnet}.
 *
 * @param asset         what it pays with, a symbol of the catalogue
 * @param confirmations how deep a transfer's block must be before it counts as paid
 * @param gas           what the network may take
 */
public record MainnetSettings(String asset, int confirmations, Gas gas) {
    /**
     * Limits of the network's fees.
     *
     * @param coin         the name of what fees are taken in
     * @param perPayment   the most for one payment, in whole coins
     * @param perDay       the most that may be at stake within 24 hours, in whole coins
     * @param replaceAfter blocks after which a transaction that nobody takes is signed again with a higher fee
     */
    public record Gas(String coin, String perPayment, String perDay, int replaceAfter) {}
}
