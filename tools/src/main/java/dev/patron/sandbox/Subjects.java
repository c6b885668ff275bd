package dev.patron.sandbox;

import java.awt.geom.Ellipse2D;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/** Puts what a prompt names onto the ground of a landscape. */
final class Subjects {
    private Subjects() {}

    /** Stands houses, trees and gates on a ground that is given as a height for each place across. */
    static void stand(Canvas c, Scene s, DoubleUnaryOperator ground) {
        double unit = c.unit();
        double x = s.subjectX() * c.width();
        double side = s.subjectX() < 0.5 ? -1 : 1;
        double size = unit * (s.has(Motif.CLOSE) ? 0.62 : s.has(Motif.WIDE) ? 0.34 : 0.42);
        double y = ground.applyAsDouble(x);
        Landmarks marks = new Landmarks(c, s, 0.08);
        boolean built = s.has(Motif.HOUSE, Motif.PAGODA, Motif.TORII);
        if (s.has(Motif.BLOSSOM, Motif.TREE, Motif.AUTUMN) || built || !s.has(Motif.BRIDGE, Motif.BOAT, Motif.DESERT)) {
            trees(c, s, ground, built ? size : 0);
        }
        if (s.has(Motif.PAGODA)) {
            marks.pagoda(new Petals.Place(x + (s.has(Motif.HOUSE) ? side * size * 0.9 : 0), y, size * 0.95, 0));
        }
        if (s.has(Motif.HOUSE)) {
            TeaHouse.at(c, s, new Petals.Place(x, y, size, 0), 0.06);
        }
        if (s.has(Motif.TORII)) {
            double at = s.has(Motif.HOUSE, Motif.PAGODA) ? x - side * size * 1.15 : x;
            marks.torii(new Petals.Place(at, ground.applyAsDouble(at) + unit * 0.01, size * (built ? 0.7 : 0.95), 0));
        }
        if (s.has(Motif.BRIDGE)) {
            double at = s.has(Motif.HOUSE) ? x - side * size * 1.05 : x;
            marks.bridge(new Petals.Place(at, ground.applyAsDouble(at), size * 0.95, 0));
        }
        if (s.has(Motif.PERSON)) {
            double at = x - side * size * 0.78;
            marks.figure(new Petals.Place(at, ground.applyAsDouble(at) + unit * 0.03, size * 0.3, 0));
        }
        if (s.has(Motif.CAT)) {
            double at = x - side * size * 0.62;
            marks.cat(new Petals.Place(at, ground.applyAsDouble(at) + unit * 0.03, size * 0.2, 0));
        }
    }

    /** Small trees on a far slope, in blossom or leaf. */
    static void grove(Canvas c, Scene s, DoubleUnaryOperator ground) {
        if (!s.has(Motif.BLOSSOM, Motif.TREE, Motif.AUTUMN, Motif.SNOW)) {
            return;
        }
        SplittableRandom chance = c.chance(53);
        Trees.Coat coat = Trees.coat(s, 0.46);
        for (int i = 0; i < 9; i++) {
            double x = (i + chance.nextDouble(-0.4, 0.4)) / 8 * c.width();
            double tall = c.unit() * chance.nextDouble(0.07, 0.13);
            Trees.spreading(c, new Trees.Stand(x, ground.applyAsDouble(x) + tall * 0.12, tall, 0.05, 540 + i), coat);
        }
    }

    /** Flat stones from the steps of a house towards the viewer. */
    static void steps(Canvas c, Scene s, DoubleUnaryOperator ground) {
        double unit = c.unit();
        double x0 = s.subjectX() * c.width();
        double y0 = ground.applyAsDouble(x0) + unit * 0.012;
        double side = s.subjectX() < 0.5 ? 1 : -1;
        for (int i = 0; i < 9; i++) {
            double deep = i / 8.0;
            double y = y0 + (c.height() * 1.02 - y0) * Math.pow(deep, 1.4);
            double x = x0 + unit * (0.02 + side * (0.16 * deep + 0.035 * Math.sin(i * 1.9)));
            double size = unit * (0.018 + 0.036 * deep);
            int grey = s.lit(0x9d988f, 0.25 * (1 - deep));
            c.fill(
                    new Ellipse2D.Double(x - size, y - size * 0.2, size * 2, size * 0.56),
                    Tone.veil(s.land().near(), 0.45));
            c.fill(
                    new Ellipse2D.Double(x - size, y - size * 0.28, size * 2, size * 0.54),
                    Canvas.blend(
                            y - size * 0.28,
                            y + size * 0.26,
                            Tone.opaque(Tone.mix(grey, s.air().sun(), 0.4)),
                            Tone.opaque(grey)));
        }
    }

    private static void trees(Canvas c, Scene s, DoubleUnaryOperator ground, double built) {
        double unit = c.unit();
        double x = s.subjectX() * c.width();
        double side = s.subjectX() < 0.5 ? -1 : 1;
        Trees.Coat far = Trees.coat(s, 0.3);
        Trees.Coat near = Trees.coat(s, 0.05);
        double first = x + side * (built > 0 ? built * 0.82 : 0);
        double second = x - side * (built > 0 ? built * 0.92 : unit * 0.5);
        Trees.spreading(c, new Trees.Stand(second, ground.applyAsDouble(second), unit * 0.24, 0.1, 51), far);
        Trees.spreading(
                c,
                new Trees.Stand(first, ground.applyAsDouble(first) + unit * 0.01, unit * 0.4, -0.12 * side, 52),
                near);
    }

    static void boat(Canvas c, Scene s, double at) {
        double x = (1 - s.subjectX()) * c.width() + c.seconds() * c.unit() * 0.012;
        double bob = Math.sin(c.seconds() * 1.6) * c.unit() * 0.003;
        new Landmarks(c, s, 0.04).boat(new Petals.Place(x, at * c.height() + bob, c.unit() * 0.17, 0));
    }
}
