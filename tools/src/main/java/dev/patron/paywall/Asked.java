package dev.patron.paywall;

import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A request that has been read.
 *
 * @param digest SHA-256 over method, address and body: what makes two requests the same
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record Asked(String digest, byte[] body) {
    static Asked of(HttpExchange exchange, byte[] body) {
        MessageDigest digest = sha256();
        digest.update((exchange.getRequestMethod() + "\n" + exchange.getRequestURI() + "\n")
                .getBytes(StandardCharsets.UTF_8));
        return new Asked(HexFormat.of().formatHex(digest.digest(body)), body);
    }

    static String sha256(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
