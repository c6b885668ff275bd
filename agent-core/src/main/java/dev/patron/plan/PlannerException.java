package dev.patron.plan;

/** Says why a planner could not make a plan. */
public final class PlannerException extends RuntimeException {
    public PlannerException(String message) {
        super(message);
    }
}
