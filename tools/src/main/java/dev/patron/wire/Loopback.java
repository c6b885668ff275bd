package dev.patron.wire;

import java.net.URI;
import java.util.regex.Pattern;

/** Tells whether an address is this machine by its very text, so that no lookup can change the answer. */
public final class Loopback {
    private static final Pattern V4 =
            Pattern.compile("127\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})\\.(0|[1-9][0-9]{0,2})");

    private Loopback() {}

    /** Whether the address names {@code localhost}, 127.0.0.0/8 or {@code [::1]}. */
    public static boolean names(URI uri) {
        String host = uri.getHost();
        return host != null && names(host);
    }

    /** Whether the host is {@code localhost}, in 127.0.0.0/8 or {@code [::1]}. */
    public static boolean names(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("[::1]")
                || host.equals("::1")
                || V4.matcher(host).matches();
    }
}
