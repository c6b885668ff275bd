package dev.patron.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a file says as it stands now, or the last good reading while it is broken or gone.
 *
 * <p>The bytes are read at every call, a few kilobytes from the page cache, and parsed only when they differ: a
 * time stamp can miss a second edit of equal size, and a missed edit here is money. Safe for use by many threads.
 *
 * @param <T> what the file is read as
 */
final class WatchedFile<T> {
    private final Path file;
    private final BiFunction<String, byte[], T> reader;
    private final Function<T, String> named;
    private final Consumer<String> warnings;
    private byte @Nullable [] seen;
    private @Nullable T good;
    private String warned = "";

    /**
     * @param reader   from the file's name and bytes; throws {@link ConfigException}
     * @param named    the last good reading, in words for people
     * @param warnings hears once of each way in which the file is broken, while an older reading stays in force
     */
    WatchedFile(Path file, BiFunction<String, byte[], T> reader, Function<T, String> named, Consumer<String> warnings) {
        this.file = file;
        this.reader = reader;
        this.named = named;
        this.warnings = warnings;
    }

    /**
     * @throws ConfigException when there never was a good reading
     */
    synchronized T current() {
        T last = good;
        try {
            byte[] bytes = Texts.bytes(file, YamlFile.MOST_BYTES);
            if (last == null || !Arrays.equals(bytes, seen)) {
                last = reader.apply(file.toString(), bytes);
                good = last;
                seen = bytes;
            }
            warned = "";
            return last;
        } catch (ConfigException broken) {
            if (last == null) {
                throw broken;
            }
            String warning =
                    broken.getMessage() + "\n" + named.apply(last) + " stays in force until this file is mended";
            if (!warning.equals(warned)) {
                warned = warning;
                warnings.accept(warning);
            }
            return last;
        }
    }
}
