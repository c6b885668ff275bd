package dev.patron.style.bad.ledger;

/** A sample that breaks nothing. */
public record Book(String name) {}
