package dev.patron.ledger;

import dev.patron.policy.PolicySet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Which policies have decided: each one's whole text is an event, written with the first decision under it. */
final class PolicyRevisions {
    private static final int DUPLICATE_KEY = 23505;
    private final Events events;

    PolicyRevisions(Events events) {
        this.events = events;
    }

    /**
     * Records a policy unless it is recorded already; called by every transaction that decides under it, before its
     * decision. Where two transactions are first at the same time, one of them is run again.
     */
    void adopt(Sql sql, Instant at, PolicySet policy) throws SQLException {
        String digest = policy.digest();
        if (event(sql, digest).isPresent()) {
            return;
        }
        long event = events.append(
                sql,
                at,
                "policy_adopted",
                Events.Subject.none(),
                Json.object("digest", digest, "policy", PolicyCodec.write(policy)));
        try {
            sql.one("INSERT INTO policy (digest, event) VALUES (?, ?)", digest, event);
        } catch (SQLException e) {
            throw e.getErrorCode() == DUPLICATE_KEY ? Database.again(e) : e;
        }
    }

    /** The event that holds a policy's text. */
    static Optional<Long> event(Sql sql, String digest) throws SQLException {
        return sql.first("SELECT event FROM policy WHERE digest = ?", row -> row.number("event"), digest);
    }
}
