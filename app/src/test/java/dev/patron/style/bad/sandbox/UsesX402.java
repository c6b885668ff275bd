package dev.patron.style.bad.sandbox;

import dev.patron.style.bad.x402.Header;

/** A seller that shares the buyer's protocol code. */
public record UsesX402(Header header) {}
