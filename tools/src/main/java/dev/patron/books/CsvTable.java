package dev.patron.books;

import dev.patron.money.Amount;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.List;

/**
 * One row for each posting, whose dollars are empty where it moves a network's coin; after RFC 4180 with a line feed as the end of a line, in UTF-8. No cell begins with what a
 * spreadsheet takes for a formula.
 */
final class CsvTable implements Export {
    private static final List<String> COLUMNS = List.of(
            "event",
            "time",
            "type",
            "line",
            "token",
            "symbol",
            "from",
            "to",
            "units",
            "amount",
            "usd",
            "simulated",
            "run",
            "shot",
            "intent",
            "transaction",
            "memo");

    private final Writer out;
    private final boolean simulated;

    CsvTable(Writer out, Head head) {
        this.out = out;
        this.simulated = head.simulated();
    }

    @Override
    public void begin() throws IOException {
        row(COLUMNS);
    }

    @Override
    public void entry(Entry entry) throws IOException {
        Entry.Subject subject = entry.subject();
        for (Entry.Leg leg : entry.legs()) {
            Amount amount = new Amount(leg.asset(), leg.units());
            row(List.of(
                    Long.toString(entry.number()),
                    entry.at().toString(),
                    entry.type(),
                    Integer.toString(leg.line()),
                    leg.asset().id(),
                    leg.asset().symbol(),
                    leg.from(),
                    leg.to(),
                    leg.units().toString(),
                    new BigDecimal(leg.units(), leg.asset().decimals()).toPlainString(),
                    leg.asset().isCoin() ? "" : amount.inUsd().toString(),
                    Boolean.toString(simulated),
                    subject.run().orElse(""),
                    subject.shot().orElse(""),
                    subject.intent().orElse(""),
                    subject.transaction().orElse(""),
                    subject.memo()));
        }
    }

    private void row(List<String> cells) throws IOException {
        for (int i = 0; i < cells.size(); i++) {
            out.append(i == 0 ? "" : ",").append(Tame.cell(cells.get(i)));
        }
        out.append('\n');
    }

    @Override
    public void end() {
        // A row ends by itself.
    }
}
