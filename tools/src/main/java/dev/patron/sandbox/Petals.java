package dev.patron.sandbox;

import java.awt.Color;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.util.SplittableRandom;

/** Flowers of five petals, and single petals on the ground or in the air. */
final class Petals {
    /** A place on the canvas, a size in pixels and a turn in radians. */
    record Place(double x, double y, double size, double turn) {}

    private static final Path2D PETAL = petal();

    private Petals() {}

    private static Path2D petal() {
        Path2D p = new Path2D.Double();
        p.moveTo(0, 0);
        p.curveTo(-0.75, -0.35, -0.6, -1.0, -0.14, -1.05);
        p.lineTo(0, -0.92);
        p.lineTo(0.14, -1.05);
        p.curveTo(0.6, -1.0, 0.75, -0.35, 0, 0);
        p.closePath();
        return p;
    }

    static void one(Canvas c, Place at, Color colour, double squash) {
        AffineTransform to = AffineTransform.getTranslateInstance(at.x(), at.y());
        to.rotate(at.turn());
        to.scale(at.size() * squash, at.size());
        c.fill(to.createTransformedShape(PETAL), colour);
    }

    static void flower(Canvas c, Scene s, Place at) {
        int own = s.lit(
                s.has(Motif.BLOSSOM, Motif.SNOW)
                        ? s.land().accent()
                        : s.has(Motif.AUTUMN) ? 0xd9542c : s.land().accent(),
                0);
        double sun = Noise.at(at.x() * 9 / c.unit(), at.y() * 9 / c.unit(), 5);
        int tone = Tone.mix(Tone.mix(own, s.land().near(), 0.16), Tone.lighten(own, 0.62), sun);
        double tilt = 0.7 + 0.3 * Math.sin(at.turn() * 3);
        for (int i = 0; i < 5; i++) {
            double turn = at.turn() + i * Math.PI * 2 / 5;
            one(
                    c,
                    new Place(at.x(), at.y(), at.size(), turn),
                    Tone.veil(Tone.mix(tone, 0xffffff, i % 2 * 0.13), 0.94),
                    tilt);
        }
        c.dot(at.x(), at.y(), at.size() * 0.2, Tone.veil(Tone.mix(own, 0xa02050, 0.45), 0.75));
        c.dot(at.x(), at.y(), at.size() * 0.09, Tone.veil(0xffe9a8, 0.9));
    }

    /** Petals in the air: they fall, sway and turn as the seconds pass. */
    static void drifting(Canvas c, Scene s, int count) {
        SplittableRandom chance = c.chance(301);
        double unit = c.unit();
        int own = s.has(Motif.AUTUMN) && !s.has(Motif.BLOSSOM)
                ? 0xe07a34
                : s.land().accent();
        for (int i = 0; i < count; i++) {
            double near = Math.pow(chance.nextDouble(), 2.2);
            double speed = unit * (0.05 + 0.09 * near) * chance.nextDouble(0.8, 1.3);
            double fall = speed * c.seconds();
            double sway = Math.sin(c.seconds() * chance.nextDouble(1.2, 2.6) + chance.nextDouble() * 6) * unit * 0.014;
            double x = wrap(chance.nextDouble() * c.width() + fall * 0.9 + sway, c.width(), unit * 0.05);
            double y = wrap(chance.nextDouble() * c.height() + fall * 0.62 + sway * 0.4, c.height(), unit * 0.05);
            double turn = chance.nextDouble() * 6.28 + c.seconds() * chance.nextDouble(-2.2, 2.2);
            double squash = 0.35 + 0.6 * Math.abs(Math.sin(turn * 1.3 + 1));
            double size = unit * (0.006 + 0.013 * near);
            int tone = Tone.mix(s.lit(own, 0), 0xffffff, chance.nextDouble(0.15, 0.55));
            one(c, new Place(x, y, size, turn), Tone.veil(tone, 0.6 + 0.35 * (1 - near)), squash);
        }
    }

    private static double wrap(double value, double edge, double margin) {
        double span = edge + 2 * margin;
        return value + margin - Math.floor((value + margin) / span) * span - margin;
    }

    /** Petals lying on the ground between two heights, smaller with distance. */
    static void fallen(Canvas c, Scene s, double top, int count) {
        SplittableRandom chance = c.chance(302);
        for (int i = 0; i < count; i++) {
            double deep = Math.sqrt(chance.nextDouble());
            double y = c.height() * (top + (1.02 - top) * deep);
            double x = chance.nextDouble() * c.width();
            double size = c.unit() * (0.002 + 0.008 * deep);
            int tone = Tone.mix(s.lit(s.land().accent(), 0.3 * (1 - deep)), 0xffffff, chance.nextDouble(0.05, 0.5));
            AffineTransform to = AffineTransform.getTranslateInstance(x, y);
            to.scale(size, size * 0.45);
            to.rotate(chance.nextDouble() * 6.28);
            c.fill(to.createTransformedShape(PETAL), Tone.veil(tone, 0.85));
        }
    }
}
