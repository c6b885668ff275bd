package dev.patron.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.patron.crash.Life.Moment;
import dev.patron.ledger.DurablePoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Patron is killed with SIGKILL at every durable point while seller and chain live on, and started again.
 *
 * <p>The list of points is the enum's; a point that no story reaches fails by name. With {@code -Dpatron.kills=N} each
 * point is also met at its second to N-th time, and N processes die at a moment left to chance. The quick build kills at the points of a
 * payment only.
 */
class KilledTest {
    private static final int AT_ONCE = 2;
    private static final int KILLS = Integer.getInteger("patron.kills", 1);
    private static final int RANDOM_MILLIS_MOST = 4000;
    private static final Set<DurablePoint> OF_A_PAYMENT = EnumSet.of(
            DurablePoint.RESERVED,
            DurablePoint.AUTHORIZATION_COMMITTED,
            DurablePoint.AUTHORIZATION_JOURNALED,
            DurablePoint.ANSWER_RECEIVED,
            DurablePoint.SETTLED,
            DurablePoint.ASSET_FETCHED);

    @TempDir
    Path directory;

    private final ExecutorService hands = Executors.newFixedThreadPool(AT_ONCE);

    @AfterEach
    void stop() {
        hands.shutdownNow();
    }

    @TestFactory
    Stream<DynamicTest> everyPointOfAPayment() {
        return lives(OF_A_PAYMENT.stream());
    }

    @Tag("slow")
    @TestFactory
    Stream<DynamicTest> everyOtherDurablePoint() {
        return lives(Arrays.stream(DurablePoint.values()).filter(point -> !OF_A_PAYMENT.contains(point)));
    }

    private Stream<DynamicTest> lives(Stream<DurablePoint> points) {
        Map<DurablePoint, Future<?>> lives = new LinkedHashMap<>();
        points.forEach(point -> lives.put(point, hands.submit(() -> {
            survives(new Moment(point, Story.usual(point)));
            return true;
        })));
        return lives.entrySet().stream()
                .map(life -> DynamicTest.dynamicTest(life.getKey().name(), () -> await(life.getValue())));
    }

    /** The long form: later times of each point that is met more than once, and moments left to chance. */
    @Tag("slow")
    @TestFactory
    Stream<DynamicTest> laterAndAtRandom() {
        List<DynamicTest> lives = new ArrayList<>();
        for (DurablePoint point : DurablePoint.values()) {
            for (int n = Story.usual(point) + 1; n <= KILLS; n++) {
                Moment at = new Moment(point, n);
                lives.add(DynamicTest.dynamicTest(at.toString(), () -> later(at)));
            }
        }
        for (int seed = 1; seed <= KILLS && KILLS > 1; seed++) {
            long millis = new Random(seed).nextLong(50, RANDOM_MILLIS_MOST);
            lives.add(DynamicTest.dynamicTest("after " + millis + " ms", () -> atRandom(millis)));
        }
        return lives.stream();
    }

    private void later(Moment at) throws Exception {
        Path root = directory.resolve(at.point() + "-" + at.n());
        try (Scene scene = new Scene(root, Story.sandbox(root, at.point()))) {
            boolean came = Story.killed(scene, at);
            scene.goOn();
            Verdict.holds(scene);
            assumeTrue(came, "a run does not come to " + at);
        }
    }

    private void atRandom(long millis) throws Exception {
        Path root = directory.resolve("after-" + millis);
        try (Scene scene = new Scene(root, Scene.quick(root))) {
            try (Life life = Life.begin(scene.file("victim.err"))) {
                life.order(scene.ahead(), List.of(), scene.run());
                life.process().waitFor(millis, TimeUnit.MILLISECONDS);
            }
            scene.goOn();
            Verdict.holds(scene);
        }
    }

    private static void await(Future<?> life) throws Throwable {
        try {
            life.get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    private void survives(Moment at) throws Exception {
        Path root = directory.resolve(at.point() + "-" + at.n());
        try (Scene scene = new Scene(root, Story.sandbox(root, at.point()))) {
            assertTrue(Story.killed(scene, at), "no process came to " + at);
            scene.goOn();
            Verdict.holds(scene);
            assertEquals(1, scene.runs().size());
        }
    }
}
