package dev.patron.cli;

import dev.patron.money.Usd;
import java.util.List;

/**
 * What somebody agrees to who lets a ledger pay a seller for the first time; every text as it is shown.
 *
 * @param seller  its id and the host of its {@code base_url}
 * @param payees  the addresses that the catalogue pins
 * @param network the chain's name and its CAIP-2 id
 * @param asset   symbol and contract of what is paid with
 * @param prices  what each kind costs
 * @param wallet  the address that pays
 * @param balance what it holds of the asset
 * @param limits  what the policy's budgets leave
 */
public record RealMoney(
        String seller,
        List<String> payees,
        String network,
        String asset,
        String prices,
        String wallet,
        String balance,
        List<Limit> limits) {
    /** What is left under one budget of the policy. */
    public record Limit(String rule, Usd remaining) {
        /** Whether each brief has this budget for itself. */
        boolean isPerBrief() {
            return rule.endsWith(".per_brief");
        }
    }

    public RealMoney {
        payees = List.copyOf(payees);
        limits = List.copyOf(limits);
    }
}
