package dev.patron.config;

/** Which bodies the gateway reads and answers with. */
public enum Shapes {
    /** Those of the published reference. */
    PUBLISHED,

    /** Also those of the clients that were shipped before it, told apart by their fields. */
    BOTH
}
