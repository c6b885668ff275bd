package dev.patron.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.crash.Life.Moment;
import dev.patron.ledger.DurablePoint;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that dies between price and decision leaves nothing that resuming does not buy. */
class QuotedTest {
    @Test
    void isAskedAgainAndBought(@TempDir Path root) throws Exception {
        try (Scene scene = new Scene(root, Scene.quick(root))) {
            assertTrue(scene.kill(new Moment(DurablePoint.QUOTED, 1), scene.run()));
            assertEquals(0, scene.outside().payments().size());

            Scene.Said resumed = scene.say(scene.words("resume"));

            assertEquals(0, resumed.exit(), resumed::toString);
            JsonNode run = resumed.json().path("runs").path(0);
            assertEquals("delivered", run.path("status").asText(), resumed::toString);
            assertEquals(1, scene.outside().payments().size());
            scene.soundLedger();
        }
    }
}
