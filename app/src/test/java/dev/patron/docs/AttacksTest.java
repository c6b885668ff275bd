package dev.patron.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of attacks has a row for each number, names tests that there are, and every test that speaks of a number stands in its row. */
class AttacksTest {
    private static final Path ROOT =
            Path.of(System.getProperty("patron.home", "..")).toAbsolutePath().normalize();
    private static final Path FILE = ROOT.resolve("docs/ATTACKS.md");
    private static final Pattern ROW = Pattern.compile("\\| AT-([0-9]{3}) \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|");
    private static final Pattern LINK = Pattern.compile("\\[`(\\w+#\\w+)`]\\(\\.\\./([a-z-]+/src/test/java/[^)]+)\\)");
    private static final Set<String> WITHOUT = Set.of("no such door", "not built");
    private static final int WORDS_LEAST = 4;

    private record Row(int number, String does, String shown) {
        boolean isShown() {
            return !WITHOUT.contains(shown);
        }

        /** The tests that are named, as {@link TestSource#name} gives them; anything else as it stands. */
        List<String> tests() {
            return isShown()
                    ? Arrays.stream(shown.split(", ", -1)).map(Row::test).toList()
                    : List.of();
        }

        private static String test(String link) {
            Matcher matcher = LINK.matcher(link);
            return matcher.matches() ? matcher.group(2) + " " + matcher.group(1) : link;
        }
    }

    private static List<Row> rows(String page) {
        return page.lines()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> new Row(Integer.parseInt(row.group(1)), row.group(3), row.group(4)))
                .toList();
    }

    /** What is wrong with a page, given every test that there is. */
    private static List<String> wrong(String page, List<TestSource> tests) {
        List<String> wrong = new ArrayList<>();
        Map<Integer, Set<String>> named = new TreeMap<>();
        Set<String> known = new TreeSet<>();
        tests.forEach(test -> known.add(test.name()));
        for (Row row : rows(page)) {
            Set<String> before = named.put(row.number(), new TreeSet<>(row.tests()));
            if (before != null) {
                wrong.add(row.number() + " stands twice");
            }
            row.tests().stream()
                    .filter(test -> !known.contains(test))
                    .forEach(test -> wrong.add(row.number() + ": " + test + " is no test"));
            if (!row.isShown() && row.does().split(" ", -1).length < WORDS_LEAST) {
                wrong.add(row.number() + " has no test and says not why");
            }
        }
        for (TestSource test : tests) {
            test.attacks().stream()
                    .filter(number -> !named.getOrDefault(number, Set.of()).contains(test.name()))
                    .forEach(number -> wrong.add(test.name() + " stands not in row " + number));
        }
        return wrong;
    }

    @Test
    void everyRowNamesTestsThatThereAreAndEveryTestItsRow() {
        List<TestSource> tests = TestSource.all(ROOT);
        assertTrue(tests.size() > 700, () -> "only " + tests.size() + " tests were found");
        assertTrue(tests.stream().filter(test -> !test.attacks().isEmpty()).count() > 100);
        assertEquals(List.of(), wrong(Page.read(FILE).text(), tests));
    }

    /** In each table the numbers follow one another, and every row has its four cells. */
    @Test
    void noNumberIsLeftOut() {
        Page page = Page.read(FILE);
        List<String> groups = page.text()
                .lines()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3))
                .toList();
        assertEquals(8, groups.size(), groups::toString);
        for (String group : groups) {
            String text = page.section(group).text();
            List<Integer> numbers = rows(text).stream().map(Row::number).toList();
            assertEquals(text.lines().filter(line -> line.startsWith("| AT-")).count(), numbers.size(), group);
            for (int i = 1; i < numbers.size(); i++) {
                assertEquals(numbers.get(i - 1) + 1, numbers.get(i), group);
            }
        }
    }

    @Test
    void theRowsAreCounted() {
        String page = Page.read(FILE).text();
        List<Row> rows = rows(page);
        long door =
                rows.stream().filter(row -> row.shown().equals("no such door")).count();
        long built =
                rows.stream().filter(row -> row.shown().equals("not built")).count();
        String expected = "| | Rows |\n|---|---|\n| shown by tests | " + (rows.size() - door - built)
                + " |\n| no such door | " + door + " |\n| not built | " + built + " |\n| all | " + rows.size() + " |\n";
        assertTrue(page.contains(expected), () -> "the page should count\n" + expected);
    }

    @Test
    void whatIsWrongIsFound() {
        String file = "app/src/test/java/dev/patron/T.java";
        List<TestSource> tests = TestSource.of(file, """
            /** No-004 as a whole. */
            class T {
                @Test
                void at001and002IsTried() {}

                /** No-003: tried, too. */
                @ParameterizedTest
                @ValueSource(
                        strings = {"a", "b"})
                void isTried(String text) {
                    assertTrue(text.isEmpty());
                }

                @Test
                void isTriedInPassing() {
                    // No-005: here.
                    at006();
                }

                private static void at006() {}
            }
            """.replace("No-", "AT-"));
        assertEquals(3, tests.size(), tests::toString);
        String cell = "[`T#%s`](../" + file + ")";
        String row = "| AT-%03d | an attack | what is done | %s |\n";
        String one = row.formatted(1, cell.formatted("at001and002IsTried"));
        String two = row.formatted(2, cell.formatted("at001and002IsTried"));
        String three = row.formatted(3, cell.formatted("isTried"));
        String four = row.formatted(
                4,
                cell.formatted("at001and002IsTried") + ", " + cell.formatted("isTried") + ", "
                        + cell.formatted("isTriedInPassing"));
        String five = row.formatted(5, cell.formatted("isTriedInPassing"));
        String six = row.formatted(6, "no such door").replace("what is done", "there is none of it here");
        String good = one + two + three + four + five + six;
        assertEquals(List.of(), wrong(good, tests));
        for (String bad : List.of(
                good.replace(one, ""),
                good.replace(five, ""),
                good + two,
                good.replace(three, row.formatted(3, cell.formatted("isTired"))),
                good.replace(three, row.formatted(3, cell.formatted("isTried").replace("/T.java", "/U.java"))),
                good.replace(three, row.formatted(3, "`T#isTried`")),
                good.replace(three, row.formatted(3, "no test")),
                good.replace("there is none of it here", "nothing"))) {
            assertTrue(!wrong(bad, tests).isEmpty(), bad);
        }
    }
}
