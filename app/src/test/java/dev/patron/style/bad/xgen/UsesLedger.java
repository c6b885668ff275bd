package dev.patron.style.bad.xgen;

import dev.patron.style.bad.ledger.Book;

/** A tool that reaches past its port into the ledger. */
public record UsesLedger(Book book) {}
