package dev.patron.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * What a sandbox is opened with.
 *
 * @param directory where its log and its pictures live; made if absent
 * @param port the loopback port to listen on; 0 takes any free one
 * @param clock the time the chain and the jobs run by
 * @param faults what goes wrong from the start, in the form {@link Faults#schedule} reads
 * @param terms how the chain and the seller behave when nothing goes wrong
 */
public record SandboxSettings(Path directory, int port, InstantSource clock, List<String> faults, Terms terms) {
    /**
     * How the chain and the seller behave when nothing goes wrong.
     *
     * @param finalityBlocks how many blocks behind the head the last final one is
     * @param maxTimeoutSeconds what a demand asks for; 8 at least, because the facilitator wants 6 seconds in hand
     * @param imageTime how long a picture takes
     * @param videoTime how long a clip takes
     * @param clipFrames how many pictures a clip has, 12 to the second: painting them takes the machine's own time
     * @param recovery what the seller offers to a buyer whose answer was lost
     */
    public record Terms(
            int finalityBlocks,
            int maxTimeoutSeconds,
            Duration imageTime,
            Duration videoTime,
            int clipFrames,
            Recovery recovery) {
        public Terms {
            if (finalityBlocks < 0 || finalityBlocks > 100_000) {
                throw new IllegalArgumentException("finality of `" + finalityBlocks + "` blocks is not in 0 to 100000");
            }
            if (maxTimeoutSeconds < 8 || maxTimeoutSeconds > 86_400) {
                throw new IllegalArgumentException(
                        "a timeout of `" + maxTimeoutSeconds + "` seconds is not in 8 to 86400");
            }
            if (imageTime.isNegative() || videoTime.isNegative()) {
                throw new IllegalArgumentException("a generation cannot take less than no time");
            }
            if (clipFrames < 1 || clipFrames > ClipEncoder.FRAMES_MAX) {
                throw new IllegalArgumentException("a clip of `" + clipFrames + "` frames is not of 1 to 240");
            }
        }
    }

    /** What the seller offers to a buyer whose answer was lost. */
    public enum Recovery {
        /** Nothing: a payload seen before is a payment already used. */
        NONE,
        /** A payload seen before gets the stored answer again. */
        REPLAY,
        /** The {@code payment-identifier} extension: the same id and payload get the stored answer again. */
        PAYMENT_IDENTIFIER
    }

    public SandboxSettings {
        faults = List.copyOf(faults);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("`" + port + "` is not a port");
        }
    }

    /** Any free port, no faults, two blocks to finality, a minute to pay. */
    public static SandboxSettings defaults(Path directory, InstantSource clock) {
        Terms terms = new Terms(2, 60, Duration.ofMillis(1200), Duration.ofMillis(2500), 36, Recovery.NONE);
        return new SandboxSettings(directory, 0, clock, List.of(), terms);
    }

    public SandboxSettings withPort(int wanted) {
        return new SandboxSettings(directory, wanted, clock, faults, terms);
    }

    public SandboxSettings withClock(InstantSource wanted) {
        return new SandboxSettings(directory, port, wanted, faults, terms);
    }

    public SandboxSettings withFaults(List<String> wanted) {
        return new SandboxSettings(directory, port, clock, wanted, terms);
    }

    public SandboxSettings withTerms(Terms wanted) {
        return new SandboxSettings(directory, port, clock, faults, wanted);
    }

    public SandboxSettings withFinalityBlocks(int blocks) {
        return withTerms(
                new Terms(blocks, maxTimeoutSeconds(), imageTime(), videoTime(), clipFrames(), terms.recovery()));
    }

    public SandboxSettings withMaxTimeoutSeconds(int seconds) {
        return withTerms(
                new Terms(finalityBlocks(), seconds, imageTime(), videoTime(), clipFrames(), terms.recovery()));
    }

    public SandboxSettings withTimes(Duration image, Duration video) {
        return withTerms(
                new Terms(finalityBlocks(), maxTimeoutSeconds(), image, video, clipFrames(), terms.recovery()));
    }

    public SandboxSettings withRecovery(Recovery wanted) {
        return withTerms(
                new Terms(finalityBlocks(), maxTimeoutSeconds(), imageTime(), videoTime(), clipFrames(), wanted));
    }

    public SandboxSettings withClipFrames(int frames) {
        return withTerms(
                new Terms(finalityBlocks(), maxTimeoutSeconds(), imageTime(), videoTime(), frames, terms.recovery()));
    }

    public int finalityBlocks() {
        return terms.finalityBlocks();
    }

    public int maxTimeoutSeconds() {
        return terms.maxTimeoutSeconds();
    }

    public Duration imageTime() {
        return terms.imageTime();
    }

    public Duration videoTime() {
        return terms.videoTime();
    }

    public int clipFrames() {
        return terms.clipFrames();
    }
}
