package dev.patron.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.crash.Life.Moment;
import dev.patron.ledger.DurablePoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * An older copy is put back while seller and chain have gone on: of the whole data directory, or of the database alone.
 *
 * <p>The copies are of a process that was killed before the purchase, after the signature and after the settlement;
 * in some stories the process that finds out is killed too, in the middle of putting things right.
 */
@Tag("slow")
class RestoredTest {
    private static final int AT_ONCE = 2;

    /** Where the process that finds out is killed too; at four points with {@code -Dpatron.restored=all}. */
    private static final List<DurablePoint> AGAIN = System.getProperty("patron.restored", "")
                    .equals("all")
            ? List.of(
                    DurablePoint.FROZEN, DurablePoint.INTENT_OPENED, DurablePoint.SETTLED, DurablePoint.WALLET_MATCHED)
            : List.of(DurablePoint.SETTLED);

    @TempDir
    Path directory;

    private final ExecutorService hands = Executors.newFixedThreadPool(AT_ONCE);

    /** What of the copy is put back. */
    private enum Extent {
        EVERYTHING,
        DATABASE
    }

    /** Whether the chain knows of payments that the copy has no signature for. */
    private enum Chain {
        AHEAD,
        KNOWN
    }

    @AfterEach
    void stop() {
        hands.shutdownNow();
    }

    @TestFactory
    Stream<DynamicTest> olderCopies() {
        List<DynamicTest> stories = new ArrayList<>();
        stories.add(story(DurablePoint.STORYBOARD_JUDGED, Extent.EVERYTHING, Chain.AHEAD, List.of()));
        stories.add(story(DurablePoint.RESERVED, Extent.EVERYTHING, Chain.AHEAD, List.of()));
        stories.add(story(DurablePoint.AUTHORIZATION_JOURNALED, Extent.EVERYTHING, Chain.KNOWN, List.of()));
        stories.add(story(DurablePoint.SETTLED, Extent.EVERYTHING, Chain.KNOWN, List.of()));
        stories.add(story(DurablePoint.STORYBOARD_JUDGED, Extent.DATABASE, Chain.KNOWN, List.of()));
        stories.add(story(DurablePoint.RESERVED, Extent.DATABASE, Chain.KNOWN, List.of()));
        stories.add(story(DurablePoint.AUTHORIZATION_JOURNALED, Extent.DATABASE, Chain.KNOWN, List.of()));
        stories.add(story(DurablePoint.SETTLED, Extent.DATABASE, Chain.KNOWN, List.of()));
        for (DurablePoint point : AGAIN) {
            Moment again = new Moment(point, 1);
            stories.add(story(DurablePoint.STORYBOARD_JUDGED, Extent.EVERYTHING, Chain.AHEAD, List.of(again)));
        }
        Moment fromChain = new Moment(DurablePoint.RECOVERED, 2);
        stories.add(story(DurablePoint.STORYBOARD_JUDGED, Extent.EVERYTHING, Chain.AHEAD, List.of(fromChain)));
        Moment fromJournal = new Moment(DurablePoint.RECOVERED, 1);
        stories.add(story(DurablePoint.STORYBOARD_JUDGED, Extent.DATABASE, Chain.KNOWN, List.of(fromJournal)));
        return stories.stream();
    }

    private DynamicTest story(DurablePoint copied, Extent extent, Chain chain, List<Moment> killedAgain) {
        String name = extent + "-of-" + copied
                + killedAgain.stream()
                        .map(at -> "-killed-at-" + at.point() + at.n())
                        .findFirst()
                        .orElse("");
        Future<?> told = hands.submit(() -> {
            tell(directory.resolve(name), new Copied(copied, extent, chain), killedAgain);
            return true;
        });
        return DynamicTest.dynamicTest(name, () -> {
            try {
                told.get();
            } catch (ExecutionException e) {
                throw e.getCause();
            }
        });
    }

    private record Copied(DurablePoint point, Extent extent, Chain chain) {}

