package dev.patron.cli;

import java.util.List;

/** Exit codes: what a script can act on. */
final class ExitCodes {
    static final int DONE = 0;
    static final int FAULT = 1;
    static final int USAGE = 2;
    static final int REFUSED = 3;
    static final int WAITING = 4;
    static final int INTEGRITY = 5;

    private ExitCodes() {}

    static int of(String status) {
        return switch (status) {
            case "delivered", "cancelled" -> DONE;
            case "partial", "refused" -> REFUSED;
            case "waiting" -> WAITING;
            default -> FAULT;
        };
    }

    /** For several runs in one process: a fault outweighs waiting, which outweighs refusal. */
    static int worst(List<Integer> codes) {
        return List.of(INTEGRITY, FAULT, USAGE, WAITING, REFUSED).stream()
                .filter(codes::contains)
                .findFirst()
                .orElse(DONE);
    }
}
