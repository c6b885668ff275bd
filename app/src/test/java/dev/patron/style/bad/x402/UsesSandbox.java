package dev.patron.style.bad.x402;

import dev.patron.style.bad.sandbox.Chain;

/** A buyer that knows it is tested. */
public record UsesSandbox(Chain chain) {}
