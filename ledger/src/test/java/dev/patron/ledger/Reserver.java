package dev.patron.ledger;

import java.nio.file.Path;

/**
 * A process to be killed: reserves and signs one shot after another, and says so only when it may be sent. Arguments:
 * the ledger's folder and the run's id. Stops by itself after 10,000.
 */
final class Reserver {
    private static final int SHOTS_MOST = 10_000;

    private Reserver() {}

    public static void main(String[] arguments) {
        String run = arguments[1];
        try (Bench bench = Bench.again(Path.of(arguments[0]))) {
            bench.ledger().recover();
            bench.openRun(run);
            for (int i = 0; i < SHOTS_MOST; i++) {
                bench.plan(run, "shot-" + i);
                String intent = bench.intend(run, "shot-" + i, 1);
                bench.sign(intent, "0.000001");
                System.out.println(intent);
                System.out.flush();
            }
        }
    }
}
