package dev.patron.sandbox;

/** One thing to paint over what is already there. */
@FunctionalInterface
interface Layer {
    void on(Canvas canvas);
}
