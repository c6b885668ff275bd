package dev.patron.style.bad.policy;

import dev.patron.style.bad.ledger.Book;

/** Policy that knows the ledger. */
public record UsesLedger(Book book) {}
