package dev.patron.plan;

import java.util.Optional;

/**
 * One line of what a brief asks for.
 *
 * @param kind        image or video
 * @param count       how many, 1 to 100
 * @param aspectRatio passed to the seller as written, such as {@code 16:9} or {@code landscape}
 * @param resolution  passed to the seller as written, such as {@code 2k}
 * @param quality     which models to prefer
 * @param model       a model by its id, where the brief insists on one
 */
public record Deliverable(
        Kind kind,
        int count,
        Optional<String> aspectRatio,
        Optional<String> resolution,
        Quality quality,
        Optional<String> model) {
    public static final int MOST = 100;

    public Deliverable {
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException("a deliverable's count is 1 to " + MOST + ", not `" + count + "`");
        }
    }
}
