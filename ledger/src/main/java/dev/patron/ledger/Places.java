package dev.patron.ledger;

/**
 * Neighbouring places of the signed log.
 *
 * @param first the first
 * @param end   the first behind them
 */
public record Places(long first, long end) {}
