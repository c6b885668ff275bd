package dev.patron.style.bad.purchase;

/** A sample that breaks nothing. */
public record Cart(int items) {}
