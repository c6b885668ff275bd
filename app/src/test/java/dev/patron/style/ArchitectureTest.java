package dev.patron.style;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program keeps to the line of floors, and the same rules reject bad samples. */
class ArchitectureTest {
    private static final String BAD = "dev.patron.style.bad";
    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(Floors.ROOT);
    private static final JavaClasses SAMPLES = new ClassFileImporter().importPackages(BAD);

    @TestFactory
    Stream<DynamicTest> theProgramKeepsToTheRules() {
        return new HouseRules(Floors.ROOT)
                .all().entrySet().stream()
                        .map(rule -> DynamicTest.dynamicTest(
                                rule.getKey(), () -> rule.getValue().check(PROGRAM)));
    }

    @ParameterizedTest
    @CsvSource({
        "line of money, money.UsesPolicy",
        "line of policy, policy.UsesLedger",
        "line of ledger, ledger.UsesPlan",
        "line of payment, payment.UsesPurchase",
        "line of xgen, xgen.UsesLedger",
        "line of x402, x402.UsesSandbox",
        "line of sandbox, sandbox.UsesX402",
        "line of cli, cli.UsesSandbox",
        "line of store, store.UsesCli",
        "no cycles, money.UsesPolicy",
        "flat rooms, wire.deep.Nested",
        "SQL in the ledger only, store.SpeaksSql",
        "langchain4j in the planner only, run.AsksAModel",
        "the ground is pure, policy.ReadsFile",
        "time and chance are parameters, plan.AsksTheClock",
        "time and chance are parameters, plan.RollsDice",
        "standard streams in cli only, run.Prints",
        "standard streams in cli only, run.PrintsStack"
    })
    void aBadSampleIsRejected(String rule, String sample) {
        String report = reportOf(rule);
        assertTrue(report.contains(BAD + "." + sample), () -> "`" + sample + "` passed `" + rule + "`:\n" + report);
    }

    @Test
    void whatIsAllowedPasses() {
        for (String rule : Set.of("line of app", "time and chance are parameters", "standard streams in cli only")) {
            String report = reportOf(rule);
            assertTrue(!report.contains(".app.Wires") && !report.contains(".cli.Speaks"), report);
        }
    }

    /** A rule that looks in the wrong place sees nothing and passes: every package with a class must be seen. */
    @Test
    void theProgramIsSeenAndEveryPackageHasItsPlace() {
        Set<String> seen = PROGRAM.stream()
                .map(type -> type.getPackageName().substring(Floors.ROOT.length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> written = House.sources().stream()
                .filter(source -> House.name(source).contains("/src/main/java/"))
                .filter(source -> !Files.isSymbolicLink(source) && declaresType(source))
                .map(source -> House.name(source).replaceFirst(".*/src/main/java/dev/patron/", ""))
                .map(name -> name.substring(0, name.lastIndexOf('/')).replace('/', '.'))
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(written.contains("money") && written.contains("policy"), written::toString);
        seen.removeIf(name -> !written.contains(name) && isMarkerOnly(name));
        assertEquals(written, seen);
        Set<String> rooms =
                seen.stream().map(name -> name.replaceFirst("\\..*", "")).collect(Collectors.toSet());
        rooms.removeAll(Floors.mayUse().keySet());
        assertEquals(Set.of(), rooms, "packages without a place in Floors");
    }

    private static String reportOf(String rule) {
        ArchRule judged = requireNonNull(new HouseRules(BAD).all().get(rule), "no rule is named `" + rule + "`");
        return judged.evaluate(SAMPLES).getFailureReport().toString();
    }

    private static boolean declaresType(Path source) {
        String file = String.valueOf(source.getFileName());
        return !file.equals("package-info.java") && !file.equals("module-info.java");
    }

    /** A package that holds only its description has one class, package-info. */
    private static boolean isMarkerOnly(String name) {
        return PROGRAM.stream()
                .filter(type -> type.getPackageName().equals(Floors.ROOT + "." + name))
                .allMatch(type -> type.getSimpleName().equals("package-info"));
    }
}
