package dev.patron.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.crash.Life.Moment;
import dev.patron.ledger.DurablePoint;
import dev.patron.sandbox.SandboxSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** For every durable point a way to come there: what goes wrong outside, what happened before, and which command. */
final class Story {
    private final Scene scene;
    private final Moment at;

    private Story(Scene scene, Moment at) {
        this.scene = scene;
        this.at = at;
    }

    /** The n-th time that matters first: where a point means something else the second time. */
    static int usual(DurablePoint point) {
        return switch (point) {
            case RUN_ENDED -> 2; // the first says that it began
            default -> 1;
        };
    }

    static SandboxSettings sandbox(Path root, DurablePoint point) {
        SandboxSettings quick = Scene.quick(root);
        return switch (point) {
            case DENIED -> quick.withFaults(List.of("price*1"));
            case ABANDONED -> quick.withFaults(List.of("400-before-payment*1"));
            case UNCHARGED -> quick.withFaults(List.of("free*1"));
            case RETRY_ALLOWED -> quick.withFaults(List.of("failed*1"));
            case EXPIRED -> quick.withMaxTimeoutSeconds(8).withFaults(List.of("drop-before-settlement"));
            case CANCELLED -> quick.withFaults(List.of("drop-before-settlement"));
            case GENERATION_POLLED -> quick.withTimes(Duration.ofSeconds(30), Duration.ofSeconds(30));
            case FINALIZED -> quick.withFinalityBlocks(5);
            case REVERSED -> quick.withFinalityBlocks(60);
            default -> quick;
        };
    }

    /** Kills Patron at a moment; false when it ended before it came there. */
    static boolean killed(Scene scene, Moment at) {
        return new Story(scene, at).play();
    }

    private boolean play() {
        return switch (at.point()) {
            case FINALIZED -> {
                delivered();
                scene.pass(Duration.ofSeconds(10));
                yield scene.kill(at, scene.words("resume"));
            }
            case REVERSED -> reversed();
            case FROZEN -> restored();
            case VOIDED -> voided();
            case EXPIRED -> expired();
            case CANCELLED -> cancelled();
            case GENERATION_POLLED -> {
                boolean came = scene.kill(at, scene.run());
                scene.pass(Duration.ofSeconds(31));
                yield came;
            }
            case ERASURE_RECORDED, COPIES_ERASED, KEY_DESTROYED -> {
                delivered();
                scene.pass(Duration.ofSeconds(10));
                scene.say(scene.words("resume"));
                yield scene.kill(
                        at,
                        scene.words("ledger", "erase", "--brief", scene.runs().getFirst(), "--yes"));
            }
            case DATABASE_REBUILT, DATABASE_REPLACED -> rebuilt();
            case BACKUP_WRITTEN -> backedUp();
            default -> scene.kill(at, scene.run());
        };
    }

    /** A run is killed after its payment, its database is lost, and the making of another is killed too. */
    private boolean rebuilt() {
        assertTrue(scene.kill(new Moment(DurablePoint.SETTLED, 1), scene.run()));
        scene.say(scene.words("runs"));
        remove(scene.data().resolve("ledger/ledger.mv.db"));
        Scene.Said refused = scene.say(scene.words("resume"));
        assertEquals(5, refused.exit(), refused::toString);
        assertTrue(refused.toString().contains("patron ledger rebuild"), refused::toString);
        boolean came = scene.kill(at, scene.words("ledger", "rebuild"));
        Scene.Said made = scene.say(scene.words("ledger", "rebuild"));
        assertEquals(0, made.exit(), made::toString);
        return came;
    }

    /** A run is killed after its payment, and a backup of what it left is killed too: there is none, and no hindrance. */
    private boolean backedUp() {
        assertTrue(scene.kill(new Moment(DurablePoint.SETTLED, 1), scene.run()));
        String file = scene.file("backup.tar").toString();
        boolean came = scene.kill(at, scene.words("ledger", "backup", file));
        assertFalse(Files.exists(scene.file("backup.tar")));
        Scene.Said made = scene.say(scene.words("ledger", "backup", file));
        assertEquals(0, made.exit(), made::toString);
        return came;
    }

    private static void remove(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void delivered() {
        Scene.Said said = scene.say(scene.run());
        assertEquals(0, said.exit(), said::toString);
    }

    /** The block with the payment vanishes after the delivery. */
    private boolean reversed() {
        delivered();
        long block = scene.outside().payments().getFirst().block();
        scene.sandbox()
                .chain()
                .dropBlocks(Math.toIntExact(scene.sandbox().chain().head() - block + 1));
        boolean came = scene.kill(at, scene.words("resume"));
        scene.sandbox().chain().finality(0);
        return came;
    }

    /** An older copy of everything is put back; the chain knows of a payment of a run that the copy has no word of. */
    private boolean restored() {
        scene.say(scene.words("resume"));
        Copy copy = Copy.of(scene.data(), scene.file("copy"));
        delivered();
        copy.putBack();
        return scene.kill(at, scene.words("resume"));
    }

    /** The policy changes its mind between the reservation and the signature. */
    private boolean voided() {
        Path policy = scene.file("config/policy.yaml");
        String before = read(policy);
        boolean came = betweenTimes(DurablePoint.RESERVED, () -> {
            String after = before.replace("enabled: true", "enabled: false");
            assertFalse(after.equals(before));
            write(policy, after);
        });
        write(policy, before);
        return came;
    }

    /** The seller never collects, and time passes. */
    private boolean expired() {
        boolean came = betweenTimes(
                DurablePoint.ANSWERED, () -> scene.sandbox().chain().advance(Duration.ofSeconds(20)));
        scene.sandbox().faults().clear();
        scene.catchUp(Duration.ofSeconds(20));
        return came;
    }

    /** The seller never collects, and the owner of the key cancels the authorization on the chain. */
    private boolean cancelled() {
        boolean came = betweenTimes(DurablePoint.ANSWERED, () -> {
            JsonNode shot = scene.show(scene.runs().getFirst()).path("shots").path(0);
            new Canceller(scene.data())
                    .cancel(scene.sandbox(), shot.path("nonce").asText());
            scene.sandbox().chain().advance(Duration.ofSeconds(5));
        });
        scene.sandbox().faults().clear();
        scene.catchUp(Duration.ofSeconds(5));
        return came;
    }

    /** Runs to a first point, changes the world while the process stands there, and kills it at the second. */
    private boolean betweenTimes(DurablePoint first, Runnable change) {
        try (Life life = Life.begin(scene.file("victim.err"))) {
            Moment early = new Moment(first, 1);
            life.order(scene.ahead(), List.of(early, at), scene.run());
            if (!life.standsAt(early)) {
                return false;
            }
            change.run();
            life.goOn();
            return life.standsAt(at);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
