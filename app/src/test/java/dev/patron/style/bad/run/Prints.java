package dev.patron.style.bad.run;

/** A run that writes to standard output. */
public final class Prints {
    void prints() {
        System.out.println("here");
    }
}
