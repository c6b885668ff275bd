package dev.patron.style.bad.sandbox;

/** A sample that breaks nothing. */
public record Chain(long head) {}
