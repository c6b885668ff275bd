package dev.patron.ledger;

import dev.patron.log.Keeping;
import dev.patron.log.LogPoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A process to be killed: buys, signs checkpoints, makes backups, loses its database and makes it again, in an order that
 * a seed gives, while another thread signs checkpoints all the time.
 *
 * <p>Arguments: the ledger's folder, where backups go, the run's id, the seed, and a moment such as {@code SETTLED:2} at which
 * it stops dead, or {@code -}. It says {@code SIGNED intent}, {@code CHECKPOINT note} in base 64 and {@code BACKUP} only of what is
 * durable, {@code LOSES} before it gives up its database, and what it {@code DOES} next; each line ends with a full stop, so that one that was cut is known.
 */
final class Mortal {
    private static final int ROUNDS_MOST = 30;
    private static final int SIGNED_MOST = 1_000_000;
    private static final long PAUSE_NANOS = 300_000;

    private final Bench bench;
    private final Path backups;
    private final String run;
    private final Random random;
    private final String moment;
    private final Map<String, Integer> reached = new HashMap<>();
    private final ReadWriteLock open = new ReentrantReadWriteLock();
    private final Path older;
    private int shots;
    private volatile String told = "";

    private Mortal(Bench bench, String[] arguments) {
        this.bench = bench;
        this.backups = Path.of(arguments[1]);
        this.run = arguments[2];
        this.random = new Random(Long.parseLong(arguments[3]));
        this.moment = arguments[4];
        this.older = backups.resolve("older");
    }

    /** What it does in each round, once and in any order; the log is appended to and signed beside all of it. */
    enum Act {
        BUY,
        SIGN,
        BACKUP,
        REBUILD
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Path database = folder.resolve("ledger.mv.db");
        if (Files.exists(database)) {
            Files.copy(database, Path.of(arguments[1]).resolve("older"), StandardCopyOption.REPLACE_EXISTING);
        }
        Bench bench = Files.exists(database) ? Bench.again(folder) : Bench.fresh(folder);
        new Mortal(bench, arguments).live();
    }

    private static synchronized void say(String line) {
        System.out.println(line + " .");
        System.out.flush();
    }

    private void live() throws IOException {
        bench.watcher = new Durability() {
            @Override
            public void reached(DurablePoint point) {
                pass(point.name());
            }

            @Override
            public void logged(LogPoint point) {
                pass(point.name());
            }
        };
        say("LIVES");
        bench.ledger().recover();
        bench.openRun(run);
        Thread sealer = Thread.ofPlatform().daemon().start(this::seal);
        for (int round = 0; round < ROUNDS_MOST; round++) {
            List<Act> acts = new ArrayList<>(List.of(Act.values()));
            Collections.shuffle(acts, random);
            for (Act act : acts) {
                go(act);
            }
        }
        sealer.interrupt();
    }

    /** Stands still at its moment, with every other thread that comes to one. */
    private synchronized void pass(String point) {
        int n = reached.merge(point, 1, Integer::sum);
        if (!moment.equals(point + ":" + n)) {
            return;
        }
        say("AT");
        while (true) {
            try {
                wait();
            } catch (InterruptedException e) {
                Runtime.getRuntime().halt(9);
            }
        }
    }

    private void seal() {
        for (int n = 0; n < SIGNED_MOST && !Thread.interrupted(); n++) {
            open.readLock().lock();
            try {
                checkpoint(Keeping.HOURLY);
            } finally {
                open.readLock().unlock();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void checkpoint(Keeping keeping) {
        String note = bench.ledger().log().checkpoint(keeping).orElseThrow().note();
        if (!note.equals(told)) {
            told = note;
            say("CHECKPOINT " + Base64.getEncoder().encodeToString(note.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private void go(Act act) throws IOException {
        say("DOES " + act);
        switch (act) {
            case BUY -> buy();
            case SIGN -> checkpoint(Keeping.FOR_GOOD);
            case BACKUP -> backup();
            case REBUILD -> {
                open.writeLock().lock();
                try {
                    bench.rebuild(this::lose);
                    say("REBUILT");
                    bench.ledger().recover();
                } finally {
                    open.writeLock().unlock();
                }
            }
        }
    }

    private void buy() {
        String shot = "shot-" + ++shots;
        bench.ledger().journalStep(run, shots + 1, "moves", new byte[] {1, 2, 3});
        bench.plan(run, shot);
        String intent = bench.intend(run, shot, 1);
        String price = random.nextInt(4) == 0 ? "0.50" : "0.01";
        bench.sign(intent, price);
        say("SIGNED " + intent);
        bench.ledger().answered(intent, new AnswerFacts("timeout", 0, ""));
        if (random.nextBoolean()) {
            bench.settle(intent, price);
            bench.ledger().generating(intent, "job", bench.clock.instant().plusSeconds(90));
        }
    }

    private void backup() throws IOException {
        Path passing = Files.createTempFile(backups, ".patron-", ".part");
        bench.ledger().backup().write(passing, StepWatcher.unobserved());
        Files.move(passing, backups.resolve("backup.tar"), StandardCopyOption.ATOMIC_MOVE);
        say("BACKUP");
    }

    /** Deletes the database, or puts back what it was when this life began. */
    private void lose(Path database) throws IOException {
        say("LOSES");
        if (random.nextBoolean() && Files.exists(older)) {
            Files.copy(older, database, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.delete(database);
        }
    }
}
