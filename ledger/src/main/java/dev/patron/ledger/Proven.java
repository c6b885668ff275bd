package dev.patron.ledger;

import dev.patron.log.InclusionProof;

/**
 * One event with the proof that it is in the signed log.
 *
 * @param event its number
 * @param body  its bytes as they were written and hashed: UTF-8 of this text
 * @param proof its place, and the path from there to a signed checkpoint
 */
public record Proven(long event, String body, InclusionProof proof) {}
