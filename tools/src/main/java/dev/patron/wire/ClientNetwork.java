package dev.patron.wire;

import java.net.InetAddress;
import java.util.HexFormat;

/**
 * Whom a client's address is counted as: the whole of 127.0.0.0/8 is one machine, and an IPv6 network of 64 bits is what one customer is
 * given (RFC 6177), so neither is a way to be many.
 */
public final class ClientNetwork {
    private static final int IPV4_BYTES = 4;
    private static final int LOOPBACK = 127;
    private static final int NETWORK_BYTES = 8;

    private ClientNetwork() {}

    /** A name for it, the same for every address that is counted together. */
    public static String of(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != IPV4_BYTES) {
            return HexFormat.ofDelimiter(":").formatHex(bytes, 0, NETWORK_BYTES) + "/64";
        }
        return bytes[0] == LOOPBACK ? "127.0.0.0/8" : address.getHostAddress();
    }
}
