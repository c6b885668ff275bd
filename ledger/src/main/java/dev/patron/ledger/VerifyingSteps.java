package dev.patron.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The part of verification that holds the steps of runs, as events tell them, against the copies beside the database. */
final class VerifyingSteps {
    private final StepFiles files;
    private final Findings findings;
    private final String check;

    VerifyingSteps(StepFiles files, Findings findings, String check) {
        this.files = files;
        this.findings = findings;
        this.check = check;
    }

    /**
     * Names each step whose copy is not there, and each that no row holds.
     *
     * @param missing steps that no row holds
     */
    void compare(Tables told, List<Tables.Row> missing) {
        Map<String, List<Tables.Row>> runs = new HashMap<>();
        told.rows("run_step").forEach(step -> runs.computeIfAbsent(step.text("run"), _ -> new ArrayList<>())
                .add(step));
        Set<Tables.Row> lost = new HashSet<>(missing);
        for (Tables.Row run : told.rows("run")) {
            run(run, runs.getOrDefault(run.text("id"), List.of()), lost);
        }
    }

    private void run(Tables.Row run, List<Tables.Row> steps, Set<Tables.Row> missing) {
        String id = run.text("id");
        String file = "`" + StepFiles.FOLDER + "/" + id + "`";
        boolean kept = files.has(id);
        Set<String> copies = new HashSet<>();
        long again = files.steps(id).stream()
                .filter(copy -> !copies.add(Digests.sha256(copy)))
                .count();
        if (again > 0) {
            findings.repair(file + " holds " + again + " steps a second time: they are passed over");
        }
        if (kept && !files.isWhole(id)) {
            findings.repair(
                    file + " does not end with a whole step: the end is passed over, and cut off when it is next"
                            + " written");
        }
        for (Tables.Row step : steps) {
            boolean copied = copies.remove(step.text("body"));
            String name = "step " + step.text("seq") + " of run " + id;
            if (missing.contains(step) && !copied) {
                findings.repair(name + " (event " + step.event()
                        + ") is nowhere: the run cannot be resumed; no money is concerned");
            } else if (missing.contains(step)) {
                findings.add(check, "table `run_step` lacks " + name + ", which event " + step.event() + " made");
            } else if (!copied && kept && !run.is("status", "running")) {
                findings.add(check, file + " lacks " + name + ", which event " + step.event() + " made");
            } else if (!copied) {
                findings.repair(file + " lacks " + name + ", which the next start writes there");
            }
        }
        if (!copies.isEmpty()) {
            findings.repair(file + " holds " + copies.size() + " steps that no event names: they are passed over");
        }
    }
}
