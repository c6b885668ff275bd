package dev.patron.ledger;

/** A proof as recorded: {@code SETTLED}, {@code REVERSED}, {@code EXPIRED} or {@code CANCELLED}. */
public record ProofRecord(String kind, ChainProof proof) {}
