/**
 * A transparency log in a folder: an RFC 6962 Merkle tree as C2SP tlog-tiles, with signed checkpoints and proofs that
 * anyone can check with other tools. It knows bytes only, not what they say.
 */
@NullMarked
package dev.patron.log;

import org.jspecify.annotations.NullMarked;
