package dev.patron.ledger;

import dev.patron.money.Usd;

/** A run's money: settled, and reserved, signed or of unknown fate. */
public record RunTotals(Usd spent, Usd atRisk) {}
