package dev.patron.invoice;

/** Signs proofs and tells genuine ones from others. Safe for any number of threads. */
public interface Prover {
    /** A proof as text, and the id of the key that signed it. */
    record Token(String text, String key) {}

    /** What looking at a text came to. */
    sealed interface Looked {
        /** Signed by a key of ours; whether it still holds is another question. */
        record Genuine(ProofClaims claims) implements Looked {}

        /** No token at all. */
        record Malformed() implements Looked {}

        /** A token, and not one that a key of ours signed in its own way. */
        record Forged() implements Looked {}
    }

    /** The same claims give the same token, for as long as the same key signs. */
    Token issue(ProofClaims claims);

    Looked look(String token);
}
