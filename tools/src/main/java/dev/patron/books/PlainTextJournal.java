package dev.patron.books;

import dev.patron.money.Asset;
import java.io.IOException;
import java.io.Writer;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * A journal that hledger and ledger both read: only what the two understand alike, in ASCII. It ends with a
 * transaction that moves nothing and asserts every balance.
 */
final class PlainTextJournal implements Export {
    private static final List<String> TAGS = List.of("event", "sha256", "time", "run", "shot", "intent", "tx", "memo");

    private final Writer out;
    private final Head head;
    private final Chart chart;

    PlainTextJournal(Writer out, Head head) {
        this.out = out;
        this.head = head;
        this.chart = new Chart(head);
    }

    @Override
    public void begin() throws IOException {
        line("; Patron, ledger " + head.ledger());
        line(head.simulated() ? "; SIMULATED: this money does not exist" : "; real money");
        line("; days of the zone " + head.zone().getId());
        line("");
        for (Map.Entry<Asset, String> commodity : chart.commodities()) {
            Asset asset = commodity.getKey();
            BigInteger thousand = BigInteger.TEN.pow(asset.decimals() + 3);
            String example = Chart.number(asset, thousand);
            line("; " + asset.id());
            line("commodity " + commodity.getValue());
            line("    format " + example + (asset.decimals() == 0 ? "." : "") + " " + commodity.getValue());
        }
        for (String account : head.accounts()) {
            line("; " + account);
            line("account " + Chart.account(account));
        }
        for (String tag : TAGS) {
            line("tag " + tag);
        }
        if (!head.opening().isEmpty()) {
            line("");
            line(head.firstDay() + " * opening balances");
            for (Head.Balance balance : head.opening()) {
                posting(balance.account(), chart.amount(balance.asset(), balance.opening()));
            }
        }
    }

    @Override
    public void entry(Entry entry) throws IOException {
        if (entry.legs().isEmpty()) {
            return;
        }
        line("");
        line(head.day(entry.at()) + (entry.isPending() ? " ! " : " * ") + "(E" + entry.number() + ") " + entry.type());
        tag("event", Long.toString(entry.number()));
        tag("sha256", entry.sha256());
        tag("time", entry.at().toString());
        Entry.Subject subject = entry.subject();
        tag("run", subject.run().orElse(""));
        tag("shot", subject.shot().orElse(""));
        tag("intent", subject.intent().orElse(""));
        tag("tx", subject.transaction().orElse(""));
        tag("memo", subject.memo());
        for (Entry.Leg leg : entry.legs()) {
            posting(leg.to(), chart.amount(leg.asset(), leg.units()));
            posting(leg.from(), chart.amount(leg.asset(), leg.units().negate()));
        }
    }

    @Override
    public void end() throws IOException {
        if (head.balances().isEmpty()) {
            return;
        }
        line("");
        line(head.lastDay() + " * closing balances");
        for (Head.Balance balance : head.balances()) {
            String nothing = chart.amount(balance.asset(), BigInteger.ZERO);
            posting(balance.account(), nothing + " = " + chart.amount(balance.asset(), balance.closing()));
        }
    }

    private void tag(String name, String value) throws IOException {
        String plain = Tame.plain(value);
        if (!plain.isEmpty()) {
            line("    ; " + name + ": " + (name.equals("time") ? value : plain));
        }
    }

    private void posting(String account, String amount) throws IOException {
        line("    " + Chart.account(account) + "  " + amount);
    }

    private void line(String text) throws IOException {
        out.append(text).append('\n');
    }
}
