package dev.patron.log;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The textual form of keys, RFC 7468. */
final class Pem {
    private static final int LINE_CHARACTERS = 64;

    private Pem() {}

    static String write(String label, byte[] der) {
        Base64.Encoder lines = Base64.getMimeEncoder(LINE_CHARACTERS, "\n".getBytes(StandardCharsets.US_ASCII));
        return begin(label) + lines.encodeToString(der) + "\n" + end(label);
    }

    /** The bytes of the first block with that label. */
    static byte[] read(String label, String text) {
        int from = text.indexOf(begin(label));
        int to = text.indexOf(end(label), Math.max(from, 0));
        if (from < 0 || to < 0) {
            throw new LogException(LogFault.MALFORMED, "a key file has no `" + label + "`");
        }
        return Hash.base64(text.substring(from + begin(label).length(), to).replace("\n", ""));
    }

    private static String begin(String label) {
        return "-----BEGIN " + label + "-----\n";
    }

    private static String end(String label) {
        return "-----END " + label + "-----\n";
    }
}
