package dev.patron.cli;

import dev.patron.money.Usd;
import dev.patron.plan.Brief;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Asks whoever sits at the terminal before a seller is paid real money for the first time. Without a terminal nothing is
 * asked, and the policy alone decides.
 */
final class RealMoneyQuestion implements Consent {
    private final Optional<Person> person;
    private final Screen screen;
    private final List<Brief> briefs;

    /**
     * @param person who is asked; empty where nobody is
     * @param briefs what is to be begun; empty where old runs are taken up
     */
    RealMoneyQuestion(Optional<Person> person, Screen screen, List<Brief> briefs) {
        this.person = person;
        this.screen = screen;
        this.briefs = List.copyOf(briefs);
    }

    @Override
    public boolean begins() {
        return !briefs.isEmpty();
    }

    /** Asked on standard error whatever else was wanted there: {@code --json} and {@code --quiet} change nothing. */
    @Override
    public void obtain(RealMoney money) {
        if (person.isEmpty()) {
            return;
        }
        screen.warn(text(money, briefs).stripTrailing());
        screen.ask("pay real money? [y/N] ");
        Optional<String> answer = person.get().answer();
        if (answer.isEmpty()) {
            screen.warn("");
        }
        String word = answer.orElse("").strip().toLowerCase(Locale.ROOT);
        if (!word.equals("y") && !word.equals("yes")) {
            throw new UsageException("`" + money.wallet() + "` pays nothing without a `y`; nothing was signed");
        }
    }

    static String text(RealMoney money, List<Brief> briefs) {
        StringBuilder text =
                new StringBuilder("REAL MONEY: this ledger has not paid this seller from this wallet before\n");
        Texts.line(text, "seller", Texts.clean(money.seller()));
        money.payees().forEach(payee -> Texts.line(text, "payee", payee));
        Texts.line(text, "network", money.network());
        Texts.line(text, "asset", Texts.clean(money.asset()));
        Texts.line(text, "prices", Texts.clean(money.prices()));
        Texts.line(text, "wallet", money.wallet());
        Texts.line(text, "balance", Texts.clean(money.balance()));
        Texts.line(text, "ceiling", ceiling(money.limits(), briefs));
        return text.toString();
    }

    /** The most that may be paid under what is in force now, and what says so. */
    private static String ceiling(List<RealMoney.Limit> limits, List<Brief> briefs) {
        List<RealMoney.Limit> bounds = new ArrayList<>();
        limits.stream().filter(limit -> !limit.isPerBrief()).forEach(bounds::add);
        Optional<RealMoney.Limit> each =
                limits.stream().filter(RealMoney.Limit::isPerBrief).findFirst();
        together(briefs, each).ifPresent(bounds::addFirst);
        return bounds.stream()
                .min(Comparator.comparing(RealMoney.Limit::remaining))
                .map(least -> least.remaining() + " USD, by " + least.rule())
                .orElse("none: neither brief nor policy sets one");
    }

    /** What the briefs may cost together; empty where one of them has no bound. */
    private static Optional<RealMoney.Limit> together(List<Brief> briefs, Optional<RealMoney.Limit> each) {
        Usd sum = Usd.ZERO;
        boolean own = true;
        for (Brief brief : briefs) {
            Optional<Usd> least = brief.budget()
                    .map(budget ->
                            each.map(limit -> budget.min(limit.remaining())).orElse(budget))
                    .or(() -> each.map(RealMoney.Limit::remaining));
            if (least.isEmpty()) {
                return Optional.empty();
            }
            sum = sum.plus(least.get());
            own &= brief.budget().equals(least);
        }
        String by =
                own ? "the brief's own budget" : each.map(RealMoney.Limit::rule).orElse("");
        return briefs.isEmpty()
                ? Optional.empty()
                : Optional.of(new RealMoney.Limit(briefs.size() > 1 ? "the budgets of the briefs" : by, sum));
    }
}
