package dev.patron.payment;

import java.time.Duration;

/**
 * How long each phase of a purchase may take.
 *
 * @param demand   the unpaid request that asks for the price
 * @param paid     the answer to the paid request
 * @param watch    looking for the settlement on the chain before a run stops waiting for it
 * @param image    generation of an image, from the answer to the stored asset
 * @param video    generation of a video
 * @param validity ceiling on how long a signed authorization stays valid
 */
public record Deadlines(
        Duration demand, Duration paid, Duration watch, Duration image, Duration video, Duration validity) {
    public static final Deadlines DEFAULT = new Deadlines(
            Duration.ofSeconds(15),
            Duration.ofSeconds(120),
            Duration.ofSeconds(30),
            Duration.ofSeconds(90),
            Duration.ofMinutes(10),
            Duration.ofSeconds(300));
}
