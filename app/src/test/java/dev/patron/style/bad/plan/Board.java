package dev.patron.style.bad.plan;

/** A sample that breaks nothing. */
public record Board(int shots) {}
