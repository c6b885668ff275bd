package dev.patron.ledger;

/**
 * What {@link Ledger#recover} found to do.
 *
 * @param tornJournal      whether a damaged last record was cut off
 * @param appliedToLedger  journal records that the database lacked: a sign that an older copy was put back
 * @param appendedToJournal database rows that the journal lacked
 * @param voided           reservations given back because nothing was signed
 * @param unknown          signatures that may have been sent
 */
public record RecoveryReport(
        boolean tornJournal, int appliedToLedger, int appendedToJournal, int voided, int unknown) {}
