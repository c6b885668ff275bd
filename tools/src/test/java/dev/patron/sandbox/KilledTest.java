package dev.patron.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sandbox in a process of its own, killed at work: what it has answered holds. */
class KilledTest {
    private static final int ACKNOWLEDGED_BEFORE_THE_KILL = 40;
    private static final int ASKED_MAX = 10_000;

    @TempDir
    Path directory;

    /** The process that is killed. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] args) throws InterruptedException {
            Sandbox sandbox =
                    Sandbox.open(SandboxSettings.defaults(Path.of(args[0]), java.time.InstantSource.system()));
            System.out.println(sandbox.url());
            new CountDownLatch(1).await(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatWasAnsweredHolds() throws IOException, InterruptedException {
        long answered = 0;
        long asked = 0;
        long head = 0;
        for (int life = 0; life < 2; life++) {
            Process victim = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Victim.class.getName(),
                            directory.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader out = victim.inputReader(StandardCharsets.UTF_8)) {
                Buyer buyer = new Buyer(URI.create(String.valueOf(out.readLine())), 7);
                AtomicInteger acknowledged = new AtomicInteger();
                asked += fundUntilKilled(buyer, victim, acknowledged);
                answered += acknowledged.get();
            } finally {
                victim.destroyForcibly();
                assertTrue(victim.waitFor(10, TimeUnit.SECONDS));
            }
            try (Sandbox sandbox =
                    Sandbox.open(SandboxSettings.defaults(directory, java.time.InstantSource.system()))) {
                String holder = new Buyer(sandbox.url(), 7).address();
                long balance = sandbox.chain().balance(holder).longValueExact();
                assertTrue(balance >= answered, balance + " of " + answered + " answered");
                assertTrue(balance <= asked, balance + " of " + asked + " asked");
                assertEquals(
                        balance,
                        sandbox.chain().transactions(0, sandbox.chain().head()).size());
                assertTrue(sandbox.chain().head() > head);
                head = sandbox.chain().head();
            }
        }
    }

    private static int fundUntilKilled(Buyer buyer, Process victim, AtomicInteger acknowledged) {
        String body = "{\"address\":\"" + buyer.address() + "\",\"units\":\"1\"}";
        int asked = 0;
        try {
            while (asked < ASKED_MAX) {
                asked++;
                if (asked > ACKNOWLEDGED_BEFORE_THE_KILL) {
                    victim.destroyForcibly();
                }
                if (buyer.post("/sandbox/fund", body).statusCode() == 200) {
                    acknowledged.incrementAndGet();
                }
            }
        } catch (IOException _) {
            // It is dead.
        }
        return asked;
    }
}
