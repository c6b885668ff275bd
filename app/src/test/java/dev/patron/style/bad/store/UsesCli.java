package dev.patron.style.bad.store;

import dev.patron.style.bad.cli.Speaks;

/** A tool that knows a door. */
public record UsesCli(Speaks door) {}
