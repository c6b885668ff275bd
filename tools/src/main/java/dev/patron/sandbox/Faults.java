package dev.patron.sandbox;

import dev.patron.sandbox.Fault.Stage;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is to go wrong next; safe for use by many threads.
 *
 * <p>Schedules are not part of the log: a restarted sandbox has those of its settings. A fault that belongs to a job
 * stays with the job.
 */
public final class Faults {
    private static final int SCHEDULES_MAX = 256;
    private static final int FOR_EVER = Integer.MAX_VALUE;
    private static final Pattern SPEC = Pattern.compile("([a-z0-9-]+)(?:\\*([1-9][0-9]{0,5}))?(?:@(image|video))?");

    private static final class Schedule {
        private final Fault fault;
        private final Optional<Kind> kind;
        private int left;

        private Schedule(Fault fault, Optional<Kind> kind, int left) {
            this.fault = fault;
            this.kind = kind;
            this.left = left;
        }

        private String text() {
            return fault.label()
                    + (left == FOR_EVER ? "" : "*" + left)
                    + kind.map(only -> "@" + only.label()).orElse("");
        }
    }

    private final List<Schedule> schedules = new ArrayList<>();

    /**
     * Adds {@code name}, {@code name*3} (the first three times), {@code name@video} (that kind only) or
     * {@code name*3@video}.
     *
     * @throws IllegalArgumentException if it is none of these, or too many are scheduled
     */
    public void schedule(String spec) {
        Matcher match = SPEC.matcher(spec);
        if (!match.matches()) {
            throw new IllegalArgumentException("`" + spec + "` is not a fault; write `name`, `name*3` or `name@video`");
        }
        Fault fault = Fault.named(match.group(1))
                .orElseThrow(() -> new IllegalArgumentException(
                        "`" + spec + "` is not a fault of the sandbox; `sandbox --help` lists them"));
        int times = match.group(2) == null ? FOR_EVER : Integer.parseInt(match.group(2));
        Optional<Kind> kind = Optional.ofNullable(match.group(3)).flatMap(Kind::named);
        synchronized (this) {
            if (schedules.size() >= SCHEDULES_MAX) {
                throw new IllegalArgumentException("more than " + SCHEDULES_MAX + " faults are scheduled; clear some");
            }
            schedules.add(new Schedule(fault, kind, times));
        }
    }

    /** Lets nothing more go wrong, save in jobs that carry their fault already. */
    public synchronized void clear() {
        schedules.clear();
    }

    /** What is in force, as it would be written, with the times that are left. */
    public synchronized List<String> inForce() {
        return schedules.stream().map(Schedule::text).toList();
    }

    /** The faults that strike now; each is counted once. */
    synchronized Set<Fault> strike(Stage now, Kind kind) {
        EnumSet<Fault> struck = EnumSet.noneOf(Fault.class);
        for (Schedule schedule : schedules) {
            boolean due = schedule.fault.stage() == now
                    || (schedule.fault.stage() == Stage.EITHER && (now == Stage.DEMAND || now == Stage.PAID));
            if (due
                    && schedule.left > 0
                    && schedule.kind.map(only -> only == kind).orElse(true)
                    && struck.add(schedule.fault)
                    && schedule.left != FOR_EVER) {
                schedule.left--;
            }
        }
        schedules.removeIf(schedule -> schedule.left == 0);
        return struck;
    }
}
