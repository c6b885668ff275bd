package dev.patron.ledger;

import dev.patron.policy.PolicySet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes every recorded decision again, from the bytes of its event and of the event that holds its policy, and compares
 * the whole event byte for byte with what comes out.
 *
 * <p>It works page by page, so that whoever asks can say how far it has come. Events are only ever added, so the pages
 * up to the newest event that the first one saw are one state of the ledger, whatever is written meanwhile.
 */
final class Replaying {
    private static final int PAGE = 500;
    private static final int TOLD_MOST = 10;

    private final Redeciding redeciding = new Redeciding(new Remade());
    private final List<String> first = new ArrayList<>();
    private long decisions;
    private long older;
    private long differences;

    private record Stored(long seq, String type, String body, String hash) {}

    /**
     * The page after an event.
     *
     * @param through the newest event to read; empty for the newest there is
     */
    ReplayPage page(Sql sql, long after, Optional<Long> through) throws SQLException {
        long complete = completeAfter(sql);
        long last = through.isPresent() ? through.get() : sql.count("SELECT COALESCE(MAX(seq), 0) FROM event");
        List<Stored> page = sql.list(
                "SELECT seq, type, body, hash FROM event WHERE seq > ? AND seq <= ? ORDER BY seq FETCH FIRST " + PAGE
                        + " ROWS ONLY",
                row -> new Stored(row.number("seq"), row.text("type"), row.text("body"), row.text("hash")),
                after,
                last);
        for (Stored event : page) {
            if (event.type().equals("policy_adopted")) {
                check(event, () -> redeciding.policy(Fields.read(event.body())));
            } else if (event.type().equals("decided") && event.seq() <= complete) {
                older++;
            } else if (event.type().equals("decided")) {
                decisions++;
                check(event, () -> decision(sql, event));
            }
        }
        long next = page.size() < PAGE ? last : page.getLast().seq();
        return new ReplayPage(last, next, page.size(), decisions, older, differences, first);
    }

    /** The last event that was written before every field was asked of events. */
    static long completeAfter(Sql sql) throws SQLException {
        return sql.first("SELECT text FROM meta WHERE name = 'complete_after'", row -> row.text("text"))
                .map(Long::parseLong)
                .orElse(0L);
    }

    private interface Check {
        /** What is wrong; empty when nothing is. */
        Optional<String> problem() throws SQLException;
    }

    private void check(Stored event, Check check) throws SQLException {
        Optional<String> problem;
        try {
            problem = Digests.sha256(event.body()).equals(event.hash())
                    ? check.problem()
                    : Optional.of("its bytes do not hash to what is stored");
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            problem = Optional.of("it cannot be read: " + e.getMessage());
        }
        if (problem.isPresent()) {
            differences++;
            if (first.size() < TOLD_MOST) {
                first.add("event " + event.seq() + " (" + event.type() + "): " + problem.get());
            }
        }
    }

    private Optional<String> decision(Sql sql, Stored event) throws SQLException {
        Fields recorded = Fields.read(event.body());
        String digest = recorded.text("policy");
        if (!redeciding.knows(digest)) {
            adopted(sql, digest, event.seq()).ifPresent(redeciding::adopt);
        }
        return redeciding.decision(recorded, event.body());
    }

    private static Optional<PolicySet> adopted(Sql sql, String digest, long before) throws SQLException {
        return sql.first(
                        "SELECT e.body FROM policy p JOIN event e ON e.seq = p.event WHERE p.digest = ? AND e.seq < ?",
                        row -> row.text("body"),
                        digest,
                        before)
                .map(text -> PolicyCodec.read(Fields.read(text).part("policy")))
                .filter(read -> read.digest().equals(digest));
    }
}
