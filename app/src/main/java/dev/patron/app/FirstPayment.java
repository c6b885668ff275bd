package dev.patron.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.cli.Consent;
import dev.patron.cli.RealMoney;
import dev.patron.config.Addresses;
import dev.patron.door.Answers;
import dev.patron.door.Question;
import dev.patron.ledger.Ledger;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Usd;
import dev.patron.payment.Provider;
import dev.patron.plan.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Seeks agreement before a ledger pays a seller real money for the first time: before the ledger adopts the wallet, or
 * before its first run at that seller. What was agreed to is remembered by both, so it is asked once.
 */
final class FirstPayment {
    private static final Pattern BUDGETS =
            Pattern.compile("workspace\\.(daily|monthly|total)|agents\\..*\\.(daily|rolling_24h|per_brief)");

    private final Counter counter;
    private final Ledger ledger;
    private final Answers answers;

    /**
     * @param answers answer for the market that the counter is at
     */
    FirstPayment(Counter counter, Ledger ledger, Answers answers) {
        this.counter = counter;
        this.ledger = ledger;
        this.answers = answers;
    }

    /**
     * @throws dev.patron.cli.UsageException          when it is not agreed to
     * @throws dev.patron.payment.ChainException when the wallet's balance cannot be read
     */
    void agree(String agent, Consent consent) {
        Provider provider = counter.provider();
        if (provider.simulated()) {
            return;
        }
        boolean began =
                ledger.reader().runs().stream().anyMatch(run -> run.market().equals(provider.id()));
        boolean adopted =
                ledger.adoption(provider.asset(), counter.wallet().address()).isPresent();
        if (began ? !adopted : consent.begins()) {
            consent.obtain(money(agent));
        }
    }

    private RealMoney money(String agent) {
        Provider provider = counter.provider();
        Asset asset = provider.asset();
        Amount balance = new Amount(
                asset,
                counter.chain()
                        .balance(
                                asset,
                                counter.wallet().address(),
                                counter.chain().head(asset.network()).latest()));
        return new RealMoney(
                provider.id() + " at " + provider.baseUrl().getAuthority(),
                provider.payTo().stream().sorted().map(Addresses::checksummed).toList(),
                WalletDesk.name(asset.network()),
                asset.symbol() + ", contract " + Addresses.checksummed(asset.contract()),
                prices(provider),
                Addresses.checksummed(counter.wallet().address()),
                WalletDesk.decimal(balance) + " " + asset.symbol()
                        + (buysAnything(balance) ? "" : ", too little to buy anything"),
                limits(agent));
    }

    private boolean buysAnything(Amount balance) {
        return counter.provider().prices().values().stream()
                .anyMatch(price -> price.units().compareTo(balance.units()) <= 0);
    }

    private static String prices(Provider provider) {
        return Stream.of(Kind.values())
                .flatMap(kind -> provider
                        .price(kind)
                        .map(price -> kind.word() + " " + WalletDesk.decimal(price) + " "
                                + price.asset().symbol())
                        .stream())
                .collect(Collectors.joining(", "));
    }

    /** What the budgets of the policy leave; one that is `unlimited` leaves no figure. */
    private List<RealMoney.Limit> limits(String agent) {
        List<RealMoney.Limit> limits = new ArrayList<>();
        for (JsonNode row :
                answers.ask(new Question("headroom", Map.of("agent", agent))).path("limits")) {
            String rule = row.path("rule").asText();
            if (BUDGETS.matcher(rule).matches() && row.path("remaining_usd").isTextual()) {
                limits.add(new RealMoney.Limit(
                        rule, Usd.parse(row.path("remaining_usd").asText())));
            }
        }
        return limits;
    }
}
