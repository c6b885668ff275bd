package dev.patron.ledger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is wrong, check by check: of each the first hundred, so that one never hides what another would name. */
final class Findings {
    private static final int PROBLEMS_MOST = 100;

    private final Map<String, List<String>> problems = new LinkedHashMap<>();
    private final List<String> repairs = new ArrayList<>();

    Findings(String... checks) {
        List.of(checks).forEach(this::begin);
    }

    /** A check that takes part, after those before it. */
    void begin(String check) {
        problems.putIfAbsent(check, new ArrayList<>());
    }

    void add(String check, String problem) {
        List<String> known = problems.computeIfAbsent(check, _ -> new ArrayList<>());
        if (known.size() < PROBLEMS_MOST) {
            known.add(problem);
        }
    }

    /** Notes something that the next start puts right by itself. */
    void repair(String what) {
        if (repairs.size() < PROBLEMS_MOST) {
            repairs.add(what);
        }
    }

    List<VerifyReport.Check> checks() {
        return problems.entrySet().stream()
                .map(check ->
                        new VerifyReport.Check(check.getKey(), check.getValue().isEmpty()))
                .toList();
    }

    List<String> problems() {
        return problems.values().stream().flatMap(List::stream).toList();
    }

    List<String> repairs() {
        return List.copyOf(repairs);
    }
}
