package dev.patron.sandbox;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.LinearGradientPaint;
import java.awt.Paint;
import java.awt.RadialGradientPaint;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.SplittableRandom;

/**
 * A surface to paint a scene on, at one moment of it.
 *
 * <p>Width and height are the scene's, in pixels; the image may be a smaller window on it, in which case the pen is
 * already moved. Not safe for threads.
 */
record Canvas(BufferedImage image, Graphics2D pen, int width, int height, Moment moment) {
    /** Seconds since the scene began, and the seed of its chance. */
    record Moment(double seconds, long seed) {}

    static Canvas opaque(int width, int height, Moment moment) {
        return over(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), width, height, moment);
    }

    static Canvas clear(int width, int height, Moment moment) {
        return over(new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB_PRE), width, height, moment);
    }

    static Canvas over(BufferedImage image, int width, int height, Moment moment) {
        Graphics2D pen = image.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        return new Canvas(image, pen, width, height, moment);
    }

    double seconds() {
        return moment.seconds();
    }

    long salt(long of) {
        return Noise.scramble(moment.seed() ^ of * 0x2545f4914f6cdd1dL);
    }

    SplittableRandom chance(long of) {
        return new SplittableRandom(salt(of));
    }

    /** The short edge: what sizes are measured by. */
    double unit() {
        return Math.min(width, height);
    }

    int[] pixels() {
        return ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    }

    void fill(Shape shape, Paint paint) {
        pen.setPaint(paint);
        pen.fill(shape);
    }

    void fill(Shape shape, int rgb) {
        fill(shape, Tone.opaque(rgb));
    }

    void all(Paint paint) {
        fill(new Rectangle2D.Double(0, 0, width, height), paint);
    }

    void dot(double x, double y, double radius, Color colour) {
        pen.setPaint(colour);
        pen.fill(new Ellipse2D.Double(x - radius, y - radius, radius * 2, radius * 2));
    }

    /** A soft light that fades to nothing at its radius. */
    void glow(double x, double y, double radius, int rgb, double opacity) {
        if (radius < 0.5) {
            return;
        }
        Color[] colours = {
            Tone.veil(rgb, opacity),
            Tone.veil(rgb, opacity * 0.62),
            Tone.veil(rgb, opacity * 0.2),
            Tone.veil(rgb, opacity * 0.045),
            Tone.veil(rgb, 0)
        };
        pen.setPaint(new RadialGradientPaint(
                (float) x, (float) y, (float) radius, new float[] {0, 0.2f, 0.5f, 0.76f, 1}, colours));
        pen.fill(new Ellipse2D.Double(x - radius, y - radius, radius * 2, radius * 2));
    }

    /** A vertical blend between two heights. */
    static Paint blend(double top, double bottom, Color... colours) {
        float[] stops = new float[colours.length];
        for (int i = 0; i < stops.length; i++) {
            stops[i] = i / (float) (stops.length - 1);
        }
        return new LinearGradientPaint(0, (float) top, 0, (float) Math.max(bottom, top + 0.01), stops, colours);
    }

    /** Paints a layer out of focus: small first, blurred, then spread over this canvas. */
    void outOfFocus(int factor, Layer layer) {
        int pad = 2;
        int smallWidth = Math.ceilDiv(width, factor);
        int smallHeight = Math.ceilDiv(height, factor);
        Canvas small = clear(smallWidth + 2 * pad, smallHeight + 2 * pad, moment);
        small.pen.translate(pad, pad);
        small.pen.scale(1.0 / factor, 1.0 / factor);
        layer.on(new Canvas(small.image, small.pen, width, height, moment));
        small.pen.dispose();
        Blur.soften(small.image);
        Object before = pen.getRenderingHint(RenderingHints.KEY_INTERPOLATION);
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        pen.drawImage(
                small.image,
                -pad * factor,
                -pad * factor,
                small.image.getWidth() * factor,
                small.image.getHeight() * factor,
                null);
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, before);
    }
}
