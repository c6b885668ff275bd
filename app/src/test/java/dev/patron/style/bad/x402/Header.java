package dev.patron.style.bad.x402;

/** A sample that breaks nothing. */
public record Header(String value) {}
