package dev.patron.ledger;

import dev.patron.money.Usd;
import java.time.Instant;

/** What a denial said would be allowed in its place. */
public sealed interface InsteadRecord {
    /** Another offer, at once. */
    record Other(String provider, String kind, String model, Usd usd) implements InsteadRecord {}

    /** The same, not before this time. */
    record Later(Instant from) implements InsteadRecord {}
}
