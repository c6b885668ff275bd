package dev.patron.ledger;

/** What kind of broken world a {@link LedgerException} reports. */
public enum Fault {
    /** The store or the journal could not be read or written; nothing was spent. */
    STORE,
    /** Another process owns the files. */
    HELD,
    /** The files were written by a newer version of Patron. */
    NEWER,
    /** Records contradict one another; nothing is spent until a person has looked. */
    INTEGRITY,
    /** A step was asked for that the records do not allow: a programming error that moved no money. */
    ILLEGAL
}
