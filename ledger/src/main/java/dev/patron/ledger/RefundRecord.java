package dev.patron.ledger;

/**
 * The transfer that brought a claim's money back, in a final block.
 *
 * @param transaction {@code 0x} and 64 hexadecimal digits
 * @param logIndex    position within its block
 */
public record RefundRecord(String transaction, int logIndex, long block) {}
