package dev.patron.log;

/** Stored hashes of perfect subtrees, from which proofs are made. */
@FunctionalInterface
public interface Subtrees {
    /**
     * The Merkle Tree Hash (RFC 6962, section 2.1) of entries {@code index << height} up to, not including,
     * {@code (index + 1) << height}.
     */
    Hash root(int height, long index);
}
