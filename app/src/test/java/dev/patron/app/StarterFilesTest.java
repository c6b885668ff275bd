package dev.patron.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.cli.UsageException;
import dev.patron.config.BriefFile;
import dev.patron.config.CatalogFile;
import dev.patron.config.PolicyFile;
import dev.patron.config.Settings;
import dev.patron.config.SettingsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StarterFilesTest {
    private final StarterFiles files = new StarterFiles(Path.of(System.getProperty("patron.home", "..")));

    @Test
    void whatIsWrittenCanBeRead(@TempDir Path folder) {
        List<Path> made = files.write(folder.resolve("mine"));
        assertEquals(4, made.size());
        Settings settings = SettingsFile.read(folder.resolve("mine/config/patron.yaml"));
        assertEquals(made.get(1), settings.policy());
        assertTrue(PolicyFile.read(settings.policy()).agent("default").isPresent());
        assertFalse(CatalogFile.read(settings.catalog()).providers().isEmpty());
        assertFalse(BriefFile.read(made.getLast()).deliverables().isEmpty());
    }

    @Test
    void nothingIsWrittenOverAnything(@TempDir Path folder) throws Exception {
        Path own = folder.resolve("config/policy.yaml");
        Files.createDirectories(folder.resolve("config"));
        Files.writeString(own, "mine");
        assertThrows(UsageException.class, () -> files.write(folder));
        assertEquals("mine", Files.readString(own));
        assertFalse(Files.exists(folder.resolve("config/patron.yaml")));
    }
}
