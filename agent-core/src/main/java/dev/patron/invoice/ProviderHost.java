package dev.patron.invoice;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A provider as the gateway knows it: the host of its address in its one spelling, with the port where that is not the
 * scheme's own.
 */
public record ProviderHost(String text) {
    private static final int URL_CHARS_MOST = 2_048;
    private static final int CHARS_MOST = 64;
    private static final int PORT_MOST = 65_535;

    /** Labels of letters, digits and hyphens, and perhaps a port. */
    public static final Pattern FORM = Pattern.compile("(?=.{1," + CHARS_MOST
            + "}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*" + "(:[1-9][0-9]{0,4})?");

    public ProviderHost {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("`" + text + "` is not a host such as `api.example.com`");
        }
    }

    /**
     * The host of an address; empty when it is no plain {@code http} or {@code https} address, when it names a user, or when
     * its host could be read in two ways.
     */
    public static Optional<ProviderHost> of(String url) {
        if (url.length() > URL_CHARS_MOST) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(url);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
            boolean plain = (scheme.equals("http") || scheme.equals("https"))
                    && uri.getRawUserInfo() == null
                    && uri.getPort() <= PORT_MOST
                    && uri.getPort() != 0;
            if (!plain) {
                return Optional.empty();
            }
            boolean usual = uri.getPort() < 0 || uri.getPort() == (scheme.equals("http") ? 80 : 443);
            String text = usual ? host : host + ":" + uri.getPort();
            return FORM.matcher(text).matches() ? Optional.of(new ProviderHost(text)) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
