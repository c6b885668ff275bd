package dev.patron.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.config.ReferenceMenu;
import dev.patron.plan.Menu;
import dev.patron.policy.Code;
import dev.patron.x402.ErrorCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on compatibility counts its rows rightly, names tests that there are, and leaves out no word that is spoken here. */
class CompatibilityTest {
    private static final Path ROOT =
            Path.of(System.getProperty("patron.home", "..")).toAbsolutePath().normalize();
    private static final Path FILE = ROOT.resolve("docs/COMPATIBILITY.md");
    private static final String HEAD = "| Item | The reference | State | Code | Test | Where Patron differs, and why |";
    private static final List<String> STATES = List.of("yes", "differs", "later", "not for a buyer");
    private static final String SANDBOX = "tools/src/main/java/dev/patron/sandbox";
    private static final Pattern TEST_LINK =
            Pattern.compile("\\[`(\\w+Test)`]\\((\\.\\./[a-z-]+/src/test/java/[a-z0-9/]+/(\\w+)\\.java)\\)");

    /** How many of the codes, from the first, are the gateway's. */
    private static final int GATEWAY_CODES = 14;

    private record Row(String item, String state, String code, String test, String why) {}

    /** The rows of every table with the six columns. */
    private static List<Row> rows(String page) {
        List<Row> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : page.lines().toList()) {
            if (!line.startsWith("|")) {
                inside = false;
            } else if (line.equals(HEAD)) {
                inside = true;
            } else if (inside && !line.startsWith("|---")) {
                List<String> cells =
                        Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
                assertEquals(8, cells.size(), line);
                rows.add(new Row(cells.get(1), cells.get(3), cells.get(4), cells.get(5), cells.get(6)));
            }
        }
        assertTrue(rows.size() > 150, () -> "only " + rows.size() + " rows");
        return rows;
    }

    @Test
    void theRowsAreCounted() throws IOException {
        String page = Files.readString(FILE);
        Map<String, Long> counted = new LinkedHashMap<>();
        STATES.forEach(state -> counted.put(state, 0L));
        rows(page).forEach(row -> counted.merge(row.state(), 1L, Long::sum));
        assertEquals(Set.copyOf(STATES), counted.keySet());
        counted.put("all", counted.values().stream().mapToLong(Long::longValue).sum());
        String expected = counted.entrySet().stream()
                .map(entry -> "| " + entry.getKey() + " | " + entry.getValue() + " |\n")
                .collect(Collectors.joining("", "| State | Rows |\n|---|---|\n", "\n"));
        assertTrue(page.contains(expected), () -> "the page should count\n" + expected);
    }

    @Test
    void everyRowSaysWhereToLook() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Row row : rows(Files.readString(FILE))) {
            if (List.of("yes", "differs").contains(row.state()) && !row.code().contains("](../")) {
                wrong.add(row.item() + ": names no code");
            }
            if (!row.state().equals("yes") && row.why().isEmpty()) {
                wrong.add(row.item() + ": says not why");
            }
            if (!row.test().equals("no test")) {
                Arrays.stream(row.test().split(", ", -1))
                        .filter(link -> !isTest(link))
                        .forEach(link -> wrong.add(row.item() + ": " + link + " is no test"));
            }
        }
        assertEquals(List.of(), wrong);
    }

    /** Whether a link leads to a class of that name under a {@code src/test} folder, and it has a test in it. */
    private static boolean isTest(String link) {
        Matcher matcher = TEST_LINK.matcher(link);
        if (!matcher.matches() || !matcher.group(1).equals(matcher.group(3))) {
            return false;
        }
        Path file = FILE.resolveSibling(matcher.group(2)).normalize();
        return Files.exists(file) && Page.read(file).text().matches("(?s).*@(Parameterized)?Test(Factory)?\\b.*");
    }

    @Test
    void whatIsNoTestIsFound() {
        String folder = "(../app/src/test/java/dev/patron/docs/";
        assertTrue(isTest("[`DocumentsTest`]" + folder + "DocumentsTest.java)"));
        for (String bad : List.of(
                "[`NoTest`]" + folder + "NoTest.java)",
                "[`PageTest`]" + folder + "Page.java)",
                "[`OtherTest`]" + folder + "DocumentsTest.java)",
                "`DocumentsTest`",
                "")) {
            assertTrue(!isTest(bad), bad);
        }
    }

    @Test
    void everyWordThatIsSpokenHasItsRow() throws IOException {
        String page = Files.readString(FILE);
        assertEquals(Set.of(), missing(page));
        for (String word : List.of(
                "`veo-3.1-lite`", "`completed`", "`not_found`", "`unsupported_scheme`", "`PROOF_EXPIRED`", "502")) {
            String without = page.replaceAll("(?m)^\\| [^|\n]*" + Pattern.quote(word) + "[^|\n]* \\| .*\\R", "");
            assertEquals(Set.of(word.replace("`", "")), missing(without));
        }
    }

    /** What the menu, the sandbox and the gateway's codes say and no row is about. */
    private static Set<String> missing(String page) {
        String items = rows(page).stream().map(Row::item).collect(Collectors.joining("\n"));
        Set<String> named = found("`([^`\\n]+)`", items);
        named.addAll(found("(?m)^([1-5][0-9]{2})\\b", items));
        Set<String> missing = spoken();
        missing.removeAll(named);
        return missing;
    }

    private static Set<String> spoken() {
        String seller = sources(ROOT.resolve(SANDBOX));
        Set<String> models =
                found("\"([a-z]+[a-z0-9.-]*-[0-9a-z.]+(?: [a-z0-9.-]+)*)\"\\)[,;]", source("Kind")).stream()
                        .flatMap(list -> Stream.of(list.split(" ", -1)))
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> menu = ReferenceMenu.of("any").items().stream()
                .map(Menu.Item::model)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(menu, models, "the sandbox sells what the reference names");
        Set<String> statuses = found("\\.put\\(\"status\", \"([a-z]+)\"\\)", source("Jobs"));
        assertTrue(statuses.containsAll(Set.of("pending", "completed", "failed")), statuses::toString);
        Set<String> answers = found("new Answer\\(\\s*([0-9]{3})|Answer\\.(?:json|error)\\(\\s*([0-9]{3})", seller);
        assertTrue(answers.containsAll(Set.of("202", "307", "502")), answers::toString);
        Set<String> codes =
                found("Answer\\.error\\(\\s*[0-9]{3},\\s*\"([a-z_]+)\"|put\\(\"error\", \"([a-z_]+)\"", seller);
        assertTrue(codes.contains("not_found"), codes::toString);
        Set<String> words = found("\"([a-z0-9]+(?:_[a-z0-9]+)+)\"", seller).stream()
                .filter(word -> ErrorCodes.known(word).isPresent())
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(words.size() > 15, words::toString);
        Stream<String> gateway =
                Arrays.stream(Code.values()).limit(GATEWAY_CODES).map(Code::name);
        return Stream.of(menu.stream(), statuses.stream(), answers.stream(), codes.stream(), words.stream(), gateway)
                .flatMap(some -> some)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String source(String name) {
        return Page.read(ROOT.resolve(SANDBOX).resolve(name + ".java")).text();
    }

    private static String sources(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .map(file -> Page.read(file).text())
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new IllegalStateException("cannot list `" + folder + "`", e);
        }
    }

    /** The first group of each match that has one. */
    private static Set<String> found(String pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            for (int group = 1; group <= matcher.groupCount(); group++) {
                String word = matcher.group(group);
                if (word != null) {
                    found.add(word);
                }
            }
        }
        return found;
    }
}
