package dev.patron.sandbox;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the seller makes: its path, its price in units of the token, the models that make it. */
enum Kind {
    IMAGE(
            "/v1/images/generate",
            50_000,
            "Generate an image from a text prompt",
            "nano-banana-2 nano-banana-pro seedream-4.6 seedream-4.0"),
    VIDEO("/v1/videos/generate", 250_000, "Generate a video from a text prompt", "veo-3.1-fast veo-3.1-lite");

    private final String path;
    private final BigInteger price;
    private final String description;
    private final String models;

    Kind(String path, long price, String description, String models) {
        this.path = path;
        this.price = BigInteger.valueOf(price);
        this.description = description;
        this.models = models;
    }

    String path() {
        return path;
    }

    BigInteger price() {
        return price;
    }

    String description() {
        return description;
    }

    List<String> models() {
        return List.of(models.split(" ", -1));
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Kind> named(String label) {
        for (Kind kind : values()) {
            if (kind.label().equals(label)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
