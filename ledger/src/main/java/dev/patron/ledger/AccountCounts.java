package dev.patron.ledger;

import dev.patron.money.Address;
import dev.patron.money.Network;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How many transactions an account may have made: those that the ledger gave a number, and those that it took for granted when it took the
 * account over or when a person had looked. More of them on the chain are an older copy that was put back, or somebody else with the key.
 *
 * <p>What is taken for granted stands in events alone. It is looked up only where it is above the numbers that the ledger gave, which ends
 * with its next signature.
 */
final class AccountCounts {
    private static final String COUNTED = "account_counted";
    private static final String EVERYTHING = "everything";

    private final Events events;

    AccountCounts(Events events) {
        this.events = events;
    }

    /** An account on a chain. */
    record Account(Network network, Address address) {
        static Account of(AccountUse use) {
            return new Account(use.coin().network(), use.sender());
        }
    }

    /** Takes an account over: what it has sent so far is none of the ledger's. */
    void adopt(Sql sql, Account account, long count, Instant at) throws SQLException {
        count(sql, account, "ADOPTED", Map.of("found", Long.toString(count)), at);
    }

    private void count(Sql sql, Account account, String why, Map<String, Object> numbers, Instant at)
            throws SQLException {
        Map<String, Object> fields = Json.object(
                "network", account.network().toString(),
                "account", account.address().text(),
                "why", why);
        fields.putAll(numbers);
        events.append(sql, at, COUNTED, Events.Subject.none(), fields);
    }

    /** How many transactions of the account the ledger knows of. */
    long known(Sql sql, Account account, long found) throws SQLException {
        long given = Accounts.next(sql, account);
        return given >= found ? given : Math.max(given, granted(sql, account));
    }

    private static long granted(Sql sql, Account account) throws SQLException {
        List<String> bodies = sql.list(
                "SELECT body FROM event WHERE run IS NULL AND type = ? ORDER BY seq", row -> row.text("body"), COUNTED);
        return bodies.stream()
                .map(Fields::read)
                .filter(told -> told.text("network").equals(account.network().toString())
                        && told.text("account").equals(account.address().text()))
                .mapToLong(told -> told.number("found"))
                .max()
                .orElse(0);
    }

    /**
     * Freezes everything if a chain shows more transactions than the ledger knows of, under the anchors that the transaction holds. Once that freeze is
     * ended those are taken for granted. Under a freeze of another kind nothing is recorded: it is found again after it.
     *
     * @return whether there are more
     */
    boolean isAhead(Sql sql, Account account, long found, Instant at) throws SQLException {
        long known = known(sql, account, found);
        if (known >= found) {
            return false;
        }
        if (!Reserving.frozen(sql).contains(EVERYTHING)) {
            count(sql, account, "AHEAD", Map.of("known", Long.toString(known), "found", Long.toString(found)), at);
            freeze(
                    sql,
                    "the account " + account.address().text() + " on " + account.network() + " has made " + found
                            + " transactions by its count, and this ledger knows of " + known
                            + ": an older copy of it was put back, or somebody else has the key",
                    at);
        }
        return true;
    }

    /** Another transaction took a number that the ledger gave, so somebody else signs for the account. */
    void another(Sql sql, IntentRecord intent, ChainProof proof, Instant at) throws SQLException {
        List<AccountTransaction> own = Accounts.transactions(sql, intent.id());
        boolean ours = own.stream().anyMatch(one -> one.hash().equals(proof.transaction()));
        if (own.isEmpty() || ours) {
            return;
        }
        freeze(
                sql,
                "transaction " + proof.transaction() + ", which this ledger did not sign, took number "
                        + own.getFirst().nonce() + " of the account "
                        + intent.authorizer().text()
                        + ": an older copy of it was put back, or somebody else has the key",
                at);
    }

    private void freeze(Sql sql, String reason, Instant at) throws SQLException {
        Freezing.set(sql, events, new Freezing.Freeze(EVERYTHING, reason, at));
    }
}
