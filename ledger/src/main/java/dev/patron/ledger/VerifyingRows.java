package dev.patron.ledger;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The part of verification that holds every row of every table against what the events tell of it. Each table is read
 * once from end to end, and of its rows only the keys are kept.
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
            Set<Tables.Row> missing = new HashSet<>(told.rows(shape.table()));
            sql.each(
                    "SELECT " + String.join(", ", shape.columns()) + " FROM " + shape.table(),
                    row -> row(shape, words(shape, row), missing));
            told.rows(shape.table()).stream().filter(missing::contains).forEach(row -> {
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

    private static List<Optional<String>> words(Tables.Shape shape, Sql.Row row) throws SQLException {
        List<Optional<String>> words = new ArrayList<>();
        for (int i = 1; i <= shape.columns().size(); i++) {
            words.add(row.word(i));
        }
        return words;
    }

    private void row(Tables.Shape shape, List<Optional<String>> held, Set<Tables.Row> missing) {
        String[] key = held.subList(0, shape.keys()).stream()
                .map(word -> word.orElse(""))
                .toArray(String[]::new);
        String name = name(shape, String.join(" ", key));
        Optional<Tables.Row> made = told.find(shape.table(), key);
        if (made.isEmpty()) {
            if (!isUnused(shape, held)) {
                problem.accept(name + " was made by no event");
            }
            return;
        }
        missing.remove(made.get());
        for (int i = shape.keys(); i < held.size(); i++) {
            String column = shape.columns().get(i);
            Optional<String> tells = made.get().maybe(column);
            if (shape.table().equals("anchor") && column.equals("last_time")) {
                time(name, key[0], held.get(i).orElse(""));
            } else if (!held.get(i).equals(tells)) {
                problem.accept(name + ": `" + column + "` is " + shown(held.get(i)) + " and the events tell "
                        + shown(tells) + "; event " + made.get().event() + " made it");
            }
        }
    }

    private static String name(Tables.Shape shape, String key) {
        return "table `" + shape.table() + "`, row `" + key + "`";
    }

    private static String shown(Optional<String> word) {
        return word.map(text -> "`" + Foreign.clip(text, SHOWN_CHARS_MOST) + "`")
                .orElse("null");
    }

    /** An anchor is made before it is locked, whatever comes of it; no event tells of one that holds nothing. */
    private static boolean isUnused(Tables.Shape shape, List<Optional<String>> held) {
        return shape.table().equals("anchor")
                && held.get(shape.place("spent_micros")).equals(Optional.of("0"))
                && held.get(shape.place("reserved_micros")).equals(Optional.of("0"));
    }

    /** No event tells when an anchor was last locked, but it was when a reservation was made under it. */
    private void time(String name, String anchor, String last) {
        Instant at = reserved.getOrDefault(anchor, Instant.EPOCH);
        if (InstantText.parse(last).isBefore(at)) {
            problem.accept(name + ": `last_time` is `" + last + "`, before a reservation under it at " + at);
        }
    }
}
