package dev.patron.config;

import dev.patron.policy.PolicySet;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The policy in force: its file as it stands now, or the last good one while the file is broken or gone.
 *
 * <p>The bytes are read at every call, a few kilobytes from the page cache, and parsed only when they differ: a
 * time stamp can miss a second edit of equal size, and a missed edit here is money. A half-written file is refused,
 * because every key is required; replace the file by renaming a finished one over it. Safe for use by many threads.
 */
public final class WatchedPolicy {
    private final Path file;
    private final Consumer<String> warnings;
    private byte @Nullable [] seen;
    private @Nullable PolicySet good;
    private String warned = "";

    /**
     * @param warnings hears once of each way in which the file is broken, while an older policy stays in force
     */
    public WatchedPolicy(Path file, Consumer<String> warnings) {
        this.file = file;
        this.warnings = warnings;
    }

    /**
     * @throws ConfigException when there never was a good policy
     */
    public synchronized PolicySet current() {
        try {
            byte[] bytes = Texts.bytes(file, YamlFile.MOST_BYTES);
            if (good == null || !Arrays.equals(bytes, seen)) {
                good = PolicyFile.parse(file.toString(), bytes);
                seen = bytes;
            }
            warned = "";
            return good;
        } catch (ConfigException e) {
            return lastGood(e);
        }
    }

    private PolicySet lastGood(ConfigException broken) {
        PolicySet last = good;
        if (last == null) {
            throw broken;
        }
        String warning = broken.getMessage() + "\nthe policy read before (revision "
                + last.digest().substring(0, 12) + ") stays in force until this file is mended";
        if (!warning.equals(warned)) {
            warned = warning;
            warnings.accept(warning);
        }
        return last;
    }
}
