package dev.patron.ledger;

/**
 * A delivery folder that was written.
 *
 * @param manifest SHA-256 of its {@code manifest.json}
 * @param files    how many assets lie in it
 */
public record DeliveryFacts(String manifest, int files) {}
