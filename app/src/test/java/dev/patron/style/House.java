package dev.patron.style;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the project's sources lie. The root is the system property {@code patron.home}, which the build sets. */
final class House {
    static final Path ROOT =
            Path.of(System.getProperty("patron.home", "..")).toAbsolutePath().normalize();
    static final List<String> MODULES = List.of("policy-engine", "ledger", "agent-core", "tools", "app");

    private House() {}

    /** Every Java source of the five modules, tests included, in a fixed order. */
    static List<Path> sources() {
        return MODULES.stream()
                .map(module -> ROOT.resolve(module).resolve("src"))
                .flatMap(House::javaFiles)
                .sorted()
                .toList();
    }

    /** The path as the rules and their exceptions name it: from the root, with forward slashes. */
    static String name(Path source) {
        return ROOT.relativize(source).toString().replace('\\', '/');
    }

    static String text(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read `" + source + "`", e);
        }
    }

    private static Stream<Path> javaFiles(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list `" + folder + "`", e);
        }
    }
}
