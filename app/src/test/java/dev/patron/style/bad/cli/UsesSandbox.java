package dev.patron.style.bad.cli;

import dev.patron.style.bad.sandbox.Chain;

/** A door that names the sandbox itself. */
public record UsesSandbox(Chain chain) {}
