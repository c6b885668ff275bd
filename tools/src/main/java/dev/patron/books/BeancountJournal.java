package dev.patron.books;

import dev.patron.money.Asset;
import java.io.IOException;
import java.io.Writer;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * A journal for beancount, in ASCII. Every balance is asserted on the day after the last entry with a tolerance of
 * nothing, since beancount's own tolerance forgives half of the last digit.
 */
final class BeancountJournal implements Export {
    private final Writer out;
    private final Head head;
    private final Chart chart;

    BeancountJournal(Writer out, Head head) {
        this.out = out;
        this.head = head;
        this.chart = new Chart(head);
    }

    @Override
    public void begin() throws IOException {
        line("; Patron, ledger " + head.ledger());
        line(head.simulated() ? "; SIMULATED: this money does not exist" : "; real money");
        line("; days of the zone " + head.zone().getId());
        line("option \"title\" \"" + (head.simulated() ? "SIMULATED: " : "") + "Patron, ledger " + head.ledger()
                + "\"");
        for (Map.Entry<Asset, String> commodity : chart.commodities()) {
            line(head.firstDay() + " commodity " + commodity.getValue());
            line("  token: \"" + commodity.getKey().id() + "\"");
        }
        String commodities = String.join(
                ",", chart.commodities().stream().map(Map.Entry::getValue).toList());
        for (String account : head.accounts()) {
            line(head.firstDay() + " open " + Chart.account(account) + " " + commodities);
            line("  account: \"" + account + "\"");
        }
        List<Head.Balance> opening = head.opening();
        if (!opening.isEmpty()) {
            line("");
            line(head.firstDay() + " * \"opening balances\"");
            for (Head.Balance balance : opening) {
                posting(balance.account(), chart.amount(balance.asset(), balance.opening()));
            }
        }
    }

    @Override
    public void entry(Entry entry) throws IOException {
        if (entry.legs().isEmpty()) {
            return;
        }
        Entry.Subject subject = entry.subject();
        String link = subject.intent().map(intent -> " ^" + intent).orElse("");
        line("");
        line(head.day(entry.at()) + (entry.isPending() ? " ! \"" : " * \"") + entry.type() + "\"" + link);
        meta("event", Long.toString(entry.number()));
        meta("sha256", entry.sha256());
        line("  time: \"" + entry.at() + "\"");
        meta("run", subject.run().orElse(""));
        meta("shot", subject.shot().orElse(""));
        meta("tx", subject.transaction().orElse(""));
        meta("memo", subject.memo());
        for (Entry.Leg leg : entry.legs()) {
            posting(leg.to(), chart.amount(leg.asset(), leg.units()));
            posting(leg.from(), chart.amount(leg.asset(), leg.units().negate()));
        }
    }

    @Override
    public void end() throws IOException {
        line("");
        for (Head.Balance balance : head.balances()) {
            Asset asset = balance.asset();
            BigInteger closing = balance.closing();
            line(head.lastDay().plusDays(1) + " balance " + Chart.account(balance.account()) + "  "
                    + Chart.number(asset, closing) + " ~ 0 " + chart.commodity(asset));
        }
    }

    private void meta(String name, String value) throws IOException {
        String plain = Tame.plain(value);
        if (!plain.isEmpty()) {
            line("  " + name + ": \"" + plain + "\"");
        }
    }

    private void posting(String account, String amount) throws IOException {
        line("  " + Chart.account(account) + "  " + amount);
    }

    private void line(String text) throws IOException {
        out.append(text).append('\n');
    }
}
