package dev.patron.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.patron.crash.Life.Moment;
import dev.patron.ledger.Durability;
import dev.patron.ledger.DurablePoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The seller is killed and comes back, and Patron is told to stop by a signal. */
@Tag("slow")
class StoppedTest {
    private static final long SIGINT_BIT = 1L << (2 - 1);
    private static final int PROMPT_SECONDS = 8;

    @TempDir
    Path directory;

    /** A sandbox in a process of its own, which can be killed and begun again on the same port. */
    private static final class Shop implements AutoCloseable {
        private final Path root;
        private Process process;
        private URI url;

        Shop(Path root) {
            this.root = root;
            this.process = start(0);
            this.url = hear();
        }

        private Process start(int port) {
            try {
                return Start.java(
                                root.resolve("shop.err"),
                                SandboxAlone.class.getName(),
                                root.resolve("seller").toString(),
                                Integer.toString(port))
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private URI hear() {
            try {
                BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
                return URI.create(String.valueOf(said.readLine()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void kill() {
            process.destroyForcibly();
            try {
                assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void again() {
            process = start(url.getPort());
            url = hear();
        }

        @Override
        public void close() {
            kill();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTHORIZATION_JOURNALED", "ANSWER_RECEIVED", "ASSET_FETCHED"})
    void theSellerIsKilledAndComesBack(DurablePoint point) throws Exception {
        try (Shop shop = new Shop(directory);
                Scene scene = new Scene(directory, shop.url)) {
            DurablePoint back = point == DurablePoint.AUTHORIZATION_JOURNALED ? DurablePoint.ANSWERED : point;
            AtomicInteger seen = new AtomicInteger();
            Durability watching = reached -> {
                if (reached == point && seen.compareAndSet(0, 1)) {
                    shop.kill();
                }
                if (reached == back && seen.compareAndSet(1, 2)) {
                    shop.again();
                }
            };
            Scene.Said said = scene.say(scene.run(), watching);
            assertEquals(0, said.exit(), said::toString);
            assertEquals(2, seen.get(), "it was killed and came back");
            assertEquals(1, scene.outside().payments().size());
            Verdict.holds(scene);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aSignalEndsARunAndResumeCompletesIt(String signal) throws Exception {
        Duration slow = Duration.ofSeconds(60);
        try (Scene scene = new Scene(directory, Scene.quick(directory).withTimes(slow, slow))) {
            Moment polled = new Moment(DurablePoint.GENERATION_POLLED, 1);
            try (Life life = Life.begin(scene.file("victim.err"))) {
                life.order(scene.ahead(), List.of(polled), scene.run());
                assertTrue(life.standsAt(polled));
                life.goOn();
                long pid = life.process().pid();
                assumeTrue(signal.equals("TERM") || hears(pid), "whoever started this test ignores SIGINT");
                new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                        .inheritIO()
                        .start()
                        .waitFor();
                assertTrue(life.process().waitFor(PROMPT_SECONDS, TimeUnit.SECONDS), "it ends promptly");
                assertEquals(signal.equals("INT") ? 130 : 143, life.process().exitValue());
            }
            scene.pass(Duration.ofSeconds(61));
            scene.goOn();
            assertEquals(
                    "delivered",
                    scene.show(scene.runs().getFirst()).path("status").asText());
            assertEquals(1, scene.outside().payments().size());
            Verdict.holds(scene);
        }
    }

    /** A process begun in the background of a shell ignores SIGINT, and so do its children. */
    private static boolean hears(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.exists(status)) {
            return true;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("SigIgn:")) {
                return (Long.parseUnsignedLong(line.substring(7).strip(), 16) & SIGINT_BIT) == 0;
            }
        }
        return true;
    }

    @Test
    void askingWorksAfterAKill() {
        try (Scene scene = new Scene(directory, Scene.quick(directory))) {
            assertTrue(scene.kill(new Moment(DurablePoint.QUOTED, 1), scene.run()));
            assertTrue(Files.exists(scene.data().resolve("control")), "the dead process left its door's address");
            assertEquals(1, scene.runs().size());
            scene.soundLedger();
        }
    }
}
