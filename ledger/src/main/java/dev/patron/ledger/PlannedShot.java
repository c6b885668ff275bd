package dev.patron.ledger;

import dev.patron.money.Usd;

/**
 * A shot that a storyboard plans: the line item that every payment must name.
 *
 * @param price      the catalogue's price
 * @param commitment salted hash of the prompt
 */
public record PlannedShot(String shot, String kind, String provider, String model, Usd price, String commitment) {}
