package dev.patron.sandbox;

import java.awt.BasicStroke;
import java.awt.geom.Path2D;
import java.util.SplittableRandom;

/** Still water that mirrors what is painted above it, and waves. */
final class Waters {
    private final Scene scene;
    private final double shore;

    /** Water whose far edge is at a share of the height. */
    Waters(Scene scene, double shore) {
        this.scene = scene;
        this.shore = shore;
    }

    /** Mirrors the picture above the shore, broken by ripples that grow towards the viewer. */
    void mirror(Canvas c) {
        int width = c.image().getWidth();
        int height = c.image().getHeight();
        int[] pixels = c.pixels();
        int left = (int) Math.round(-c.pen().getTransform().getTranslateX());
        int edge = (int) Math.round(shore * c.height() + c.pen().getTransform().getTranslateY());
        double unit = c.unit();
        long salt = c.salt(41);
        int deepTone = Tone.mix(scene.air().top(), scene.land().near(), 0.35);
        for (int y = Math.max(0, edge); y < height; y++) {
            double deep = (y - edge) / (double) Math.max(1, height - edge);
            double scale = 0.15 + deep * 1.2;
            double rows = (y - edge) / unit;
            double wave = Noise.at(Math.log(rows * 26 + 1) * 17, c.seconds() * 1.1, salt) - 0.5;
            int from = (int)
                    Math.clamp(Math.round(edge - 1 - (y - edge) * 0.92 + wave * unit * 0.022 * scale), 0L, edge - 1L);
            double veil = 0.16 + 0.38 * deep;
            int base = y * width;
            for (int x = 0; x < width; x++) {
                double across = (x + left) / unit;
                double ripple =
                        Noise.at(across * 5 / scale, rows * 120 / (scale + 0.3) - c.seconds() * 1.3, salt + 1) - 0.5;
                int sx = Math.clamp(Math.round(x + (ripple + wave) * unit * 0.02 * scale), 0, width - 1);
                int mirrored =
                        pixels[Math.clamp(from + Math.round(ripple * unit * 0.02 * scale), 0, edge - 1) * width + sx];
                pixels[base + x] = blend(mirrored, deepTone, (int) (256 * Math.max(0, veil + ripple * 0.16)));
            }
        }
    }

    private static int blend(int a, int b, int share) {
        int t = Math.min(share, 256);
        int rb = (((a & 0xff00ff) * (256 - t) + (b & 0xff00ff) * t) >>> 8) & 0xff00ff;
        int g = (((a & 0xff00) * (256 - t) + (b & 0xff00) * t) >>> 8) & 0xff00;
        return rb | g;
    }

    /** Light of sun or moon, broken on the water below it. */
    void glitter(Canvas c) {
        SplittableRandom chance = c.chance(43);
        double x0 = scene.sunX() * c.width();
        double y0 = shore * c.height();
        double unit = c.unit();
        int count = 240;
        for (int i = 0; i < count; i++) {
            double deep = Math.pow(chance.nextDouble(), 1.6);
            double y = y0 + deep * (c.height() - y0);
            double spread = unit * (0.03 + 0.15 * deep);
            double x = x0 + (chance.nextDouble() + chance.nextDouble() - 1) * spread;
            double phase = chance.nextDouble() * 6.28;
            double shine = 0.5 + 0.5 * Math.sin(phase + c.seconds() * 4);
            double wide = unit * (0.006 + 0.035 * deep) * chance.nextDouble(0.4, 1.2);
            double tall = Math.max(0.6, unit * (0.0009 + 0.0022 * deep));
            c.fill(
                    new java.awt.geom.Ellipse2D.Double(x - wide, y - tall, wide * 2, tall * 2),
                    Tone.veil(scene.air().sun(), (0.5 - 0.32 * deep) * shine));
        }
        c.fill(
                new java.awt.geom.Rectangle2D.Double(0, y0 - unit * 0.002, c.width(), unit * 0.012),
                Canvas.blend(
                        y0 - unit * 0.002,
                        y0 + unit * 0.01,
                        Tone.veil(scene.air().low(), 0.5),
                        Tone.veil(scene.air().low(), 0)));
    }

    /** Rows of waves in cut paper, larger towards the viewer, that roll as the seconds pass. */
    void waves(Canvas c) {
        int rows = 8;
        Palette.Air air = scene.air();
        int far = Tone.mix(Tone.mix(air.middle(), 0x3c8f9c, 0.35), air.low(), 0.35);
        int near = Tone.mix(scene.lit(0x12455e, 0), scene.land().near(), 0.35);
        for (int i = 0; i < rows; i++) {
            double deep = i / (rows - 1.0);
            double y = c.height() * (shore + (1.0 - shore) * (0.03 + 0.9 * Math.pow(deep, 1.5)));
            double tall = c.unit() * (0.005 + 0.085 * deep * deep);
            int tone = Tone.mix(far, near, Math.pow(deep, 0.8));
            wave(c, i, y, tall, tone);
        }
    }

    private void wave(Canvas c, int row, double y, double tall, int tone) {
        Path2D line = new Path2D.Double();
        double step = Math.max(2, c.width() / 300.0);
        double length = tall * 2.6 + c.unit() * 0.05;
        double roll = c.seconds() * (0.5 + row * 0.08) * (row % 2 == 0 ? 1 : -0.7) + row * 1.9;
        for (double x = -step; x <= c.width() + step; x += step) {
            double swell = Math.sin(x / length + roll) * 0.5 + Math.sin(x / length * 0.43 - roll * 0.6 + row) * 0.7;
            double peak = Math.pow(Math.abs(Math.sin(x / length * 0.5 + roll * 0.5 + row)), 3);
            double py = y - tall * (swell * 0.55 + peak * 0.9);
            if (line.getCurrentPoint() == null) {
                line.moveTo(x, py);
            } else {
                line.lineTo(x, py);
            }
        }
        Path2D body = new Path2D.Double(line);
        body.lineTo(c.width() + 2 * step, c.height() + 2);
        body.lineTo(-step, c.height() + 2);
        body.closePath();
        int lit = Tone.mix(tone, scene.air().low(), 0.32);
        c.fill(
                body,
                Canvas.blend(
                        y - tall,
                        y + tall * 2.6 + c.unit() * 0.02,
                        Tone.opaque(lit),
                        Tone.opaque(tone),
                        Tone.opaque(Tone.darken(tone, 0.12))));
        c.pen().setStroke(new BasicStroke((float) Math.max(0.8, tall * 0.07)));
        c.pen().setPaint(Tone.veil(Tone.lighten(scene.air().low(), 0.4), 0.75));
        c.pen().draw(line);
        c.pen().translate(0, tall * 0.2);
        c.pen().setStroke(new BasicStroke((float) Math.max(0.5, tall * 0.025)));
        c.pen().setPaint(Tone.veil(Tone.lighten(scene.air().low(), 0.4), 0.35));
        c.pen().draw(line);
        c.pen().translate(0, -tall * 0.2);
    }
}
