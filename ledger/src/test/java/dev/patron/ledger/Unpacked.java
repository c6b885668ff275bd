package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A backup that was unpacked as its documentation says, by the system's own {@code tar}. */
final class Unpacked {
    private Unpacked() {}

    /** Unpacks into a folder that is not there yet. */
    static Path by(Path file, Path folder) throws IOException, InterruptedException {
        Files.createDirectory(folder);
        Process tar = new ProcessBuilder("tar", "-xf", file.toString(), "-C", folder.toString())
                .inheritIO()
                .start();
        assertEquals(0, tar.waitFor());
        return folder;
    }

    static Bench open(Path folder) {
        return Bench.at(folder.resolve("ledger"), folder.resolve("keys"));
    }

    static Set<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
