package dev.patron.policy;

import java.time.Instant;

/** What would be allowed in place of something denied. */
public sealed interface Alternative {
    /** Another offer, now. */
    record Instead(Offer offer) implements Alternative {}

    /** The same request, not before this time. */
    record Later(Instant at) implements Alternative {}
}
