package dev.patron.ledger;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Accounts that are kept from events: every posting, every balance. One thread. */
final class BookAudit {
    private final Map<String, BigInteger> balances = new TreeMap<>();
    private long postings;

    /** Moves money; what is wrong with it, empty when nothing is: only what stands in an account can leave it. */
    Optional<String> post(String source, String destination, String token, BigInteger units) {
        if (units.signum() == 0) {
            return Optional.empty();
        }
        postings++;
        balances.merge(destination + " of " + token, units, BigInteger::add);
        BigInteger left = balances.merge(source + " of " + token, units.negate(), BigInteger::add);
        boolean mayBeNegative = source.startsWith("equity/") || source.equals(Books.TREASURY);
        return units.signum() < 0 || (left.signum() < 0 && !mayBeNegative)
                ? Optional.of("it moves " + units + " out of account " + source + ", which then stands at " + left)
                : Optional.empty();
    }

    BigInteger balance(String account, String token) {
        return balances.getOrDefault(account + " of " + token, BigInteger.ZERO);
    }

    long postings() {
        return postings;
    }
}
