package dev.patron.style.bad.run;

/** A run that prints a stack trace. */
public final class PrintsStack {
    void prints(RuntimeException problem) {
        problem.printStackTrace();
    }
}
