package dev.patron.ledger;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** One change by hand to a closed ledger, drawn from a seed, and by what words a report would name its place. */
final class Tampering {
    private static final int PIECE_BYTES_MOST = 64;
    private static final String ENTRIES = "tile/entries/";
    private static final int ENTRIES_A_FILE = 256;

    private final Path folder;
    private final Path old;
    private final Random random;

    Tampering(Path folder, Path old, long seed) {
        this.folder = folder;
        this.old = old;
        this.random = new Random(seed);
    }

    /** What is changed. */
    enum Kind {
        LOG,
        JOURNAL,
        STEPS,
        ROW,
        PAGE,
        OLDER,
        EXPORT
    }

    /** Which kind this seed draws. */
    Kind kind() {
        return List.of(
                        Kind.LOG,
                        Kind.LOG,
                        Kind.JOURNAL,
                        Kind.STEPS,
                        Kind.ROW,
                        Kind.ROW,
                        Kind.ROW,
                        Kind.ROW,
                        Kind.PAGE,
                        Kind.OLDER,
                        Kind.EXPORT)
                .get(random.nextInt(11));
    }

    /**
     * What was done.
     *
     * @param places words of which one must stand in the report; empty where only the tables can tell what was hit
     */
    record Change(String what, List<String> places) {}

    /** Makes one change; empty when chance picked one that changes no byte or that the database refuses. */
    Optional<Change> make(Kind kind) throws IOException, SQLException {
        return switch (kind) {
            case LOG -> random.nextInt(8) == 0 ? checkpoint() : file(any(folder.resolve("log")));
            case JOURNAL -> file(folder.resolve("journal"));
            case STEPS -> file(any(folder.resolve(StepFiles.FOLDER)));
            case ROW -> new TamperingRows(folder, random).make();
            case PAGE -> page();
            case OLDER -> older();
            case EXPORT ->
                random.nextBoolean()
                        ? TamperingExport.lines(folder, random)
                        : file(folder.resolve(TamperingExport.FILE))
                                .map(change -> new Change(change.what(), TamperingExport.PLACES));
        };
    }

    private Path any(Path below) throws IOException {
        try (Stream<Path> files = Files.walk(below)) {
            List<Path> all = files.filter(Files::isRegularFile).sorted().toList();
            return all.get(random.nextInt(all.size()));
        }
    }

    private Optional<Change> file(Path file) throws IOException {
        String name = folder.relativize(file).toString();
        String inLog = name.startsWith("log/") ? name.substring("log/".length()) : name;
        byte[] bytes = Files.readAllBytes(file);
        if (random.nextInt(12) == 0) {
            Files.delete(file);
            return Optional.of(new Change("remove " + name, places(inLog)));
        }
        int at = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, at + 1 + random.nextInt(PIECE_BYTES_MOST));
        byte[] before = Arrays.copyOf(bytes, at);
        byte[] piece = Arrays.copyOfRange(bytes, at, to);
        byte[] after = Arrays.copyOfRange(bytes, to, bytes.length);
        String way = List.of("flip", "delete", "insert", "reorder", "truncate").get(random.nextInt(5));
        byte[] changed =
                switch (way) {
                    case "flip" -> flipped(bytes, at);
                    case "delete" -> joined(before, after);
                    case "insert" -> joined(before, piece, piece, after);
                    case "reorder" -> joined(before, after, piece);
                    default -> before;
                };
        if (Arrays.equals(bytes, changed)) {
            return Optional.empty();
        }
        Files.write(file, changed);
        return Optional.of(new Change(way + " at " + at + " of " + name, places(inLog)));
    }

    /** A file by its name, or the places of the events that it holds. */
    private static List<String> places(String name) {
        List<String> places = new ArrayList<>(List.of(name));
        if (name.startsWith(ENTRIES)) {
            int first = ENTRIES_A_FILE * Integer.parseInt(name.substring(ENTRIES.length(), ENTRIES.length() + 3));
            for (int place = first; place < first + ENTRIES_A_FILE; place++) {
                places.add("log: place " + place + " holds other bytes");
                places.add("log: entries " + place + " to ");
            }
        }
        return places;
    }

    private byte[] flipped(byte[] bytes, int at) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        return flipped;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Another checkpoint that the same key signed, in the place of the last. */
    private Optional<Change> checkpoint() throws IOException {
        String[] notes = Files.readString(folder.resolve("log/checkpoints")).split("(?<=\n)(?=patron-ledger/)", -1);
        Path place = folder.resolve("log/checkpoint");
        String note = notes[random.nextInt(notes.length)];
        if (note.strip().equals(Files.readString(place).strip())) {
            return Optional.empty();
        }
        Files.writeString(place, note.strip() + "\n");
        return Optional.of(new Change("another checkpoint", List.of("log", "checkpoint")));
    }

    /** A bit of the database's file, wherever it lies: most pages are of no use any more. */
    private Optional<Change> page() throws IOException {
        Path file = folder.resolve("ledger.mv.db");
        byte[] bytes = Files.readAllBytes(file);
        int at = random.nextInt(bytes.length);
        Files.write(file, flipped(bytes, at));
        return Optional.of(new Change("flip at " + at + " of ledger.mv.db", List.of()));
    }

    /** Older copies of some are put back; of all together, nobody can tell without what was kept elsewhere. */
    private Optional<Change> older() throws IOException {
        String what = List.of(
                        "ledger.mv.db",
                        "log",
                        "journal",
                        "steps",
                        "log/checkpoint",
                        "ledger.mv.db journal",
                        "log journal",
                        "ledger.mv.db log journal steps")
                .get(random.nextInt(8));
        for (String name : what.split(" ", -1)) {
            Path to = folder.resolve(name);
            if (Files.isDirectory(to)) {
                Folders.remove(to);
                Folders.copy(old.resolve(name), to);
            } else {
                Files.write(to, Files.readAllBytes(old.resolve(name)));
            }
        }
        return Optional.of(new Change("older " + what, putBack(what)));
    }

    /** How a report names what is older than the rest. */
    private static List<String> putBack(String what) {
        return switch (what) {
            case "journal" -> List.of("the journal lacks the signature of intent ");
            case "steps" -> List.of("steps/", " lacks step ");
            case "ledger.mv.db" ->
                List.of("the database lacks the signature of intent ", "the database knows places for ");
            case "ledger.mv.db journal" -> List.of("the database knows places for ");
            default -> List.of("`checkpoint`: is older than one that was signed: the log was put back");
        };
    }

    /** Whether a list of kept checkpoints ends with a whole note: it is shorter, and true. */
    static boolean endsWithNote(Path folder) throws IOException {
        Path kept = folder.resolve("log/checkpoints");
        String notes = Files.exists(kept) ? Files.readString(kept, StandardCharsets.ISO_8859_1) : "";
        return notes.isEmpty() || notes.endsWith("=\n\n");
    }
}