    private static void tell(Path root, Copied copied, List<Moment> killedAgain) throws Exception {
        try (Scene scene = new Scene(root, Scene.quick(root))) {
            assertTrue(scene.kill(new Moment(copied.point(), 1), scene.run()));
            Copy copy = Copy.of(scene.data(), scene.file("copy"));
            scene.goOn();
            assertEquals(1, scene.outside().payments().size());
            switch (copied.extent()) {
                case EVERYTHING -> copy.putBack();
                case DATABASE -> copy.putDatabaseBack();
            }
            for (Moment again : killedAgain) {
                assertTrue(scene.kill(again, scene.words("resume")), "no process came to " + again);
            }
            scene.goOn();
            Verdict.holds(scene);
            assertEquals(1, scene.outside().payments().size(), "nothing was bought again");
            Scene.Said next = scene.say(scene.run("--new"));
            assertEquals(copied.chain() == Chain.AHEAD ? 4 : 0, next.exit(), next::toString);
        }
    }

    /** A run that only the journal has a word of: without its plan nothing can be delivered, and what was paid is a claim. */
    @Test
    void aRunOfTheJournalAloneIsAClaim() throws Exception {
        Path root = directory.resolve("run-of-the-journal");
        try (Scene scene = new Scene(root, Scene.quick(root))) {
            scene.say(scene.words("resume"));
            Copy copy = Copy.of(scene.data(), scene.file("copy"));
            assertEquals(0, scene.say(scene.run()).exit());
            copy.putDatabaseBack();
            scene.pass(Duration.ofSeconds(10)); // the payment is final
            scene.say(scene.words("resume"));
            scene.goOn();
            Verdict.holds(scene);
            assertEquals(1, scene.claims());
        }
    }

    /** A run that the copy has no word of: its payment is an unexplained outflow, and new runs wait. */
    @TestFactory
    Stream<DynamicTest> unknownRuns() {
        return Stream.of(
                unknown("unknown-run", List.of()),
                unknown("unknown-run-killed-when-booked", List.of(new Moment(DurablePoint.WALLET_MATCHED, 1))),
                unknown("unknown-run-killed-when-matched", List.of(new Moment(DurablePoint.WALLET_MATCHED, 2))),
                unknown("unknown-run-killed-at-FROZEN", List.of(new Moment(DurablePoint.FROZEN, 1))));
    }

    private DynamicTest unknown(String name, List<Moment> killedAgain) {
        return DynamicTest.dynamicTest(name, () -> unexplained(directory.resolve(name), killedAgain));
    }

    private static void unexplained(Path root, List<Moment> killedAgain) throws Exception {
        try (Scene scene = new Scene(root, Scene.quick(root))) {
            scene.say(scene.words("resume"));
            Copy copy = Copy.of(scene.data(), scene.file("copy"));
            assertEquals(0, scene.say(scene.run()).exit());
            copy.putBack();
            scene.pass(Duration.ofSeconds(10)); // the payment is final: it is matched for good, and looked at once
            for (Moment again : killedAgain) {
                assertTrue(scene.kill(again, scene.words("resume")), "no process came to " + again);
            }
            assertEquals(0, scene.say(scene.words("resume")).exit());
            assertEquals(1, scene.claims());
            for (JsonNode limit :
                    scene.say(scene.words("policy", "headroom")).json().path("limits")) {
                boolean window = limit.path("rule").asText().contains("daily");
                assertTrue(!window || limit.path("spent_usd").asText().equals("0.050000"), limit::toString);
            }
            Scene.Said held = scene.say(scene.run());
            assertEquals(4, held.exit(), held::toString);
            String sentence = held.json().path("error").path("message").asText();
            assertTrue(sentence.contains("an older copy was put back; new runs wait"), sentence);
            assertEquals(1, scene.outside().payments().size());
            scene.pass(Duration.ofSeconds(60)); // far from the five minutes: a slow machine adds time of its own
            assertEquals(4, scene.say(scene.run()).exit(), "too early");
            scene.pass(Duration.ofSeconds(250));
            Scene.Said said = scene.say(scene.run());
            assertEquals(0, said.exit(), said::toString);
            Verdict.holds(scene);
        }
    }
}
