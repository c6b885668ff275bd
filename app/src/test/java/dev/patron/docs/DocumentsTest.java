package dev.patron.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.config.BriefFile;
import dev.patron.config.PolicyFile;
import dev.patron.ledger.EventSchema;
import dev.patron.ledger.FulfilmentState;
import dev.patron.ledger.PaymentState;
import dev.patron.policy.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents say what the program is: links lead somewhere, and commands, keys, codes, tables and steps are its own. */
class DocumentsTest {
    private static final Path ROOT =
            Path.of(System.getProperty("patron.home", "..")).toAbsolutePath().normalize();
    private static final List<String> MODULES = List.of("policy-engine", "ledger", "agent-core", "tools", "app");

    @TempDir
    Path folder;

    @Test
    void everyRelativeLinkLeadsSomewhere() {
        List<Page> pages = Page.all(ROOT);
        assertTrue(pages.size() >= 8, () -> "found only " + pages);
        List<String> dead =
                pages.stream().flatMap(page -> page.deadLinks().stream()).toList();
        assertEquals(List.of(), dead);
    }

    @Test
    void aDeadLinkIsFound() throws IOException {
        Path there = Files.writeString(folder.resolve("there.md"), "# A heading, and `more`\n");
        Page page = new Page(
                folder.resolve("page.md"),
                "[a](there.md) [b](there.md#a-heading-and-more) [c](https://example.org)\n```\n[d](no.md)\n```\n");
        assertEquals(List.of(), page.deadLinks());
        Page bad = new Page(folder.resolve("bad.md"), "[a](no.md) [b](" + there.getFileName() + "#no) [c](#no)\n");
        assertEquals(3, bad.deadLinks().size(), bad.deadLinks()::toString);
    }

    @Test
    void theTwoCommandsAreThoseOfTheContinuousTest() {
        List<String> steps = page(".ci/run")
                .text()
                .lines()
                .filter(line -> line.startsWith("step "))
                .toList();
        List<String> commands = page("README.md")
                .section("Two commands")
                .blocks()
                .getFirst()
                .lines()
                .toList();
        assertEquals(2, commands.size());
        for (String command : commands) {
            String words = Arrays.stream(command.split(" "))
                    .map(Pattern::quote)
                    .collect(Collectors.joining("( -\\S+)* ", ".*' \\d+ ", "( .*)?"));
            assertTrue(steps.stream().anyMatch(step -> step.matches(words)), () -> "`" + command + "` in " + steps);
        }
    }

