package dev.patron.ledger;

import dev.patron.policy.Code;

/** What became of a reservation that was to be signed. */
public sealed interface AuthorizeOutcome {
    /** Signed, and on disk in database and journal: the request may leave. */
    record Authorized(byte[] request) implements AuthorizeOutcome {}

    /** The reservation no longer held; it was given back and nothing was signed. */
    record Voided(Code code, String why) implements AuthorizeOutcome {}
}
