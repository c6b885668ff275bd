package dev.patron.sandbox;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.RadialGradientPaint;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.QuadCurve2D;
import java.awt.geom.Rectangle2D;
import java.util.SplittableRandom;

/**
 * A wooden table that fills the picture, seen from above, and what lies on any of them: light, linen, shadows.
 *
 * <p>Things on it are placed in thousandths of the short edge from the middle, right and down, with the light always
 * from the upper left: where the sun stands on the right, the whole table is mirrored.
 */
record Tabletop(Scene scene, int wood) {
    private static final int BOARDS = 6;

    /** A layer in the table's own measure. */
    Layer laid(Layer things) {
        return c -> {
            AffineTransform before = c.pen().getTransform();
            double measure = c.unit() / 1000 * (c.width() > c.height() * 1.2 ? 1.12 : 0.94);
            c.pen().translate(c.width() / 2.0, c.height() / 2.0);
            c.pen().scale(scene.sunX() < 0.5 ? measure : -measure, measure);
            things.on(c);
            c.pen().setTransform(before);
        };
    }

    /** A thing's own colour here, a little warmed. */
    int tone(int own) {
        return scene.lit(Tone.mix(own, scene.land().warm(), 0.1), 0);
    }

    void boards(Canvas c) {
        SplittableRandom chance = c.chance(901);
        int base = tone(wood);
        double tall = c.height() / (double) BOARDS;
        for (int i = 0; i < BOARDS; i++) {
            double y = i * tall;
            int own = Tone.mix(
                    base, i % 2 == 0 ? Tone.darken(base, 0.3) : Tone.lighten(base, 0.3), chance.nextDouble(0.08, 0.34));
            c.fill(new Rectangle2D.Double(0, y, c.width(), tall + 1), own);
            for (int k = 0; k < 46; k++) {
                double at = y + chance.nextDouble() * tall;
                double from = chance.nextDouble(-0.3, 0.9) * c.width();
                double length = c.width() * chance.nextDouble(0.15, 0.8);
                double bend = tall * chance.nextDouble(-0.12, 0.12);
                c.pen().setStroke(new BasicStroke((float) (c.unit() * chance.nextDouble(0.0008, 0.0045))));
                c.pen().setPaint(Tone.veil(k % 3 == 0 ? Tone.lighten(own, 0.35) : Tone.darken(own, 0.4), 0.13));
                c.pen().draw(new QuadCurve2D.Double(from, at, from + length / 2, at + bend, from + length, at));
            }
            c.fill(new Rectangle2D.Double(0, y, c.width(), c.unit() * 0.0035), Tone.veil(Tone.darken(base, 0.7), 0.6));
            c.fill(
                    new Rectangle2D.Double(0, y + c.unit() * 0.0035, c.width(), c.unit() * 0.002),
                    Tone.veil(0xffffff, 0.12));
        }
    }

    /** The light of a window that falls across the boards, with the shadow of its bars and of a twig. */
    void light(Canvas c) {
        double u = c.unit();
        boolean left = scene.sunX() < 0.5;
        int sun = Tone.lighten(scene.air().sun(), 0.2);
        c.outOfFocus(Math.max(3, (int) (u / 90)), small -> {
            AffineTransform before = small.pen().getTransform();
            small.pen().translate(left ? 0 : c.width(), 0);
            small.pen().scale(left ? 1 : -1, 1);
            small.pen().shear(0.55, 0);
            for (int i = 0; i < 5; i++) {
                for (int k = 0; k < 4; k++) {
                    small.fill(
                            new Rectangle2D.Double(u * (-0.42 + i * 0.27), u * (0.02 + k * 0.265), u * 0.245, u * 0.24),
                            Tone.veil(sun, 0.34 - 0.04 * i));
                }
            }
            small.pen().setTransform(before);
        });
        c.glow((left ? 0.1 : 0.9) * c.width(), 0, u * 1.2, scene.air().sun(), 0.35);
        double far = left ? 1 : 0;
        c.glow(far * c.width(), c.height(), u * 1.1, Tone.darken(tone(wood), 0.8), 0.42);
    }

