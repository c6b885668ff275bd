package dev.patron.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.payment.Catalog;
import dev.patron.plan.Brief;
import dev.patron.plan.ModelBounds;
import dev.patron.policy.PolicySet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFileTest {
    private static final Path SHIPPED = Path.of("..", "config");

    @Test
    void pathsAreRelativeToTheFileAndTheRestHasDefaults(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("patron.yaml"), "version: 1\npolicy: p/policy.yaml\ncatalog: ../c.yaml\nout: out\n");
        Settings settings = SettingsFile.read(file);
        assertEquals(folder.resolve("p/policy.yaml"), settings.policy());
        assertEquals(folder.resolveSibling("c.yaml"), settings.catalog());
        assertEquals(Optional.of(folder.resolve("out")), settings.out());
        assertEquals(
                List.of("sandbox", "default", "auto"),
                List.of(settings.market(), settings.agent(), settings.planner()));
        assertEquals(List.of(4, 1), List.of(settings.concurrency(), settings.retriesPerShot()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"concurrency: 17", "retries_per_shot: -1", "llm: 7", "planner: gpt", "market: Xgen", "polic: x"})
    void aWrongSettingIsRefused(String line, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("s.yaml"), "version: 1\npolicy: p\ncatalog: c\n" + line + "\n");
        String problem = String.valueOf(assertThrows(ConfigException.class, () -> SettingsFile.read(file))
                .getMessage());
        assertTrue(problem.contains("s.yaml:4: " + line.substring(0, line.indexOf(':'))), problem);
    }

    @Test
    void theModelsBoundsAreReadAndEachHasADefault(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("s.yaml");
        Files.writeString(
                file, "version: 1\npolicy: p\ncatalog: c\nplanner: llm\nllm: {answers: 3, tokens: 5000, turn: 90s}\n");
        Settings settings = SettingsFile.read(file);
        assertEquals("llm", settings.planner());
        assertEquals(new ModelBounds(3, 5_000, 40, Duration.ofSeconds(60), Duration.ofSeconds(90)), settings.llm());
        assertEquals(
                ModelBounds.DEFAULT,
                SettingsFile.read(SHIPPED.resolve("patron.yaml")).llm());
        for (String wrong : List.of("answers: 0", "tokens: 10", "shots: 2000", "turn: 2h", "budget: 1")) {
            Files.writeString(file, "version: 1\npolicy: p\ncatalog: c\nllm: {" + wrong + "}\n");
            assertThrows(ConfigException.class, () -> SettingsFile.read(file), wrong);
        }
    }

    @Test
    void realMoneyIsPaidOnlyWhereEveryLimitIsWritten(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("s.yaml");
        String rest = "version: 1\npolicy: p\ncatalog: c\n";
        assertEquals(
                Optional.empty(),
                SettingsFile.read(SHIPPED.resolve("patron.yaml")).gateway().mainnet());
        Files.writeString(
                file,
                rest
                        + "gateway: {mainnet: {asset: MNEE, confirmations: 3, gas: {per_payment: \"0.001\", per_day:"
                        + " \"0\"}}}\n");
        assertEquals(
                Optional.of(new MainnetSettings("MNEE", 3, new MainnetSettings.Gas("ETH", "0.001", "0", 20))),
                SettingsFile.read(file).gateway().mainnet());
        for (String wrong : List.of(
                "{asset: MNEE, confirmations: 3}",
                "{asset: MNEE, gas: {per_payment: \"1\", per_day: \"1\"}}",
                "{asset: MNEE, confirmations: 0, gas: {per_payment: \"1\", per_day: \"1\"}}",
                "{asset: MNEE, confirmations: 3, gas: {per_payment: \"1\"}}",
                "{asset: MNEE, confirmations: 3, gas: {per_payment: 1e3, per_day: \"1\"}}",
                "{asset: MNEE, confirmations: 3, gas: {per_payment: \"1\", per_day: \"1\"}, key: x}")) {
            Files.writeString(file, rest + "gateway: {mainnet: " + wrong + "}\n");
            assertThrows(ConfigException.class, () -> SettingsFile.read(file), wrong);
        }
    }

    @Test
    void retentionIsInDaysOrUnlimited(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("s.yaml");
        String rest = "version: 1\npolicy: p\ncatalog: c\n";
        Files.writeString(file, rest + "retention: {payloads: 90d}\n");
        assertEquals(Optional.of(Duration.ofDays(90)), SettingsFile.read(file).keepPayloads());
        for (String always : List.of("", "retention: {payloads: unlimited}\n")) {
            Files.writeString(file, rest + always);
            assertEquals(Optional.empty(), SettingsFile.read(file).keepPayloads(), always);
        }
        for (String wrong : List.of(
                "retention: 90d",
                "retention: {}",
                "retention: {payloads: 0d}",
                "retention: {payloads: 90}",
                "retention: {payloads: 5m}",
                "retention: {payloads: 36501d}",
                "retention: {payloads: 9d, assets: 9d}")) {
            Files.writeString(file, rest + wrong + "\n");
            String problem = String.valueOf(assertThrows(ConfigException.class, () -> SettingsFile.read(file), wrong)
                    .getMessage());
            assertTrue(problem.contains("s.yaml:4: retention"), problem);
        }
    }

    @Test
    void theShippedFilesFitTogether() throws IOException {
        Settings settings = SettingsFile.read(SHIPPED.resolve("patron.yaml"));
        Catalog catalog = CatalogFile.read(settings.catalog());
        PolicySet policy = PolicyFile.read(settings.policy());
        var agent = policy.agent(settings.agent()).orElseThrow();
        assertTrue(agent.enabled()
                && agent.providers().allows("sandbox")
                && agent.providers().allows("xgen"));
        assertTrue(catalog.provider("xgen").orElseThrow().payTo().isEmpty());
        assertEquals(
                ReferenceMenu.of("xgen"), catalog.provider("xgen").orElseThrow().menu());
        try (Stream<Path> briefs = Files.list(SHIPPED.resolve("briefs"))) {
            List<Brief> read = briefs.map(BriefFile::read).toList();
            assertTrue(read.size() >= 5);
            assertTrue(read.stream().noneMatch(brief -> brief.text().isBlank()));
        }
    }
}
