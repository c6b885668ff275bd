package dev.patron.style;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The named exceptions to the rules of the source: the rows {@code | rule | where | why |} of one Markdown table. */
final class Exceptions {
    private final Map<String, String> reasons = new LinkedHashMap<>();

    private Exceptions() {}

    static Exceptions parse(String markdown) {
        Exceptions exceptions = new Exceptions();
        markdown.lines().filter(line -> line.startsWith("| `")).forEach(line -> {
            String[] cells = line.split("\\|", -1);
            if (cells.length != 5 || cells[3].isBlank()) {
                throw new IllegalArgumentException("an exception needs rule, place and reason: `" + line + "`");
            }
            exceptions.reasons.put(bare(cells[1]) + " " + bare(cells[2]), cells[3].strip());
        });
        return exceptions;
    }

    /** What is left of these breaches, and, as lines, the exceptions that no breach needs any more. */
    List<String> apply(List<Breach> breaches) {
        List<String> left = new ArrayList<>();
        Map<String, String> unused = new LinkedHashMap<>(reasons);
        for (Breach breach : breaches) {
            String key = breach.rule().label() + " " + breach.where();
            unused.remove(key);
            if (!reasons.containsKey(key)) {
                left.add(breach.toString());
            }
        }
        unused.keySet().forEach(key -> left.add("docs/EXCEPTIONS.md: no longer needed: " + key));
        return left;
    }

    private static String bare(String cell) {
        return cell.strip().replace("`", "");
    }
}
