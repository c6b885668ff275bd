package dev.patron.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Reads {@code patron.yaml}, the settings. */
public final class SettingsFile {
    private static final int CONCURRENCY = 4;
    private static final int RETRIES = 1;

    private SettingsFile() {}

    /**
     * @throws ConfigException when the file cannot be read or says something else than settings
     */
    public static Settings read(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        Path base = folder == null ? file.toAbsolutePath() : folder;
        return YamlFile.read(file, root -> settings(root, base));
    }

    private static Settings settings(Section root, Path base) {
        root.keys(
                "see the settings that Patron ships",
                List.of("version", "policy", "catalog"),
                List.of("market", "agent", "planner", "data", "out", "concurrency", "retries_per_shot"));
        root.at("version").number(1, 1);
        return new Settings(
                path(root.at("policy"), base),
                path(root.at("catalog"), base),
                id(root, "market", "sandbox"),
                id(root, "agent", "default"),
                root.find("planner").map(SettingsFile::planner).orElse("auto"),
                root.find("data").map(value -> path(value, base)),
                root.find("out").map(value -> path(value, base)),
                root.find("concurrency").map(value -> value.number(1, 16)).orElse(CONCURRENCY),
                root.find("retries_per_shot").map(value -> value.number(0, 3)).orElse(RETRIES));
    }

    private static String planner(Value value) {
        String planner = value.oneOf(List.of("auto", "outline", "llm"));
        if (planner.equals("llm")) {
            throw value.wrong("the planner `llm` is not part of this version; write outline or auto");
        }
        return planner;
    }

    private static String id(Section root, String key, String usual) {
        return root.find(key)
                .map(value -> value.matching(Ids.ID, "an id: " + Ids.FORM))
                .orElse(usual);
    }

    private static Path path(Value value, Path base) {
        String text = value.text();
        if (text.isBlank()) {
            throw value.wrong("is empty; write a path");
        }
        try {
            return base.resolve(text).normalize();
        } catch (InvalidPathException _) {
            throw value.wrong("`" + Texts.shown(text) + "` is not a path");
        }
    }
}
