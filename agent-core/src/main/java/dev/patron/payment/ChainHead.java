package dev.patron.payment;

/**
 * The two ends of a chain that matter, read together.
 *
 * @param latest the newest block seen
 * @param settled the newest block that counts as final for releasing money
 */
public record ChainHead(Block latest, Block settled) {}
