package dev.patron.ledger;

import java.time.Instant;
import java.util.List;

/**
 * What turning the switch for a scope did.
 *
 * @param changed     whether the scope stood the other way before
 * @param reason      why it is frozen, or was; empty where it was not
 * @param since       since when it is frozen, or was; the present where it was not
 * @param outstanding what was signed in this scope before, and can still move money
 */
public record SwitchOutcome(boolean changed, String reason, Instant since, List<OutstandingSignature> outstanding) {}
