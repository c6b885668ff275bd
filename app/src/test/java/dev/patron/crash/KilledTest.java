package dev.patron.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.crash.Life.Moment;
import dev.patron.ledger.DurablePoint;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Patron is killed with SIGKILL at every durable point while seller and chain live on, and started again.
 *
 * <p>The list of points is the enum's; a point that no story reaches fails by name. With {@code -Dpatron.kills=N} each
 * point is also met at its second to N-th time.
 */
class KilledTest {
    private static final int AT_ONCE = 2;

    @TempDir
    Path directory;

    private final ExecutorService hands = Executors.newFixedThreadPool(AT_ONCE);

    @AfterEach
    void stop() {
        hands.shutdownNow();
    }

    @TestFactory
    Stream<DynamicTest> everyDurablePoint() {
        Map<DurablePoint, Future<?>> lives = new LinkedHashMap<>();
        Arrays.stream(DurablePoint.values())
                .forEach(point -> lives.put(point, hands.submit(() -> {
                    survives(new Moment(point, Story.usual(point)));
                    return true;
                })));
        return lives.entrySet().stream()
                .map(life -> DynamicTest.dynamicTest(life.getKey().name(), () -> await(life.getValue())));
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
