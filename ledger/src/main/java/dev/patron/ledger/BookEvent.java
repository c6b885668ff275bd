package dev.patron.ledger;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An event as recorded, with its money.
 *
 * @param place     its place in the signed log; empty where it has none yet
 * @param hash      SHA-256 of {@code body}'s bytes in UTF-8
 * @param body      its canonical bytes as text
 * @param simulated whether its run's money is the sandbox's; empty for an event of no run
 */
public record BookEvent(
        long seq,
        Optional<Long> place,
        String type,
        Instant recordedAt,
        String hash,
        String body,
        Optional<String> run,
        Optional<String> intent,
        Optional<String> shot,
        Optional<Boolean> simulated,
        List<Line> lines) {
    public BookEvent {
        lines = List.copyOf(lines);
    }

    /** One posting: whole units of one token from an account to another. */
    public record Line(int number, String source, String destination, String token, BigInteger units) {}

    BookEvent with(List<Line> postings) {
        return new BookEvent(seq, place, type, recordedAt, hash, body, run, intent, shot, simulated, postings);
    }
}
