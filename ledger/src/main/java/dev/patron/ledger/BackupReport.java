package dev.patron.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * What a backup holds.
 *
 * @param at when its making began: what was recorded before is in it
 * @param events how many events its database holds; those above the checkpoint are signed after it is put back
 * @param checkpoint the signed note with which its log ends; empty when nothing was ever recorded
 * @param members how many files are in it
 */
public record BackupReport(
        String ledger, Instant at, long events, Optional<String> checkpoint, int members, long bytes) {}
