package dev.patron.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A copy of a folder that no process uses, and the way back. */
public final class Copy {
    private final Path folder;
    private final Path kept;

    private Copy(Path folder, Path kept) {
        this.folder = folder;
        this.kept = kept;
    }

    public static Copy of(Path folder, Path kept) {
        copy(folder, kept);
        return new Copy(folder, kept);
    }

    /** The whole folder as it was. */
    public void putBack() {
        try {
            remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        copy(kept, folder);
    }

    /** The database and its log alone: everything else stays as it is now. */
    public void putDatabaseBack() {
        try (Stream<Path> all = Files.list(kept.resolve("ledger"))) {
            List<Path> found =
                    all.filter(path -> path.toString().endsWith(".mv.db")).toList();
            if (found.isEmpty()) {
                throw new IllegalStateException("no database in " + kept);
            }
            for (Path path : found) {
                Files.copy(
                        path,
                        folder.resolve("ledger").resolve(path.getFileName()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            remove(folder.resolve("ledger/log"));
            if (Files.exists(kept.resolve("ledger/log"))) {
                copy(kept.resolve("ledger/log"), folder.resolve("ledger/log"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