    /** A piece of cloth between four corners, with its threads and a hem; its measure is the table's. */
    void linen(Canvas c, double[][] corners, int cloth) {
        Path2D piece = new Path2D.Double();
        piece.moveTo(corners[0][0], corners[0][1]);
        for (int i = 1; i < corners.length; i++) {
            double[] a = corners[i - 1];
            double[] b = corners[i];
            piece.quadTo((a[0] + b[0]) / 2 + (i % 2 == 0 ? 6 : -5), (a[1] + b[1]) / 2 + 5, b[0], b[1]);
        }
        piece.closePath();
        for (int i = 4; i > 0; i--) {
            c.fill(
                    AffineTransform.getTranslateInstance(i * 3.2, i * 4).createTransformedShape(piece),
                    Tone.veil(0x1a0e08, 0.12));
        }
        Rectangle2D box = piece.getBounds2D();
        int own = tone(cloth);
        c.fill(
                piece,
                Canvas.blend(
                        box.getY(),
                        box.getMaxY(),
                        Tone.opaque(Tone.lighten(own, 0.3)),
                        Tone.opaque(own),
                        Tone.opaque(Tone.darken(own, 0.14))));
        java.awt.Shape before = c.pen().getClip();
        c.pen().clip(piece);
        c.pen().setStroke(new BasicStroke(1.3f));
        SplittableRandom chance = c.chance(902);
        for (int i = 0; i < 220; i++) {
            double x = box.getX() + box.getWidth() * chance.nextDouble();
            double y = box.getY() + box.getHeight() * chance.nextDouble();
            double run = chance.nextDouble(40, 240);
            c.pen().setPaint(Tone.veil(i % 2 == 0 ? 0xffffff : 0x6d5f4a, 0.08));
            c.pen()
                    .draw(
                            i % 4 < 2
                                    ? new Line2D.Double(x, y, x + run, y + run * 0.1)
                                    : new Line2D.Double(x, y, x - run * 0.1, y + run));
        }
        c.pen().setClip(before);
        c.pen().setStroke(new BasicStroke(2));
        c.pen().setPaint(Tone.veil(0xffffff, 0.3));
        c.pen().draw(piece);
    }

    /** The shadow of something round and of a height. */
    static void shade(Canvas c, double x, double y, double radius, double height) {
        c.glow(x + height * 0.7, y + height, radius * 1.5, 0x140a06, 0.62);
        c.glow(x + height * 0.25, y + height * 0.4, radius * 1.28, 0x140a06, 0.6);
    }

    /** An ellipse lit from the upper left. */
    static void disc(Canvas c, Rectangle2D box, int bright, int own, int dark) {
        Color[] colours = {Tone.opaque(bright), Tone.opaque(own), Tone.opaque(dark)};
        AffineTransform flat = AffineTransform.getTranslateInstance(box.getCenterX(), box.getCenterY());
        flat.scale(1, box.getHeight() / box.getWidth());
        double r = box.getWidth() / 2;
        java.awt.geom.Point2D.Double centre = new java.awt.geom.Point2D.Double(-r * 0.4, -r * 0.45);
        c.fill(
                new Ellipse2D.Double(box.getX(), box.getY(), box.getWidth(), box.getHeight()),
                new RadialGradientPaint(
                        centre,
                        (float) (r * 1.65),
                        centre,
                        new float[] {0, 0.5f, 1},
                        colours,
                        java.awt.MultipleGradientPaint.CycleMethod.NO_CYCLE,
                        java.awt.MultipleGradientPaint.ColorSpaceType.SRGB,
                        flat));
    }

    /** A circle's box. */
    static Rectangle2D around(double x, double y, double radius) {
        return new Rectangle2D.Double(x - radius, y - radius, radius * 2, radius * 2);
    }

    /** A single petal that lies on the table, with its shadow. */
    void petal(Canvas c, Petals.Place at) {
        Petals.one(c, new Petals.Place(at.x() + 4, at.y() + 5, at.size(), at.turn()), Tone.veil(0x1a0e08, 0.35), 0.8);
        int pink = Tone.lighten(tone(scene.land().accent()), 0.35);
        Petals.one(c, at, Tone.opaque(pink), 0.8);
        Petals.one(c, new Petals.Place(at.x(), at.y(), at.size() * 0.6, at.turn()), Tone.veil(0xffffff, 0.3), 0.5);
    }
}
