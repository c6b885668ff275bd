package dev.patron.crash;

import dev.patron.crash.Life.Moment;
import dev.patron.ledger.DurablePoint;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * How a Java process of this test's class path is started quickly: from jars only, because a cache of linked classes
 * (JEP 483) takes no folders, and from the cache that a first process wrote at its end.
 */
public final class Start {
    private static final Path FOLDER = folder();
    private static final Path ARCHIVE = FOLDER.resolve("classes.aot");
    private static final String CLASS_PATH = jars();
    private static final List<String> FLAGS = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Djava.awt.headless=true",
            "--enable-native-access=ALL-UNNAMED");

    static {
        train();
    }

    private Start() {}

    /** A process of these words, a main class first, that appends its errors to a file. */
    static ProcessBuilder java(Path errors, String... words) {
        return java(List.of(), List.of(words)).redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
    }

    /** The same with more flags for the machine, and errors wherever the caller wants them. */
    public static ProcessBuilder java(List<String> flags, List<String> words) {
        List<String> more = new ArrayList<>(flags);
        more.addAll(List.of("-XX:AOTCache=" + ARCHIVE, "-Xlog:disable"));
        return process(more, words);
    }

    private static ProcessBuilder process(List<String> more, List<String> words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(more);
        command.addAll(List.of("-cp", CLASS_PATH));
        command.addAll(words);
        return new ProcessBuilder(command);
    }

    private static Path folder() {
        try {
            Path made = Files.createTempDirectory("patron-crash");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> clear(made)));
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void clear(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(java.util.Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The class path with a jar in the place of each folder. */
    private static String jars() {
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (Files.isRegularFile(path)) {
                jars.add(path.toAbsolutePath().toString());
            } else if (Files.isDirectory(path)) {
                Path jar = FOLDER.resolve(jars.size() + ".jar");
                pack(path, jar);
                jars.add(jar.toString());
            }
        }
        return String.join(File.pathSeparator, jars);
    }

    private static void pack(Path folder, Path jar) {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> all = Files.walk(folder)) {
            out.setLevel(0);
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(path).toString().replace(File.separatorChar, '/');
                out.putNextEntry(new JarEntry(name));
                Files.copy(path, out);
                out.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A whole run in a process that writes down at its end which classes it needed. */
    private static void train() {
        Path root = FOLDER.resolve("scene");
        List<String> more = List.of("-XX:AOTCacheOutput=" + ARCHIVE, "-Xlog:disable");
        try (Scene scene = new Scene(root, Scene.quick(root));
                Life life = new Life(process(more, List.of(Victim.class.getName()))
                        .redirectError(root.resolve("train.err").toFile())
                        .start())) {
            life.order(Duration.ZERO, List.of(), scene.run());
            if (life.standsAt(new Moment(DurablePoint.RUN_ENDED, 9))
                    || !life.process().waitFor(240, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the first process did not end");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
