package dev.patron.ledger;

import java.time.Instant;

/** One entry of a run's journal, opened. {@code body} is empty when the run's key was destroyed. */
public record RunStep(int seq, String kind, byte[] body, Instant recordedAt) {}
