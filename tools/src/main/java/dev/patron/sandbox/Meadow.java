package dev.patron.sandbox;

import java.awt.BasicStroke;
import java.awt.geom.QuadCurve2D;
import java.util.SplittableRandom;

/** Grass, flowers and reeds near the viewer. */
final class Meadow {
    private Meadow() {}

    static void ground(Canvas c, Scene s, Terrain.Ridge lawn) {
        int leaf = s.lit(s.land().leaf(), 0.06);
        int low = Tone.mix(leaf, s.land().near(), 0.6);
        Terrain.ridge(c, lawn, Tone.mix(leaf, s.air().low(), 0.22), leaf);
        double top = (lawn.foot() + 0.02) * c.height();
        c.fill(
                new java.awt.geom.Rectangle2D.Double(0, top, c.width(), c.height() - top),
                Canvas.blend(top, c.height(), Tone.veil(leaf, 0), Tone.veil(low, 0.9)));
        SplittableRandom chance = c.chance(601);
        for (int i = 0; i < 700; i++) {
            double x = chance.nextDouble() * c.width();
            double deep = chance.nextDouble();
            double y = Terrain.height(c, lawn, x) + (c.height() - Terrain.height(c, lawn, x)) * deep + c.unit() * 0.006;
            double wide = c.unit() * (0.008 + 0.045 * deep);
            int tone = chance.nextInt(3) == 0
                    ? Tone.mix(leaf, s.air().sun(), 0.4)
                    : Tone.mix(leaf, s.land().near(), 0.2 + 0.5 * deep);
            c.fill(new java.awt.geom.Ellipse2D.Double(x - wide, y, wide * 2, wide * 0.12 + 0.5), Tone.veil(tone, 0.22));
        }
        if (s.has(Motif.BLOSSOM)) {
            Petals.fallen(c, s, lawn.foot() - 0.01, 260);
        }
        if (s.has(Motif.FLOWERS, Motif.MEADOW)) {
            blooms(c, s, lawn);
        }
    }

    private static void blooms(Canvas c, Scene s, Terrain.Ridge lawn) {
        SplittableRandom chance = c.chance(602);
        int[] tones = {
            s.land().accent(), 0xfff1dc, s.land().warm(), Tone.mix(s.land().accent(), 0x8a5ad0, 0.6)
        };
        for (int i = 0; i < 1100; i++) {
            double deep = i / 1100.0;
            double x = chance.nextDouble() * c.width();
            double y = Terrain.height(c, lawn, x) + (c.height() - Terrain.height(c, lawn, x)) * Math.pow(deep, 1.4);
            double drift = Noise.at(x / c.unit() * 4, y / c.unit() * 9, c.salt(7));
            int tone = s.lit(tones[(int) (drift * 3.99)], 0.2 * (1 - deep));
            double size = c.unit() * (0.0018 + 0.0075 * deep) * chance.nextDouble(0.6, 1.3);
            if (drift > 0.3) {
                c.dot(x, y, size, Tone.veil(Tone.mix(tone, s.land().near(), 0.25), 0.9));
                c.dot(x - size * 0.2, y - size * 0.3, size * 0.66, Tone.veil(Tone.lighten(tone, 0.25), 0.9));
            }
        }
    }

    /** Dark grass along the lower edge. */
    static void edge(Canvas c, Scene s) {
        int near = Tone.mix(s.land().near(), s.lit(s.land().leaf(), 0), 0.42);
        Terrain.ridge(c, new Terrain.Ridge(1.05, 0.11, 1.3, Terrain.Shape.ROUND, 44), near, Tone.darken(near, 0.3));
        grass(c, s, near, 0.95);
    }

    static void reeds(Canvas c, Scene s) {
        int near = Tone.mix(s.land().near(), s.lit(s.land().leaf(), 0), 0.12);
        grass(c, s, near, 1.0);
    }

    private static void grass(Canvas c, Scene s, int tone, double foot) {
        SplittableRandom chance = c.chance(603);
        double unit = c.unit();
        for (int i = 0; i < 520; i++) {
            double x = chance.nextDouble(-0.02, 1.02) * c.width();
            double tuft = Noise.at(x / unit * 3.2, 2, c.salt(8));
            if (tuft < 0.42) {
                continue;
            }
            double corner = 0.3 + 0.7 * Noise.step(0.12, 0.42, Math.abs(x / c.width() - 0.5));
            double tall = corner * unit * (0.02 + 0.1 * Noise.step(0.42, 0.85, tuft)) * chance.nextDouble(0.4, 1.1);
            double y = c.height() * foot + unit * 0.02;
            double lean = tall * chance.nextDouble(-0.3, 0.42);
            c.pen()
                    .setStroke(new BasicStroke(
                            (float) Math.max(0.7, unit * chance.nextDouble(0.0009, 0.0024)),
                            BasicStroke.CAP_ROUND,
                            BasicStroke.JOIN_ROUND));
            c.pen().setPaint(Tone.opaque(Tone.mix(tone, s.air().low(), chance.nextDouble(0, 0.16))));
            c.pen()
                    .draw(new QuadCurve2D.Double(
                            x, y + unit * 0.03, x + lean * 0.1, y - tall * 0.6, x + lean, y - tall));
        }
    }
}
