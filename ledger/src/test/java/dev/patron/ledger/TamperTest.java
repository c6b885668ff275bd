package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random changes by hand to log, journal, steps, database and export, from a seed: each is found, and the report names its place.
 *
 * <p>A change that changes nothing is counted apart, by what can be looked at: the tables say the same as before, or the
 * list of kept checkpoints is shorter by whole notes, or an export has the same lines. {@code -Dpatron.tamperings=10000} makes more,
 * {@code -Dpatron.tampering.first=N} begins elsewhere. No two database files of the same rows are alike, so a seed makes the same change again only
 * to the same file: {@code -Dpatron.tampering.folder=DIR} keeps the ledgers there, or takes those that a run before left.
 */
class TamperTest {
    private static final int TAMPERINGS = Integer.getInteger("patron.tamperings", 25);
    private static final int FIRST = Integer.getInteger("patron.tampering.first", 1);
    private static final int THREADS = 2;

    /** How a report begins to name what lies in a page that cannot be read, or reads as before. */
    private static final List<String> ANYTHING =
            List.of("the ledger's database in `", "database: the definition `", "table `", "event ", "intent ");

    @TempDir
    static Path passing;

    private static Path folder = Path.of(System.getProperty("patron.tampering.folder", ""));

    private static Map<String, Set<String>> meaning = Map.of();
    private static Trust kept = Trust.NONE;

    private final List<String> missed = Collections.synchronizedList(new ArrayList<>());
    private final Map<Tampering.Kind, AtomicInteger> found = counters();
    private final Map<Tampering.Kind, AtomicInteger> nothing = counters();

    private static Map<Tampering.Kind, AtomicInteger> counters() {
        Map<Tampering.Kind, AtomicInteger> counters = new EnumMap<>(Tampering.Kind.class);
        for (Tampering.Kind kind : Tampering.Kind.values()) {
            counters.put(kind, new AtomicInteger());
        }
        return counters;
    }

    @BeforeAll
    static void anHonestLedgerAndAnOlderCopy() throws Exception {
        folder = folder.toString().isEmpty() ? passing : folder;
        if (!Files.exists(folder.resolve("sound"))) {
            write();
        }
        // A file that is opened and closed is another file.
        Folders.copy(folder.resolve("sound/ledger"), passing.resolve("looked-at"));
        meaning = Tampered.meaning(passing.resolve("looked-at"));
        kept = new Trust(Optional.empty(), List.of(Files.readString(folder.resolve("sound/ledger/log/checkpoint"))));
    }

    private static void write() throws Exception {
        Generator.write(folder.resolve("sound"), 7, 420);
        Generator.write(folder.resolve("old"), 7, 200);
        for (String name : List.of("sound", "old")) {
            Path ledger = folder.resolve(name + "/ledger");
            try (var owner = Tampered.connect(ledger);
                    var statement = owner.createStatement()) {
                statement.execute("SHUTDOWN COMPACT");
            }
            TamperingExport.write(ledger);
            assertEquals(List.of(), TamperingExport.said(ledger, Trust.NONE).sentences());
            assertEquals(List.of(), Tampered.said(ledger, Trust.NONE).sentences());
        }
    }

    @Test
    void everyChangeIsFoundAndLocated() throws Exception {
        AtomicInteger made = new AtomicInteger();
        AtomicInteger next = new AtomicInteger(FIRST);
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            Callable<Boolean> worker = () -> {
                while (made.get() < TAMPERINGS && next.get() - FIRST < 3 * TAMPERINGS + 20) {
                    tamper(next.getAndIncrement(), made);
                }
                return true;
            };
            for (Future<Boolean> done : threads.invokeAll(Collections.nCopies(THREADS, worker))) {
                done.get();
            }
        }
        System.out.println("found and located: " + found + "; changed nothing: " + nothing);
        assertEquals("", String.join("\n", missed));
        assertFalse(made.get() < TAMPERINGS, "too many changes changed nothing");
    }

    private void tamper(int seed, AtomicInteger made) throws Exception {
        Path copy = folder.resolve("changed-" + seed);
        Files.createDirectories(copy);
        Folders.remove(copy);
        Folders.copy(folder.resolve("sound/ledger"), copy);
        Tampering tampering = new Tampering(copy, folder.resolve("old/ledger"), seed);
        Tampering.Kind kind = tampering.kind();
        Optional<Tampering.Change> change = tampering.make(kind);
        if (change.isPresent()) {
            wrong(kind, copy, change.get(), made).ifPresent(wrong -> missed.add("seed " + seed + ": " + wrong));
        }
        Folders.remove(copy);
    }

    private Optional<String> wrong(Tampering.Kind kind, Path copy, Tampering.Change change, AtomicInteger made)
            throws IOException {
        try {
            return judge(kind, copy, change, made);
        } catch (SQLException e) {
            return Optional.of(change.what() + " passed for sound, and afterwards the database does not open: " + e);
        }
    }

    /** What is wrong with what was said of a change; empty when nothing is. */
    private Optional<String> judge(Tampering.Kind kind, Path copy, Tampering.Change change, AtomicInteger made)
            throws SQLException, IOException {
        Tampered.Said said;
        try {
            said = kind == Tampering.Kind.EXPORT ? TamperingExport.said(copy, kept) : Tampered.said(copy, kept);
        } catch (RuntimeException e) {
            return Optional.of(change.what() + " was not survived: " + e);
        }
        if (said.sentences().isEmpty() && changesNothing(kind, copy)) {
            count(nothing, kind);
            return Optional.empty();
        }
        made.incrementAndGet();
        count(found, kind);
        List<String> places = kind == Tampering.Kind.PAGE ? hit(copy) : change.places();
        boolean located =
                said.sentences().stream().anyMatch(sentence -> places.stream().anyMatch(sentence::contains));
        if (!said.isIntegrity()) {
            return Optional.of(change.what() + " is not called a breach: " + said.sentences());
        }
        return located ? Optional.empty() : Optional.of(change.what() + " gave " + said.sentences());
    }

    /** What a bit of the database's file belonged to: rows that read otherwise now, or nothing that can be read. */
    private static List<String> hit(Path copy) throws IOException {
        try {
            Map<String, Set<String>> now = Tampered.meaning(copy);
            return now.equals(meaning) ? ANYTHING : Tampered.places(meaning, now);
        } catch (SQLException unreadable) {
            return ANYTHING;
        }
    }

    private static void count(Map<Tampering.Kind, AtomicInteger> counters, Tampering.Kind kind) {
        Optional.ofNullable(counters.get(kind)).orElseThrow().incrementAndGet();
    }

    private static boolean changesNothing(Tampering.Kind kind, Path copy) throws SQLException, IOException {
        return switch (kind) {
            case ROW, PAGE -> Tampered.meaning(copy).equals(meaning);
            case LOG -> Tampering.endsWithNote(copy);
            case EXPORT ->
                Files.readAllLines(copy.resolve(TamperingExport.FILE))
                        .equals(Files.readAllLines(
                                folder.resolve("sound/ledger").resolve(TamperingExport.FILE)));
            default -> false;
        };
    }
}
