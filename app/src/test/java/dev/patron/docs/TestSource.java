package dev.patron.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One test as its source has it. Read by the layout that the formatter gives every source: members of a class begin four columns in, and
 * end with a brace there.
 *
 * @param name    its file from the project's root, and {@code Class#method}
 * @param attacks the numbers of attacks that its name, its comments or its class's comment speak of
 */
record TestSource(String name, Set<Integer> attacks) {
    private static final List<String> MODULES = List.of("policy-engine", "ledger", "agent-core", "tools", "app");
    private static final Pattern MARK = Pattern.compile(" {4}@(?:Test|TestFactory|ParameterizedTest)\\b.*");
    private static final Pattern METHOD = Pattern.compile(" {4}(?![ @/*}]).*?(\\w+)\\(.*");
    private static final Pattern SPOKEN = Pattern.compile("\\bAT-([0-9]{3})\\b");
    private static final Pattern IN_NAME = Pattern.compile("at([0-9]{3}(?:and[0-9]{3})*)\\w*");

    /** Every test of the project. */
    static List<TestSource> all(Path root) {
        List<TestSource> all = new ArrayList<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src/test/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(file -> {
                    String name = root.relativize(file).toString().replace('\\', '/');
                    all.addAll(of(name, Page.read(file).text()));
                });
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the tests of `" + module + "`", e);
            }
        }
        return all;
    }

    /** The tests in one source. */
    static List<TestSource> of(String file, String source) {
        String type = file.substring(file.lastIndexOf('/') + 1).replace(".java", "");
        List<TestSource> tests = new ArrayList<>();
        List<String> lines = source.lines().toList();
        int head = 0;
        while (head < lines.size()
                && !lines.get(head).matches("(?:final |public |abstract )*(?:class|interface|record|enum) .*")) {
            head++;
        }
        Set<Integer> ofAll = spoken(String.join("\n", lines.subList(0, head)));
        StringBuilder member = new StringBuilder();
        boolean marked = false;
        String method = "";
        for (String line : lines.subList(Math.min(head + 1, lines.size()), lines.size())) {
            member.append(line).append('\n');
            marked |= MARK.matcher(line).matches();
            Matcher declared = METHOD.matcher(line);
            if (marked && method.isEmpty() && declared.matches()) {
                method = declared.group(1);
            }
            boolean ends = line.equals("    }") || line.matches(" {4}\\S.*[;}]");
            if (ends) {
                if (!method.isEmpty()) {
                    Set<Integer> attacks = spoken(member.toString());
                    attacks.addAll(ofAll);
                    attacks.addAll(inName(method));
                    tests.add(new TestSource(file + " " + type + "#" + method, attacks));
                }
                member.setLength(0);
                marked = false;
                method = "";
            }
        }
        return tests;
    }

    private static Set<Integer> spoken(String text) {
        Set<Integer> numbers = new TreeSet<>();
        SPOKEN.matcher(text).results().forEach(found -> numbers.add(Integer.parseInt(found.group(1))));
        return numbers;
    }

    private static List<Integer> inName(String method) {
        Matcher matcher = IN_NAME.matcher(method);
        return matcher.matches()
                ? Arrays.stream(matcher.group(1).split("and", -1))
                        .map(Integer::parseInt)
                        .toList()
                : List.of();
    }
}
