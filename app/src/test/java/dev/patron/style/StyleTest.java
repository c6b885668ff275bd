package dev.patron.style;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.style.Breach.Rule;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every Java source keeps to the one layout and to the rules of size, name and type; each rule rejects a bad sample. */
class StyleTest {
    private static final int SOURCES_MIN = 30;

    @Test
    void everySourceIsLaidOutByTheFormatter() {
        List<Path> sources = House.sources();
        if (Boolean.getBoolean("style.fix")) {
            sources.parallelStream().forEach(Layout::correct);
        }
        List<String> wrong = sources.parallelStream()
                .flatMap(source -> Layout.problem(source).stream())
                .toList();
        assertTrue(wrong.isEmpty(), () -> "run `scripts/format`; not laid out:\n" + String.join("\n", wrong));
    }

    @Test
    void everySourceIsTidy() {
        Map<String, String> sources = new LinkedHashMap<>();
        House.sources().forEach(source -> sources.put(House.name(source), House.text(source)));
        assertTrue(sources.size() >= SOURCES_MIN, "the sources were not found under `" + House.ROOT + "`");
        List<String> wrong = Exceptions.parse(House.text(House.ROOT.resolve("docs/EXCEPTIONS.md")))
                .apply(Tidy.check(sources));
        assertTrue(wrong.isEmpty(), () -> "\n" + String.join("\n", wrong));
    }

    @Test
    void rejectsAnotherLayout() {
        String bad = "package p;\n\nclass A {\n  int a( ) { return 1; }\n}\n";
        String good = "package p;\n\nclass A {\n    int a() {\n        return 1;\n    }\n}\n";
        assertEquals(good, Layout.of(bad));
        assertEquals(good, Layout.of(good));
        assertThrows(IllegalArgumentException.class, () -> Layout.of("class {"));
        String bare = "class A { boolean a(Object o) { return o instanceof B(_); } }";
        String advice = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Layout.of(bare))
                .getMessage());
        assertTrue(advice.endsWith("write `var _`"), advice);
    }

    @Test
    void laysOutTheNewestSyntax() {
        String text = """
            package p;

            sealed interface S permits A {}

            record A(int x) implements S {}

            class B {
                int of(S s) {
                    return switch (s) {
                        case A(var _) when s != null -> 1;
                        case A _ -> 0;
                    };
                }
            }
            """;
        assertEquals(text, Layout.of(text));
    }

    @Test
    void rejectsALongFile() {
        String lines = "// line\n".repeat(Tidy.FILE_LINES_MAX - 1);
        assertRejected(Rule.FILE_LENGTH, "Long.java", "// one more\n" + lines + "class Long {}\n");
        assertAccepted(lines + "class Long {}\n");
    }

    @Test
    void rejectsALongMethod() {
        String body = "\n;".repeat(Tidy.METHOD_LINES_MAX - 2);
        assertRejected(Rule.METHOD_LENGTH, "Sample.java#act", "class A { void act() {\n" + body + "\n} }");
        assertRejected(Rule.METHOD_LENGTH, "Sample.java#A", "class A { A() {\n" + body + "\n} }");
        assertAccepted("class A { void act() {" + body + "\n} }");
    }

    @Test
    void rejectsManyParameters() {
        String six = parameters(Tidy.PARAMETERS_MAX + 1);
        assertRejected(Rule.PARAMETERS, "Sample.java#act", "class A { void act(" + six + ") {} }");
        assertRejected(Rule.PARAMETERS, "Sample.java#A", "class A { A(" + six + ") {} }");
        assertRejected(
                Rule.PARAMETERS, "Sample.java#of", "record A(int a) { static A of(" + six + ") { return null; } }");
        assertAccepted("class A { void act(" + parameters(Tidy.PARAMETERS_MAX) + ") {} }");
        assertAccepted("record A(" + six + ") { A { } }");
        assertAccepted("record A(" + six + ") { static int z; A(" + six + ") { } }");
        assertAccepted("class A implements B { @Override public void act(" + six + ") {} }");
    }

    @Test
    void rejectsNamesThatSayNothing() {
        for (String name :
                List.of("MoneyManager", "Helper", "JsonUtil", "Utils", "LedgerImpl", "PayService", "RunData")) {
            assertRejected(Rule.TYPE_NAME, "Sample.java#" + name, "class " + name + " {}");
        }
        assertRejected(Rule.TYPE_NAME, "Sample.java#Info", "class A { record Info() {} }");
        assertRejected(Rule.TYPE_NAME, "Sample.java#Common", "interface Common {}");
        assertAccepted("class Metadata {}");
        assertAccepted("class Managerial {}");
    }

    @Test
    void rejectsFloatingPointBesideMoney() {
        for (String room : List.of("money", "policy", "ledger", "payment")) {
            String start = "package dev.patron." + room + "; class A { ";
            assertRejected(Rule.FLOATING_POINT, "Sample.java", start + "double a; }");
            assertRejected(
                    Rule.FLOATING_POINT, "Sample.java", start + "long a(long b) { return (long) ((float) b); } }");
            assertRejected(Rule.FLOATING_POINT, "Sample.java", start + "Object a = Double.valueOf(\"1\"); }");
        }
        assertAccepted("package dev.patron.sandbox; class A { double a; }");
    }

    @Test
    void rejectsUnfinishedWorkAndWhatIsNoJava() {
        assertRejected(Rule.UNFINISHED, "Sample.java", "class A {} // TO" + "DO later");
        assertRejected(Rule.UNFINISHED, "Sample.java", "/* FIX" + "ME */ class A {}");
        assertRejected(Rule.SYNTAX, "Sample.java", "class A { int }");
    }

    @Test
    void anExceptionCoversItsPlaceOnlyAndMustBeNeeded() {
        Breach breach = new Breach(Rule.METHOD_LENGTH, "a/B.java#act", "61 lines");
        Exceptions exceptions = Exceptions.parse("| `method-length` | `a/B.java#act` | reads as one table |\n");
        assertEquals(List.of(), exceptions.apply(List.of(breach)));
        assertEquals(1, exceptions.apply(List.of()).size());
        assertFalse(exceptions
                .apply(List.of(breach, new Breach(Rule.METHOD_LENGTH, "a/B.java#other", "61 lines")))
                .isEmpty());
        assertThrows(
                IllegalArgumentException.class, () -> Exceptions.parse("| `method-length` | `a/B.java#act` | |\n"));
    }

    private static String parameters(int count) {
        return IntStream.range(0, count).mapToObj(i -> "int p" + i).collect(Collectors.joining(", "));
    }

    private static void assertRejected(Rule rule, String where, String text) {
        List<Breach> breaches = Tidy.check(Map.of(where.replaceFirst("#.*", ""), text));
        assertTrue(
                breaches.stream().anyMatch(b -> b.rule() == rule && b.where().equals(where)),
                () -> rule + " should reject:\n" + text + "\nfound: " + breaches);
    }

    private static void assertAccepted(String text) {
        assertEquals(List.of(), Tidy.check(Map.of("Sample.java", text)));
    }
}
