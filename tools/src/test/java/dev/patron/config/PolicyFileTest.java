package dev.patron.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.money.Usd;
import dev.patron.policy.AgentPolicy;
import dev.patron.policy.Allowed;
import dev.patron.policy.Limit;
import dev.patron.policy.PolicySet;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyFileTest {
    static final String GOOD = """
        version: 1
        zone: Europe/Berlin
        workspace: {daily: "5.00", monthly: "50.00", total: unlimited, at_risk: "2.00"}
        agents:
          default:
            enabled: true
            per_request: "0.25"
            daily: "2.00"
            rolling_24h: "2.00"
            per_brief: "1.00"
            at_risk: "0"
            payments_per_minute: 30
            providers: [sandbox, xgen]
            kinds: [image]
            models: any
        """;

    private static PolicySet parse(String text) {
        return PolicyFile.parse("config/policy.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    private static String problem(String text) {
        return String.valueOf(
                assertThrows(ConfigException.class, () -> parse(text)).getMessage());
    }

    @Test
    void everySettingArrives() {
        PolicySet policy = parse(GOOD);
        assertEquals("Europe/Berlin", policy.zone().getId());
        assertEquals(Limit.unlimited(), policy.workspace().total());
        AgentPolicy agent = policy.agent("default").orElseThrow();
        assertEquals(Limit.of(Usd.parse("0.25")), agent.perRequest());
        assertEquals(30, agent.paymentsPerMinute());
        assertEquals(new Allowed.Only(Set.of("sandbox", "xgen")), agent.providers());
        assertEquals(new Allowed.Any(), agent.models());
        assertTrue(policy.agent("other").isEmpty());
    }

    @Test
    void at077ZeroAllowsNothingAndOnlyTheWordLiftsALimit() {
        Limit atRisk = parse(GOOD).agent("default").orElseThrow().atRisk();
        assertEquals(Limit.of(Usd.ZERO), atRisk);
        assertFalse(atRisk.allows(Usd.ofMicros(1)));
        assertEquals(
                "config/policy.yaml:9: agents.default.rolling_24h: has no value; write an amount in quotes,"
                        + " such as \"0.05\"",
                problem(GOOD.replace("rolling_24h: \"2.00\"", "rolling_24h:")));
        assertTrue(problem(GOOD.replace("rolling_24h: \"2.00\"", "rolling_24h: \"-1\""))
                .contains("`-1` is not an amount"));
        assertTrue(problem(GOOD.replace("unlimited", "Unlimited")).contains("workspace.total"));
    }

    @Test
    void at077AnAbsentLimitIsAnErrorThatNamesIt() {
        assertEquals(
                "config/policy.yaml:6: agents.default.daily: missing; write an amount in quotes such as \"2.00\","
                        + " \"0\" to allow nothing, or unlimited",
                problem(GOOD.replace("    daily: \"2.00\"\n", "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1,000",
                "1.000,00",
                "$5",
                "0.0000001",
                "5e3",
                "+5",
                " 5",
                "5 ",
                "05",
                "0x5",
                "NaN",
                "٥",
                "5.",
                ".5"
            })
    void at031AnAmountThatIsNoPlainDecimalIsRefusedAndNeverRounded(String amount) {
        String problem = problem(GOOD.replace("\"0.25\"", "\"" + amount + "\""));
        assertTrue(problem.startsWith("config/policy.yaml:7: agents.default.per_request: `"), problem);
    }

    @Test
    void anUnquotedAmountIsShownItsRightSpelling() {
        assertEquals(
                "config/policy.yaml:7: agents.default.per_request: amounts stand in quotes; write \"0.25\"",
                problem(GOOD.replace("\"0.25\"", "0.25")));
    }

    @Test
    void at130EveryUnknownKeyIsNamedWithItsLineAndNearestRealKey() {
        String problem = problem(GOOD.replace("    daily:", "    dayly:").replace("zone:", "zones:"));
        assertTrue(problem.contains("config/policy.yaml:8: agents.default.dayly: unknown key; did you mean `daily`?"));
        assertTrue(problem.contains("config/policy.yaml:2: zones: unknown key; did you mean `zone`?"), problem);
        assertTrue(problem.contains("agents.default.daily: missing"), problem);
    }

    @Test
    void at130ADuplicateKeyIsRefused() {
        assertEquals(
                "config/policy.yaml:8: agents.default.per_request: stands twice; remove one of the two",
                problem(GOOD.replace("    daily: \"2.00\"", "    per_request: \"9.00\"")));
    }

    @Test
    void at130AnchorsAliasesAndDepthAreRefusedBeforeAnythingIsBuilt() {
        String bomb = "a: &a [x,x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n";
        assertEquals("config/policy.yaml:1: anchors (`&name`) are not used here; write each value out", problem(bomb));
        assertTrue(problem("a: *x\n").contains("config/policy.yaml:1: "));
        assertTrue(problem("a: " + "[".repeat(5000)).contains("nested more than 16 levels"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"!!java.net.URL \"http://x\"", "!!str 5", "!custom x", "!!javax.script.ScriptEngineManager []"})
    void at129ATagIsRefused(String value) {
        assertTrue(problem(GOOD.replace("Europe/Berlin", value)).contains(":2: tags (`!name`) are not used here"));
    }

    @Test
    void at129AnAgentWhoseNameIsAnExpressionIsRefused() {
        assertTrue(problem(GOOD.replace("  default:", "  \"x'; DROP TABLE budgets\":"))
                .contains("an agent's id is"));
        assertTrue(problem(GOOD.replace("  default:", "  <<:")).contains("an agent's id is"));
    }

    @Test
    void at130AHugeFileIsRefusedUnread(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("policy.yaml");
        Files.writeString(file, "#" + "x".repeat(10 * 1024 * 1024));
        String problem = String.valueOf(
                assertThrows(ConfigException.class, () -> PolicyFile.read(file)).getMessage());
        assertTrue(problem.endsWith("is larger than 1024 KiB; make it smaller"), problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CET", "GMT+2", "+02:00", "Europe/Belrin", "utc", "SystemV/AST4X"})
    void aZoneIsAKnownRegionOrUtc(String zone) {
        assertTrue(problem(GOOD.replace("Europe/Berlin", "\"" + zone + "\"")).contains(":2: zone: `"));
    }

    @Test
    void wrongTypesSecondDocumentsAndBrokenYamlSayWhere() {
        assertTrue(problem(GOOD.replace("enabled: true", "enabled: \"yes\"")).contains(":6: agents.default.enabled:"));
        assertTrue(problem(GOOD.replace("[image]", "[picture]")).contains(":14: agents.default.kinds[0]: `picture`"));
        assertTrue(problem(GOOD.replace("30", "30.5")).contains(":12: agents.default.payments_per_minute:"));
        assertTrue(problem(GOOD + "---\nversion: 1\n").contains("a second document"));
        assertTrue(problem("version: [1\nzone: x").contains("is not YAML"));
        assertTrue(problem("").contains("is empty"));
        assertTrue(problem("- 1").contains("must be a mapping"));
        String latin = String.valueOf(
                assertThrows(ConfigException.class, () -> PolicyFile.parse("p.yaml", new byte[] {'a', (byte) 0xE9}))
                        .getMessage());
        assertEquals("p.yaml: is not UTF-8 text; save it as UTF-8", latin);
    }

    @Test
    void at122AMessageNeverCarriesEscapesToTheTerminal() {
        String problem = problem(GOOD.replace("Europe/Berlin", "\"\\e[31mred\\u202E\""));
        assertFalse(problem.chars().anyMatch(c -> c == 0x1B || c == 0x202E), problem);
    }

    @Test
    void aPolicyThatTheLedgerCouldNotRecordIsRefused() {
        String agent = GOOD.substring(GOOD.indexOf("  default:"));
        StringBuilder many = new StringBuilder(GOOD);
        for (int n = 0; n < 250; n++) {
            many.append(agent.replace("default:", "agent-" + n + ":"));
        }
        String problem = problem(many.toString());
        assertTrue(problem.contains("more than the 48000 that the ledger can record"), problem);
    }

    @Test
    void theSamePolicyInAnotherLayoutHasTheSameRevision() {
        assertEquals(
                parse(GOOD).digest(),
                parse("# a comment\n" + GOOD.replace("\"5.00\"", "'5'").replace("[sandbox, xgen]", "[xgen, sandbox]"))
                        .digest());
    }
}
