package dev.patron.config;

import dev.patron.policy.PolicySet;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The policy in force: its file as it stands now, or the last good one while the file is broken or gone.
 *
 * <p>A half-written file is refused, because every key is required; replace the file by renaming a finished one over
 * it. Safe for use by many threads.
 */
public final class WatchedPolicy {
    private final WatchedFile<PolicySet> file;

    /**
     * @param warnings hears once of each way in which the file is broken, while an older policy stays in force
     */
    public WatchedPolicy(Path file, Consumer<String> warnings) {
        this.file = new WatchedFile<>(
                file,
                PolicyFile::parse,
                policy -> "the policy read before (revision " + policy.digest().substring(0, 12) + ")",
                warnings);
    }

    /**
     * @throws ConfigException when there never was a good policy
     */
    public PolicySet current() {
        return file.current();
    }
}
