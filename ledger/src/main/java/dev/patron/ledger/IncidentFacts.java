package dev.patron.ledger;

/**
 * A receipt that the chain's last word about the payment contradicts.
 *
 * @param what    what is wrong with it, in a fixed sentence
 * @param receipt what the seller said
 * @param chain   what the chain says, in short
 */
public record IncidentFacts(String what, ReceiptClaim receipt, String chain) {}
