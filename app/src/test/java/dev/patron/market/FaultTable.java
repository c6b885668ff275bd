package dev.patron.market;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What came of each fault, as a page for people. */
final class FaultTable {
    private static final String HEAD = """
        # What becomes of the money when the seller goes wrong

        The sandbox misbehaves on request (`patron run --sandbox-fault NAME`, or `patron sandbox --fault NAME`). This table
        is written by `FaultTableTest`, which buys one image of 0.05 USD from each fault and compares; rows with `@video` buy
        one video of 0.25 USD. It fails when the page and the program differ. The ledger's two tracks are payment/fulfilment, one pair for each attempt.

        `run` is where the run stands when the command ends. `resume` is where it stands six minutes later, when every
        signature is dead or settled in a final block and the seller is honest again. In every row: what the ledger calls
        spent is what the chain moved, each attempt moved money at most once and had at most one signature, and
        `ledger verify` finds the ledger sound.

        """;

    private FaultTable() {}

    /** A row as it was seen. */
    record Row(Wrong wrong, Outcome run, Outcome later, String why) {}

    static String page(List<Row> rows) {
        StringBuilder page = new StringBuilder(HEAD);
        page.append("| fault | the seller | `run` (exit) | spent, at risk | ledger | `resume` (exit) | spent | ledger |"
                + " why |\n");
        page.append("|---|---|---|---|---|---|---|---|---|\n");
        for (Row row : rows) {
            page.append("| ").append(String.join(" | ", cells(row))).append(" |\n");
        }
        return page.toString();
    }

    private static List<String> cells(Row row) {
        return List.of(
                "`" + row.wrong().label() + "`",
                row.wrong().fault().sentence(),
                words(row.run()),
                row.run().money().spent() + ", " + row.run().money().atRisk(),
                tracks(row.run()),
                words(row.later()),
                row.later().money().spent(),
                tracks(row.later()),
                row.why());
    }

    private static String words(Outcome outcome) {
        List<String> words = new ArrayList<>(List.of(outcome.status()));
        outcome.codes().forEach(code -> words.add("`" + code + "`"));
        outcome.claims().forEach(claim -> {
            int at = claim.lastIndexOf(' ');
            words.add("claim `" + claim.substring(0, at) + "` "
                    + claim.substring(at + 1).toLowerCase(Locale.ROOT));
        });
        return String.join(", ", words) + " (" + outcome.exit() + ")";
    }

    private static String tracks(Outcome outcome) {
        return String.join(", then ", outcome.tracks());
    }
}
