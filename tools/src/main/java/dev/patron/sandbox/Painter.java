package dev.patron.sandbox;

import java.awt.Dimension;
import java.awt.image.BufferedImage;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Paints the pictures and clips that the sandbox sells in place of a model's.
 *
 * <p>Everything is procedural and repeatable: the words of the prompt choose place, light and colours, the seed chooses
 * the take. No text is drawn, so no fonts are needed, and no window is opened. A small seal of three strokes in the
 * lower right corner and a text chunk in the file mark a picture as simulated.
 */
final class Painter {
    private static final int GRAIN = 3;

    private Painter() {}

    /** A PNG of an order. */
    static byte[] picture(Painting painting) {
        return PngFile.of(paint(painting));
    }

    static BufferedImage paint(Painting painting) {
        Canvas.Moment moment = new Canvas.Moment(0, painting.chance());
        Canvas canvas = Canvas.opaque(painting.width(), painting.height(), moment);
        for (Sheet sheet : Composition.of(Scene.of(painting))) {
            sheet.layer().on(canvas);
        }
        Finish.paper(canvas, GRAIN);
        Finish.seal(canvas);
        canvas.pen().dispose();
        return canvas.image();
    }

    /** An MP4 (H.264 baseline, 4:2:0) in which the scene of an order moves. */
    static byte[] clip(Painting painting, int frames, int framesPerSecond) {
        return ClipEncoder.encode(new Footage(painting, framesPerSecond), frames, framesPerSecond);
    }

    /**
     * The pixels of an aspect ratio at a resolution; unknown or absent words mean 16:9 and 1k.
     *
     * <p>The long edge is 1024 for 1k and 2048 for 2k. The sandbox paints 4k at 2048 as well: it stands in for a model,
     * and a demonstration does not need four times the work. Both edges are even.
     */
    static Dimension size(@Nullable String aspectRatio, @Nullable String resolution) {
        double ratio = ratio(aspectRatio);
        int longEdge =
                switch (resolution == null ? "" : resolution.strip().toLowerCase(Locale.ROOT)) {
                    case "720p" -> 1280;
                    case "1080p" -> 1920;
                    case "2k", "4k", "1440p", "2160p" -> Painting.EDGE_MAX;
                    default -> 1024;
                };
        double wide = ratio >= 1 ? longEdge : longEdge * ratio;
        double tall = ratio >= 1 ? longEdge / ratio : longEdge;
        return new Dimension(even(wide), even(tall));
    }

    /** The pixels of a clip: small, since a clip is a sketch of motion. */
    static Dimension clipSize(@Nullable String aspectRatio) {
        double ratio = ratio(aspectRatio);
        if (ratio > 1.1) {
            return new Dimension(640, 360);
        }
        return ratio < 0.9 ? new Dimension(360, 640) : new Dimension(480, 480);
    }

    private static int even(double edge) {
        return Math.max(Painting.EDGE_MIN, (int) Math.round(edge / 2) * 2);
    }

    private static double ratio(@Nullable String aspectRatio) {
        double usual = 16 / 9.0;
        if (aspectRatio == null) {
            return usual;
        }
        String asked = aspectRatio.strip().toLowerCase(Locale.ROOT);
        return switch (asked) {
            case "square" -> 1;
            case "portrait" -> 9 / 16.0;
            default -> {
                java.util.regex.Matcher pair = java.util.regex.Pattern.compile(
                                "([1-9][0-9]{0,3})[:x/]([1-9][0-9]{0,3})")
                        .matcher(asked);
                yield pair.matches()
                        ? Math.clamp(
                                Double.parseDouble(pair.group(1)) / Double.parseDouble(pair.group(2)), 1 / 4.0, 4.0)
                        : usual;
            }
        };
    }
}