    @Test
    void thePageOfCommandsIsWhatTheProgramSays() throws IOException {
        Path file = ROOT.resolve("docs/COMMANDS.md");
        String page = CommandLines.page();
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(file, page);
        }
        assertEquals(page, Files.readString(file), "write it anew with -Ddocs.write=true");
    }

    @Test
    void thePageOfEventsIsWhatTheProgramWrites() throws IOException {
        Path file = ROOT.resolve("docs/EVENTS.md");
        String found = Files.readString(file);
        String begin = "## Every type\n\n";
        String page = found.substring(0, found.indexOf(begin) + begin.length())
                + EventSchema.tables()
                + found.substring(found.indexOf("## Inside `policy`"));
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(file, page);
        }
        assertEquals(page, Files.readString(file), "write it anew with -Ddocs.write=true");
    }

    /** Every line of an example that calls the program names a command, options and files that exist. */
    @Test
    void everyExampleCanBeTyped() {
        Map<String, String> help = CommandLines.help();
        List<String> examples = Page.all(ROOT).stream()
                .flatMap(page -> page.blocks().stream())
                .flatMap(String::lines)
                .filter(line -> line.startsWith("scripts/patron "))
                .toList();
        assertTrue(examples.size() >= 15, examples::toString);
        assertEquals(List.of(), wrong(examples, help));
        List<String> bad = List.of(
                "scripts/patron fly",
                "scripts/patron run --fly",
                "scripts/patron policy",
                "scripts/patron plan config/no.md");
        assertEquals(bad.size(), wrong(bad, help).size());
    }

    private static List<String> wrong(List<String> examples, Map<String, String> help) {
        List<String> wrong = new ArrayList<>();
        for (String example : examples) {
            List<String> words = List.of(example.replaceFirst(" {2,}#.*", "")
                    .replaceAll("\"[^\"]*\"", "TEXT")
                    .split(" "));
            String one = words.get(1);
            String two = words.size() > 2 ? one + " " + words.get(2) : one;
            String text = help.getOrDefault(two, one.startsWith("--") ? help.get("") : help.get(one));
            if (text == null || (text.contains("\nCommands:\n") && !one.startsWith("--"))) {
                wrong.add(example + ": no such command");
                continue;
            }
            words.stream()
                    .filter(word -> word.startsWith("--") && !text.contains(word))
                    .forEach(word -> wrong.add(example + ": no option " + word));
            words.stream()
                    .filter(word -> word.startsWith("config/") && !Files.exists(ROOT.resolve(word)))
                    .forEach(word -> wrong.add(example + ": no file " + word));
        }
        return wrong;
    }

    @Test
    void everyPackageHasItsPlaceInTheArchitecture() {
        Set<String> named = page("docs/ARCHITECTURE.md").section("Floors and packages").quoted().stream()
                .filter(word -> word.startsWith("dev.patron."))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> written = MODULES.stream()
                .flatMap(module -> folders(ROOT.resolve(module + "/src/main/java/dev/patron")))
                .map(path -> "dev.patron." + path.getFileName())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(written, named);
    }

    private static Stream<Path> folders(Path parent) {
        try (Stream<Path> files = Files.list(parent)) {
            return files.filter(Files::isDirectory).toList().stream();
        } catch (IOException e) {
            throw new IllegalStateException("cannot list `" + parent + "`", e);
        }
    }

    @Test
    void theDiagramsAreTheTransitionTables() {
        List<String> diagrams = page("docs/LEDGER.md").blocks();
        assertEquals(steps(List.of(PaymentState.values()), PaymentState::next), arrows(diagrams.get(0)));
        assertEquals(steps(List.of(FulfilmentState.values()), FulfilmentState::next), arrows(diagrams.get(1)));
        Set<String> rows = firstColumn(page("docs/LEDGER.md").section("The payment track"));
        assertEquals(names(List.of(PaymentState.values())), rows);
    }

    private static <T extends Enum<T>> Set<String> steps(List<T> states, Function<T, Set<T>> next) {
        return states.stream()
                .flatMap(from -> next.apply(from).stream().map(to -> from.name() + " --> " + to.name()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> arrows(String diagram) {
        return diagram.lines()
                .map(String::strip)
                .filter(line -> line.contains("-->") && !line.startsWith("[*]"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(Collection<? extends Enum<?>> values) {
        return values.stream().map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Every step of the schema, in order. */
    private static String schema() throws IOException {
        Path folder = ROOT.resolve("ledger/src/main/resources/dev/patron/ledger/schema");
        StringBuilder text = new StringBuilder();
        int steps = 0;
        while (Files.exists(folder.resolve(steps + 1 + ".sql"))) {
            steps++;
            text.append(Files.readString(folder.resolve(steps + ".sql")));
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(files.count(), steps);
        }
        return text.toString();
    }

    @Test
    void everyTableAndEveryColumnOfAViewIsDescribed() throws IOException {
        String schema = schema();
        Set<String> tables = matches("CREATE TABLE (\\w+)", schema);
        assertTrue(
                tables.containsAll(Set.of("event", "leaf", "refund", "policy", "invoice", "network_fee")),
                tables::toString);
        tables.removeAll(page("docs/LEDGER.md").section("Tables").quoted());
        assertEquals(Set.of(), tables);
        String views = page("docs/LEDGER.md").section("Views").text();
        Matcher view = Pattern.compile("(?s)CREATE VIEW (\\w+) AS\\s+SELECT (.*?)\\s+FROM")
                .matcher(schema);
        int found = 0;
        while (view.find()) {
            List<String> columns = Arrays.stream(view.group(2).split(",\\s*"))
                    .map(column -> column.replaceFirst(".*[. ]", ""))
                    .toList();
            Matcher said = Pattern.compile("(?s)- `" + view.group(1) + "`: (.*?)\\.\\s")
                    .matcher(views);
            assertTrue(said.find(), view.group(1));
            assertEquals(columns, List.of(said.group(1).replace("`", "").split(",\\s+")));
            found++;
        }
        assertEquals(4, found);
    }

    @Test
    void everyKeyAndEveryCodeOfThePolicyIsDescribed() {
        Page page = page("docs/POLICY.md");
        Set<String> keys = PolicyFile.read(ROOT.resolve("config/policy.yaml"))
                .text()
                .lines()
                .skip(1)
                .map(line -> "`" + line.replaceFirst(" = .*", "").replace("agents.default.", "agents.ID.") + "`")
                .collect(Collectors.toCollection(TreeSet::new));
        keys.add("`version`");
        assertEquals(keys, firstColumn(page.section("Keys")));
        String codes = Arrays.stream(Code.values())
                .map(code -> "| `" + code.name() + "` | " + code.meaning() + " |\n")
                .collect(Collectors.joining());
        assertEquals(codes, page.section("Codes").text().replace(" †", "").replaceAll("(?m)^(?!\\| `).*\\R", ""));
    }

    @Test
    void theExamplesOfPolicyAndBriefAreWellFormed() throws IOException {
        Path policy = folder.resolve("policy.yaml");
        Files.writeString(
                policy, page("docs/POLICY.md").section("Keys").blocks().getFirst());
        assertEquals("Europe/Berlin", PolicyFile.read(policy).zone().getId());
        String brief = page("README.md").section("Your own brief").blocks().getFirst();
        assertEquals(2, BriefFile.parse("example", brief).deliverables().size());
    }

    @Test
    void everyDirectDependencyHasItsReason() {
        Set<String> ours = new TreeSet<>(MODULES);
        Set<String> used = MODULES.stream()
                .flatMap(module -> matches(
                        "<dependency>\\s*<groupId>[^<]*</groupId>\\s*<artifactId>([^<]*)<",
                        page(module + "/pom.xml").text())
                        .stream())
                .filter(artifact -> !ours.contains(artifact))
                .collect(Collectors.toCollection(TreeSet::new));
        String root = page("pom.xml").text();
        used.addAll(matches(
                "<artifactId>([^<]*)<",
                root.substring(root.indexOf("</dependencyManagement>"), root.indexOf("<build>"))));
        assertTrue(used.containsAll(Set.of("jackson-databind", "langchain4j", "junit-jupiter")), used::toString);
        used.removeAll(page("docs/DECISIONS.md").quoted());
        assertEquals(Set.of(), used);
    }

    @Test
    void decisionsAreNumberedWithoutGaps() {
        List<String> numbers = new ArrayList<>();
        Matcher matcher = Pattern.compile("(?m)^\\*\\*(\\d+)\\. ")
                .matcher(page("docs/DECISIONS.md").text());
        while (matcher.find()) {
            numbers.add(matcher.group(1));
            assertEquals(Integer.toString(numbers.size()), matcher.group(1));
        }
        assertFalse(numbers.isEmpty());
    }

    private static Page page(String name) {
        return Page.read(ROOT.resolve(name));
    }

    /** The first cells of a section's tables, without their heads. */
    private static Set<String> firstColumn(Page page) {
        return page.text()
                .lines()
                .filter(line -> line.matches("\\| [`A-Z][`A-Z_a-z0-9.]+ \\|.*"))
                .map(line -> line.substring(2, line.indexOf(" |")))
                .filter(cell -> cell.startsWith("`") || cell.equals(cell.toUpperCase(java.util.Locale.ROOT)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> matches(String pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
