package dev.patron.app;

import dev.patron.cli.UsageException;
import dev.patron.config.GatewaySettings;
import dev.patron.http.Door;
import dev.patron.http.Tls;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** The gateway's door as the settings describe it. */
final class FrontDoor {
    /** A certificate that ends sooner is worth a word. */
    private static final Duration SOON = Duration.ofDays(14);

    private FrontDoor() {}

    /**
     * @param port instead of that of the settings
     * @param warn told of a key that others can read
     * @throws UsageException when certificate or key cannot be used
     */
    static Door of(GatewaySettings settings, OptionalInt port, Consumer<String> warn) {
        try {
            Optional<Tls> tls = settings.tls().isEmpty()
                    ? Optional.empty()
                    : Optional.of(Tls.read(settings.tls().get(), warn));
            return new Door(settings.listen(), port.orElse(settings.port()), tls);
        } catch (Tls.UnusableException e) {
            throw new UsageException("`gateway.tls`: " + e.getMessage() + "; nothing was served");
        }
    }

    /** Whether a door's certificate has ended or is about to. */
    static boolean endsSoon(Door door, Instant now) {
        return door.tls().filter(tls -> tls.ends().isBefore(now.plus(SOON))).isPresent();
    }

    /** One line for people. */
    static String said(Door door) {
        return "`serve` listens on " + door.said()
                + door.tls()
                        .map(tls -> ", with TLS as " + String.join(", ", tls.names()) + "; the certificate ends "
                                + tls.ends())
                        .orElse(", without TLS");
    }
}
