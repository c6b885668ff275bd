package dev.patron.log;

/** Told of each point, on the thread that reached it, after it holds. */
@FunctionalInterface
public interface LogWatcher {
    void reached(LogPoint point);

    /** Takes no notice. */
    static LogWatcher unobserved() {
        return point -> {};
    }
}
