package dev.patron.payment;

/** How a seller is asked to say its price, and by what it is paid. */
public sealed interface Protocol {
    /** x402 version 2: an authorization that the wallet signs. */
    record X402() implements Protocol {}

    /**
     * The xFour gateway's: {@code X-402-*} headers name an invoice, a gateway pays it and gives a proof, the proof is shown.
     *
     * @param network     the gateway's word for the network, {@code sandbox} or {@code mainnet}
     * @param proofHeader the header that carries the proof
     */
    record Xfour(String network, String proofHeader) implements Protocol {
        /** The gateway's word for play money. */
        public static final String SANDBOX = "sandbox";

        /** Whether its money is play money. */
        public boolean isSandbox() {
            return network.equals(SANDBOX);
        }
    }
}
