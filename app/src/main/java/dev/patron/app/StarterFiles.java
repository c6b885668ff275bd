package dev.patron.app;

import dev.patron.cli.HouseException;
import dev.patron.cli.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Settings, policy, catalogue and a brief of somebody's own, to begin with: copies of those that Patron ships. */
final class StarterFiles {
    private static final List<String> NAMES =
            List.of("patron.yaml", "policy.yaml", "catalog.yaml", "briefs/tea-house.md");

    private final Path shipped;

    /**
     * @param home where Patron lies
     */
    StarterFiles(Path home) {
        this.shipped = home.resolve("config");
    }

    /**
     * Writes them into {@code config/} of a folder.
     *
     * @return what was written
     * @throws UsageException when one is there already; nothing is written then
     */
    List<Path> write(Path folder) {
        Path config = folder.resolve("config");
        for (String name : NAMES) {
            if (Files.exists(config.resolve(name))) {
                throw new UsageException("`" + config.resolve(name) + "` is there already; nothing was written");
            }
        }
        List<Path> made = new ArrayList<>();
        for (String name : NAMES) {
            Path target = config.resolve(name);
            try {
                Files.createDirectories(target.getParent());
                Files.copy(shipped.resolve(name), target);
            } catch (IOException e) {
                throw new HouseException("`" + target + "` " + DataDirectory.reason(e), e);
            }
            made.add(target);
        }
        return made;
    }
}
