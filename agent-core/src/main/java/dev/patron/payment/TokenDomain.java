package dev.patron.payment;

/** The EIP-712 domain name and version of a token, pinned by the catalogue and never taken from a demand. */
public record TokenDomain(String name, String version) {
    private static final String GATEWAY = "xfour gateway";

    /** What stands in its place where a gateway is ordered to pay, and nothing is signed with a key. */
    public static TokenDomain ofGateway(String network) {
        return new TokenDomain(GATEWAY, network);
    }

    public boolean isGateway() {
        return name.equals(GATEWAY);
    }
}
