package dev.patron.ledger;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The part of verification that holds every row of every table against what the events tell of it. Each table is read
 * once from end to end, and nothing is kept of its rows.
 */
final class VerifyingRows {
    private static final int SHOWN_CHARS_MOST = 100;

    private final Sql sql;
    private final Tables told;
    private final Consumer<String> problem;

    /** The latest time at which a reservation was made under each anchor. */
    private final Map<String, Instant> reserved = new HashMap<>();

    VerifyingRows(Sql sql, Tables told, Consumer<String> problem) {
        this.sql = sql;
        this.told = told;
        this.problem = problem;
    }

    /**
     * Names each row that differs, and the event that made it.
     *
     * @return steps of runs that events tell and no row holds, which whoever keeps a second copy of them may judge
     */
    List<Tables.Row> compare() throws SQLException {
        for (Tables.Row held : told.rows("reservation")) {
            reserved(held);
        }
        List<Tables.Row> steps = new ArrayList<>();
        for (Tables.Shape shape : Tables.SHAPES) {
            sql.each(
                    "SELECT " + String.join(", ", shape.columns()) + " FROM " + shape.table(),
                    row -> row(shape, words(shape, row)));
            told.rows(shape.table()).stream().filter(row -> !row.isMet()).forEach(row -> {
                if (shape.table().equals("run_step")) {
                    steps.add(row);
                } else {
                    problem.accept(name(shape, row.key()) + " is missing; event " + row.event() + " made it");
                }
            });
        }
        return steps;
    }

    private void reserved(Tables.Row held) {
        if (!held.is("decision", "0")) {
            Instant at = InstantText.parse(held.text("reserved_at"));
            new Budgets.Scope(held.flag("simulated"), held.text("agent"), held.text("run"))
                    .charged()
                    .forEach(anchor -> reserved.merge(anchor, at, (one, two) -> one.isAfter(two) ? one : two));
        }
    }

    private static @Nullable String[] words(Tables.Shape shape, Sql.Row row) throws SQLException {
        @Nullable String[] words = new @Nullable String[shape.columns().size()];
        for (int i = 0; i < words.length; i++) {
            words[i] = row.word(i + 1);
        }
        return words;
    }

    private void row(Tables.Shape shape, @Nullable String[] held) {
        String key = Tables.key(held, shape.keys());
        Optional<Tables.Row> found = told.find(shape.table(), key);
        if (found.isEmpty()) {
            if (!isUnused(shape, held)) {
                problem.accept(name(shape, key) + " was made by no event");
            }
            return;
        }
        Tables.Row made = found.get();
        made.meet();
        int time = shape.table().equals("anchor") ? shape.place("last_time") : -1;
        for (int i = shape.keys(); i < held.length; i++) {
            if (i == time) {
                time(name(shape, key), key, Objects.requireNonNullElse(held[i], ""));
            } else if (!Objects.equals(held[i], made.cell(i))) {
                problem.accept(name(shape, key) + ": `" + shape.columns().get(i) + "` is " + shown(held[i])
                        + " and the events tell " + shown(made.cell(i)) + "; event " + made.event() + " made it");
            }
        }
    }

    private static String name(Tables.Shape shape, String key) {
        return "table `" + shape.table() + "`, row `" + key + "`";
    }

    private static String shown(@Nullable String word) {
        return word == null ? "null" : "`" + Foreign.clip(word, SHOWN_CHARS_MOST) + "`";
    }

    /** An anchor is made before it is locked, whatever comes of it; no event tells of one that holds nothing. */
    private static boolean isUnused(Tables.Shape shape, @Nullable String[] held) {
        return shape.table().equals("anchor")
                && "0".equals(held[shape.place("spent_micros")])
                && "0".equals(held[shape.place("reserved_micros")]);
    }

    /** No event tells when an anchor was last locked, but it was when a reservation was made under it. */
    private void time(String name, String anchor, String last) {
        Instant at = reserved.getOrDefault(anchor, Instant.EPOCH);
        if (InstantText.parse(last).isBefore(at)) {
            problem.accept(name + ": `last_time` is `" + last + "`, before a reservation under it at " + at);
        }
    }
}
