package dev.patron.app;

import dev.patron.cli.PlaceOptions;
import dev.patron.config.ConfigException;
import dev.patron.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where settings and data are found, and in what order they are looked for. */
final class Places {
    private final Environment environment;

    Places(Environment environment) {
        this.environment = environment;
    }

    /** The settings file: named, or the first that exists. */
    Path settings(PlaceOptions common) {
        Optional<Path> named =
                common.config().or(() -> environment.variable("PATRON_CONFIG").map(Path::of));
        if (named.isPresent()) {
            return environment.directory().resolve(named.get());
        }
        List<Path> candidates = new ArrayList<>();
        candidates.add(environment.directory().resolve("config/patron.yaml"));
        candidates.add(userFolder("patron.yaml"));
        environment.home().ifPresent(home -> candidates.add(home.resolve("config/patron.yaml")));
        return candidates.stream()
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new ConfigException("no settings file: looked for "
                        + String.join(
                                ", ", candidates.stream().map(Path::toString).toList())
                        + "; name one with `--config`"));
    }

    /** Why the settings file is the one that it is. */
    String why(PlaceOptions common) {
        if (common.config().isPresent()) {
            return "named by `--config`";
        }
        if (environment.variable("PATRON_CONFIG").isPresent()) {
            return "named by `PATRON_CONFIG`";
        }
        Path file = settings(common);
        return file.startsWith(environment.directory())
                ? "found in the working directory"
                : file.equals(userFolder("patron.yaml")) ? "the user's own" : "the shipped one";
    }

    Path data(PlaceOptions common, Settings settings) {
        return environment
                .directory()
                .resolve(common.data()
                        .or(() -> environment.variable("PATRON_DATA").map(Path::of))
                        .or(settings::data)
                        .orElseGet(this::platformData))
                .normalize();
    }

    private Path platformData() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.contains("mac")) {
            return userHome().resolve("Library/Application Support/Patron");
        }
        if (system.contains("win")) {
            return environment
                    .variable("LOCALAPPDATA")
                    .map(Path::of)
                    .orElse(userHome())
                    .resolve("Patron");
        }
        return environment
                .variable("XDG_DATA_HOME")
                .map(Path::of)
                .orElse(userHome().resolve(".local/share"))
                .resolve("patron");
    }

    private Path userFolder(String file) {
        return environment
                .variable("XDG_CONFIG_HOME")
                .map(Path::of)
                .orElse(userHome().resolve(".config"))
                .resolve("patron")
                .resolve(file);
    }

    private Path userHome() {
        return Path.of(environment.variable("HOME").orElse(System.getProperty("user.home", ".")));
    }
}
