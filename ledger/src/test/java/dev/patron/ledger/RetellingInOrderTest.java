package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that come a little out of order are told in theirs; what cannot be told so is left to others. */
class RetellingInOrderTest {
    @TempDir
    Path folder;

    @Test
    void lateEventsAreToldWhereTheyBelong() {
        List<Fields> events = events();
        Retelling expected = new Retelling();
        events.forEach(expected::tell);
        List<Fields> shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, new Random(1));
        assertEquals(Optional.of(words(expected.end())), told(shuffled).map(RetellingInOrderTest::words));
    }

    @Test
    void anEventThatComesTwiceOrDoesNotFitIsLeftToOthers() {
        List<Fields> twice = new ArrayList<>(events());
        twice.add(twice.getFirst());
        assertEquals(Optional.empty(), told(twice));
        List<Fields> unfit = events().stream()
                .filter(event -> !event.text("type").equals("run_opened"))
                .toList();
        assertTrue(told(unfit).isEmpty());
    }

    private static Optional<Tables> told(List<Fields> events) {
        RetellingInOrder telling = new RetellingInOrder();
        events.forEach(telling::take);
        return telling.end();
    }

    private static List<List<String>> words(Tables tables) {
        return Tables.SHAPES.stream()
                .map(shape -> tables.rows(shape.table()).stream()
                        .map(row -> Arrays.toString(row.cells()))
                        .sorted()
                        .toList())
                .toList();
    }

    private List<Fields> events() {
        if (!Files.exists(folder.resolve("one"))) {
            Generator.write(folder.resolve("one"), 1, 200);
        }
        try (Bench bench = Bench.again(folder.resolve("one/ledger"))) {
            return bench.reader().events(0, 10_000).stream()
                    .map(event -> Fields.read(event.body()))
                    .toList();
        }
    }
}
