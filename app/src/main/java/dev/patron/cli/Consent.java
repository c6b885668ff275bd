package dev.patron.cli;

/** Agreement to pay a seller real money, sought before the first signature that a ledger makes for it. */
public interface Consent {
    /** Whether new runs are begun, rather than old ones taken up: money that is out is followed without a payee to pay. */
    boolean begins();

    /**
     * Returns where it may be paid.
     *
     * @throws UsageException when it may not
     */
    void obtain(RealMoney money);
}
