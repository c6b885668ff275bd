package dev.patron.proof;

/** How a proof is signed. */
public enum ProofAlgorithm {
    /** HMAC with SHA-256, as the reference prints it: only the gateway can check it. */
    HS256,

    /** Ed25519 (RFC 8037): anybody can check it with the published key. */
    EDDSA
}
