package dev.patron.cli;

import dev.patron.ledger.RunTotals;
import dev.patron.money.Usd;
import dev.patron.purchase.Progress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Shows how shots get on: on a terminal a block of lines that is drawn over, elsewhere a plain line for each change.
 *
 * <p>Percentages alone make no new plain line. Synchronized: shots report from their own threads.
 */
final class ShotLines implements Progress {
    private final Screen screen;
    private final boolean terminal;
    private final Map<String, String> states = new LinkedHashMap<>();
    private Function<String, RunTotals> totals = _ -> new RunTotals(Usd.ZERO, Usd.ZERO);
    private int drawn;

    ShotLines(Screen screen) {
        this.screen = screen;
        this.terminal = screen.isTerminal();
    }

    void totals(Function<String, RunTotals> source) {
        this.totals = source;
    }

    @Override
    public synchronized void now(String run, String shot, String state) {
        String key = run.substring(0, Math.min(8, run.length())) + "  " + shot;
        String before = states.put(key, state);
        if (state.equals(before)) {
            return;
        }
        RunTotals money = totals.apply(run);
        String summary = "spent " + money.spent() + " USD, at risk " + money.atRisk() + " USD";
        if (terminal) {
            redraw(summary);
        } else if (before == null || !words(before).equals(words(state))) {
            screen.say(key + "  " + words(state) + "  (" + summary + ")");
        }
    }

    private void redraw(String summary) {
        StringBuilder text = new StringBuilder();
        if (drawn > 0) {
            text.append("\u001b[").append(drawn).append("A\u001b[J");
        }
        states.forEach(
                (key, state) -> text.append(key).append("  ").append(state).append('\n'));
        text.append(summary).append('\n');
        drawn = states.size() + 1;
        screen.err().print(text);
        screen.err().flush();
    }

    private static String words(String state) {
        return state.replaceAll(" [0-9]+ %", "");
    }
}
