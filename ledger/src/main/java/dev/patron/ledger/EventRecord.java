package dev.patron.ledger;

import java.time.Instant;
import java.util.Optional;

/** An event as recorded: its place, its type and its canonical bytes as text. */
public record EventRecord(
        long seq, String type, Optional<String> run, Optional<String> intent, Instant recordedAt, String body) {}
