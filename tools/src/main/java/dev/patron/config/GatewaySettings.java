package dev.patron.config;

import dev.patron.proof.ProofAlgorithm;

/**
 * How the gateway serves.
 *
 * @param port         of 127.0.0.1 and ::1
 * @param proofs       how proofs are signed
 * @param sandboxFunds whole tokens of play money that a new simulated treasury begins with
 * @param shapes       which bodies it reads
 */
public record GatewaySettings(int port, ProofAlgorithm proofs, String sandboxFunds, Shapes shapes) {
    public static final GatewaySettings DEFAULT =
            new GatewaySettings(3000, ProofAlgorithm.HS256, "1000", Shapes.PUBLISHED);
}
