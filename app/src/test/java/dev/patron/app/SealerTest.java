package dev.patron.app;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Work that is done again and again outlives what goes wrong in one turn. */
class SealerTest {
    private static final long PATIENCE_SECONDS = 30;

    @Test
    void theLogIsSignedAgainAfterAnyFault() throws Exception {
        CountDownLatch turns = new CountDownLatch(3);
        Sealer sealer = new Sealer(() -> {
            turns.countDown();
            throw new IllegalStateException("planted");
        });
        AutoCloseable turning = Background.thread().each(Duration.ofMillis(1), sealer);
        try {
            assertTrue(turns.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "one fault ended it for good");
        } finally {
            turning.close();
        }
    }
}
