package dev.patron.style.bad.ledger;

import dev.patron.style.bad.plan.Board;

/** A ledger that knows plans. */
public record UsesPlan(Board board) {}
