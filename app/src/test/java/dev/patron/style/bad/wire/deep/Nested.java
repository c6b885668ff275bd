package dev.patron.style.bad.wire.deep;

/** A package below a room of tools. */
public record Nested(int depth) {}
