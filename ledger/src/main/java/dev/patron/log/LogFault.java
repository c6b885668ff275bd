package dev.patron.log;

/** What kind of broken world a {@link LogException} reports. */
public enum LogFault {
    /** A file could not be read or written. */
    STORE,
    /** An entry is longer than a bundle can say (65535 bytes); nothing was appended. */
    TOO_LARGE,
    /** A note, key, proof or file is not in the form that its specification asks for. */
    MALFORMED,
    /** A note carries no signature by the key that is trusted, or one that does not verify. */
    SIGNATURE,
    /** The folder's tree is shorter than a checkpoint that was signed before. */
    ROLLBACK,
    /** The folder's tree is not a continuation of a checkpoint that was signed before. */
    FORK,
    /** The folder's files do not give the root that its checkpoint states. */
    DAMAGED
}
