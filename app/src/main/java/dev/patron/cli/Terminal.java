package dev.patron.cli;

import java.io.PrintWriter;

/** The two streams of this process, as writers in UTF-8. */
record Terminal(PrintWriter out, PrintWriter err) {
    Screen screen(PlaceOptions common) {
        return new Screen(out, err, common);
    }
}
