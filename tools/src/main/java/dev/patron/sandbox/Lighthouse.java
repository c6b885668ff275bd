package dev.patron.sandbox;

import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.SplittableRandom;

/** A white tower with a red band on a granite headland, a cottage at its foot, its lamp lit. */
final class Lighthouse {
    private Lighthouse() {}

    static void on(Canvas c, Scene s) {
        double u = c.unit();
        double side = s.subjectX() < 0.5 ? -1 : 1;
        double x = s.subjectX() * c.width();
        double foot = c.height() * 0.56;
        rock(c, s, new Petals.Place(x + side * u * 0.12, foot, u, side));
        cottage(c, s, new Petals.Place(x + side * u * 0.17, foot + u * 0.012, u * 0.2, side));
        double tall = u * 0.4;
        double half = u * 0.048;
        int white = s.lit(0xf4efe4, 0.05);
        Path2D tower = new Path2D.Double();
        tower.moveTo(x - half, foot + u * 0.02);
        tower.lineTo(x - half * 0.62, foot - tall);
        tower.lineTo(x + half * 0.62, foot - tall);
        tower.lineTo(x + half, foot + u * 0.02);
        tower.closePath();
        java.awt.Shape before = c.pen().getClip();
        c.fill(tower, white);
        c.pen().clip(tower);
        c.fill(new Rectangle2D.Double(x - half, foot - tall * 0.66, half * 2, tall * 0.24), s.lit(0xb9473c, 0.08));
        c.fill(
                new Rectangle2D.Double(s.sunX() < 0.5 ? x + half * 0.1 : x - half, foot - tall, half * 0.9, tall * 1.1),
                Tone.veil(s.land().near(), 0.3));
        c.pen().setClip(before);
        for (int i = 0; i < 3; i++) {
            c.fill(
                    new Ellipse2D.Double(x - u * 0.007, foot - tall * (0.2 + i * 0.27), u * 0.014, u * 0.026),
                    s.lit(0x2b3038, 0.05));
        }
        lamp(c, s, new Petals.Place(x, foot - tall, half, 0));
    }

    private static void lamp(Canvas c, Scene s, Petals.Place at) {
        double half = at.size();
        int iron = s.lit(0x2c3238, 0.05);
        c.glow(at.x(), at.y() - half, c.unit() * 0.3, s.land().warm(), 0.7);
        c.fill(
                new Rectangle2D.Double(at.x() - half * 0.5, at.y() - half * 1.3, half, half * 1.3),
                Tone.lighten(s.land().warm(), 0.4));
        c.fill(new Rectangle2D.Double(at.x() - half, at.y() - half * 0.16, half * 2, half * 0.22), iron);
        for (int i = 0; i < 4; i++) {
            double bar = at.x() + half * (-0.5 + i / 3.0) - half * 0.03;
            c.fill(new Rectangle2D.Double(bar, at.y() - half * 1.3, half * 0.07, half * 1.3), iron);
        }
        Path2D roof = new Path2D.Double();
        roof.moveTo(at.x() - half * 0.66, at.y() - half * 1.28);
        roof.quadTo(at.x() - half * 0.4, at.y() - half * 1.9, at.x(), at.y() - half * 2.1);
        roof.quadTo(at.x() + half * 0.4, at.y() - half * 1.9, at.x() + half * 0.66, at.y() - half * 1.28);
        roof.closePath();
        c.fill(roof, s.lit(0xb9473c, 0.05));
    }

    private static void cottage(Canvas c, Scene s, Petals.Place at) {
        double w = at.size();
        double left = at.x() - w / 2;
        c.fill(new Rectangle2D.Double(left, at.y() - w * 0.34, w, w * 0.4), s.lit(0xe6ddcd, 0.08));
        Path2D roof = new Path2D.Double();
        roof.moveTo(left - w * 0.05, at.y() - w * 0.33);
        roof.lineTo(left + w * 0.1, at.y() - w * 0.62);
        roof.lineTo(left + w * 0.9, at.y() - w * 0.62);
        roof.lineTo(left + w * 1.05, at.y() - w * 0.33);
        roof.closePath();
        c.fill(roof, s.lit(0x4d545e, 0.08));
        c.fill(new Rectangle2D.Double(left + w * 0.7, at.y() - w * 0.74, w * 0.09, w * 0.16), s.lit(0x8a6f60, 0.08));
        for (int i = 0; i < 3; i++) {
            c.fill(
                    new Rectangle2D.Double(left + w * (0.14 + i * 0.28), at.y() - w * 0.23, w * 0.12, w * 0.14),
                    s.land().warm());
        }
    }

    /** The headland: steep to the sea, flat where the tower stands, and out of the picture on the other side. */
    private static void rock(Canvas c, Scene s, Petals.Place at) {
        double u = at.size();
        double side = at.turn();
        int granite = s.lit(0x6d6a68, 0.1);
        SplittableRandom chance = c.chance(931);
        Path2D land = new Path2D.Double();
        double bottom = at.y() + u * 0.16;
        land.moveTo(at.x() - side * u * 0.46, bottom);
        double[] heights = {0.05, 0.012, 0.0, -0.004, 0.0, 0.012, 0.004, 0.03, 0.01, 0.04, 0.02};
        for (int i = 0; i < heights.length; i++) {
            land.lineTo(
                    at.x() + side * u * (-0.36 + i * 0.14), at.y() + u * (heights[i] + chance.nextDouble(0, 0.008)));
        }
        land.lineTo(at.x() + side * u * 1.6, bottom);
        land.closePath();
        c.fill(
                land,
                Canvas.blend(
                        at.y(),
                        bottom,
                        Tone.opaque(Tone.mix(s.lit(s.land().leaf(), 0.1), granite, 0.35)),
                        Tone.opaque(granite),
                        Tone.opaque(Tone.mix(granite, s.land().near(), 0.6))));
    }
}
