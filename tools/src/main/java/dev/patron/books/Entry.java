package dev.patron.books;

import dev.patron.money.Asset;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One event and the money that it moved.
 *
 * @param number    its number in the ledger
 * @param place     its place in the signed log; empty where it has none yet
 * @param sha256    digest of {@code body} in UTF-8
 * @param body      the event's bytes, as they were hashed
 * @param simulated whether it is about money that does not exist; empty where it is about no money
 * @param legs      in the order of their lines; may be empty
 */
public record Entry(
        long number,
        Optional<Long> place,
        String type,
        Instant at,
        String sha256,
        String body,
        Subject subject,
        Optional<Boolean> simulated,
        List<Leg> legs) {
    public Entry {
        legs = List.copyOf(legs);
    }

    /**
     * What it is about.
     *
     * @param transaction a transaction on a chain that its body names
     * @param memo        what its body says in words: a kind, a reason, somebody's note. It may be anybody's text
     */
    public record Subject(
            Optional<String> run,
            Optional<String> intent,
            Optional<String> shot,
            Optional<String> transaction,
            String memo) {}

    /** Whole units of one token, from an account to another. */
    public record Leg(int line, String from, String to, Asset asset, BigInteger units) {}

    /** Of reserved money nobody knows yet whether it will be paid. */
    boolean isPending() {
        return type.equals("reserved") || type.equals("recovered");
    }
}
