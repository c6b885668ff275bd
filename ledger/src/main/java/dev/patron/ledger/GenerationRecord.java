package dev.patron.ledger;

import java.time.Instant;

/** A generation at a seller: its id there, its last reported status, and when it is overdue. */
public record GenerationRecord(String handle, String status, int progress, Instant deadline) {}
