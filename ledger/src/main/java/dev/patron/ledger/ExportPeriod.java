package dev.patron.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether the events of a part are about its period: the first and the last place hold events of it, since the part reaches
 * from the one to the other. One thread.
 */
final class ExportPeriod {
    private final ExportHead.Part part;
    private final List<String> problems = new ArrayList<>();
    private long outside;

    ExportPeriod(ExportHead.Part part) {
        this.part = part;
    }

    void take(long place, EventAudit.Read event) {
        boolean holds = event.body().members().get("at") instanceof String at
                && InstantText.isExact(at)
                && part.holds(InstantText.parse(at));
        outside += holds ? 0 : 1;
        if (!holds && (place == part.range().first() || place == part.range().end() - 1)) {
            problems.add("line 1: the export begins or ends with event " + event.seq() + " at place " + place
                    + ", which is none of its period");
        }
    }

    List<String> problems() {
        return problems;
    }

    /** What a part cannot show of its period. */
    List<String> unchecked() {
        List<String> open = new ArrayList<>();
        open.add("the period: nothing that is signed says where it begins and ends, nor that no event of it has a place"
                + " before "
                + part.range().first() + " or from " + part.range().end() + " on");
        if (outside > 0) {
            open.add("nothing of " + outside
                    + " events but that they are in the log: they lie between events of the period and were recorded"
                    + " outside of it");
        }
        return open;
    }
}
