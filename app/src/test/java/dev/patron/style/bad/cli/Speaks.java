package dev.patron.style.bad.cli;

/** A door may use the standard streams. */
public final class Speaks {
    void speaks() {
        System.out.println("here");
    }
}
