package dev.patron.books;

import dev.patron.money.Asset;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * What is known of an export before its first entry.
 *
 * @param ledger    the ledger's id
 * @param simulated whether its money does not exist; an export never holds both kinds
 * @param zone      decides which day a time lies in
 * @param assets    the tokens that may occur
 * @param balances  every account at both ends of the period
 * @param first     when the first event was recorded; empty when there is none
 * @param last      when the last was
 * @param seal      what vouches for the events; empty for a form that holds none, and before the first event
 */
public record Head(
        String ledger,
        boolean simulated,
        ZoneId zone,
        List<Asset> assets,
        List<Balance> balances,
        Optional<Instant> first,
        Optional<Instant> last,
        Optional<Seal> seal) {
    public Head {
        assets = List.copyOf(assets);
        balances = List.copyOf(balances);
    }

    /** An account in units of one token, before the first entry and after the last. */
    public record Balance(String account, Asset asset, BigInteger opening, BigInteger closing) {}

    LocalDate day(Instant at) {
        return at.atZone(zone).toLocalDate();
    }

    /** The day on which the books open: nothing here is earlier. */
    LocalDate firstDay() {
        return day(first.orElse(Instant.EPOCH));
    }

    /** The day on which they are closed. */
    LocalDate lastDay() {
        return day(last.orElse(Instant.EPOCH));
    }

    List<String> accounts() {
        return balances.stream().map(Balance::account).distinct().sorted().toList();
    }

    List<Balance> opening() {
        return balances.stream()
                .filter(balance -> balance.opening().signum() != 0)
                .toList();
    }
}
