package dev.patron.style.bad.money;

/** A sample that breaks nothing. */
public record Coin(long units) {}
