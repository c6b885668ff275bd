package dev.patron.style.bad.policy;

import dev.patron.style.bad.money.Coin;

/** A sample that breaks nothing by itself. */
public record Rule(Coin limit) {}
