package dev.patron.config;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads {@code gateway.listen} and {@code gateway.tls} of the settings. */
final class ListenSection {
    private static final int NAMES_MOST = 100;
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([a-z0-9-]{0,62})(\\.[a-z0-9]([a-z0-9-]{0,62})){0,20}");

    private ListenSection() {}

    /** The address to listen on, by its very text: no name is looked up. */
    static Optional<InetAddress> listen(Section gateway) {
        Optional<InetAddress> listen = gateway.find("listen").map(value -> value.as(ListenSection::address));
        boolean open = listen.filter(address -> !address.isLoopbackAddress()).isPresent();
        if (open && gateway.find("tls").isEmpty()) {
            throw gateway.at("listen")
                    .wrong("any address but loopback needs TLS, and `gateway.tls` is not there; give it a certificate"
                            + " and its key, or listen on 127.0.0.1 or ::1");
        }
        return listen;
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException(
                    "is not an address such as 127.0.0.1, 0.0.0.0 or ::1; names are not looked up");
        }
    }

    static TlsSettings tls(Section section, Function<Value, Path> path) {
        section.keys("see the settings that Patron ships", List.of("certificates", "key", "names"), List.of());
        List<Value> names = section.at("names").items(NAMES_MOST);
        if (names.isEmpty()) {
            throw section.at("names").wrong("is empty; write the hosts by which the gateway is called");
        }
        return new TlsSettings(
                path.apply(section.at("certificates")),
                path.apply(section.at("key")),
                names.stream()
                        .map(name -> name.matching(NAME, "a host in lower case, such as gateway.example.com"))
                        .toList());
    }
}
