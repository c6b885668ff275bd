package dev.patron.sandbox;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.LinearGradientPaint;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.QuadCurve2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A thrown cup on a wooden table, steam above it, lights out of focus behind. */
final class StillLife {
    private static final double TABLE = 0.66;
    private static final int[] GLAZES = {0x3f6f78, 0xe9dcc3, 0x8a4a34, 0x5b7a5a, 0x39456f};

    private final Scene scene;

    StillLife(Scene scene) {
        this.scene = scene;
    }

    List<Sheet> sheets() {
        List<Sheet> sheets = new ArrayList<>();
        sheets.add(Sheet.still(0, this::room));
        int[] lights = {
            scene.land().warm(),
            scene.air().sun(),
            Tone.mix(scene.land().accent(), scene.land().warm(), 0.5)
        };
        sheets.add(Sheet.moving(0.1, c -> Weather.bokeh(c, lights, 26, 0.085)));
        sheets.add(Sheet.still(0.4, this::table));
        sheets.add(Sheet.still(0.42, this::behind));
        sheets.add(Sheet.still(0.5, this::cup));
        sheets.add(Sheet.moving(0.5, this::steam));
        sheets.add(Sheet.still(
                0.9,
                c -> c.glow(
                        scene.sunX() * c.width(), 0, c.unit() * 1.1, scene.air().sun(), 0.3)));
        if (scene.has(Motif.BLOSSOM)) {
            sheets.add(Sheet.moving(1, c -> Petals.drifting(c, scene, 18)));
        }
        return List.copyOf(sheets);
    }

    private int warm(int own) {
        return scene.lit(Tone.mix(own, scene.land().warm(), 0.14), 0);
    }

    private void room(Canvas c) {
        int low = Tone.mix(scene.land().warm(), 0x8a5a38, 0.55);
        int top = Tone.mix(scene.land().near(), 0x5a3a2c, 0.55);
        c.all(Canvas.blend(
                0, c.height() * TABLE, Tone.opaque(top), Tone.opaque(Tone.mix(top, low, 0.55)), Tone.opaque(low)));
        c.glow(
                scene.sunX() * c.width(),
                c.height() * 0.3,
                c.unit() * 0.75,
                scene.land().warm(),
                0.75);
        c.outOfFocus(Math.max(4, (int) (c.unit() / 60)), small -> {
            double side = scene.sunX() < 0.5 ? 0.74 : 0.26;
            int frame = Tone.mix(top, 0x140c0a, 0.4);
            double x = (1 - side) * small.width() - small.unit() * 0.2;
            small.fill(
                    new Rectangle2D.Double(x, -9, small.unit() * 0.42, small.height() * 0.5),
                    Tone.veil(Tone.lighten(scene.land().warm(), 0.45), 0.8));
            for (int i = 0; i <= 3; i++) {
                small.fill(
                        new Rectangle2D.Double(
                                x + i * small.unit() * 0.14 - 4, -9, small.unit() * 0.014, small.height() * 0.5),
                        frame);
            }
            small.fill(
                    new Rectangle2D.Double(x, small.height() * 0.22, small.unit() * 0.42, small.unit() * 0.014), frame);
            small.fill(
                    new Ellipse2D.Double(
                            side * small.width() - small.unit() * 0.12,
                            small.height() * 0.34,
                            small.unit() * 0.26,
                            small.height() * 0.36),
                    Tone.mix(scene.land().leaf(), top, 0.45));
        });
    }

    private void table(Canvas c) {
        double top = TABLE * c.height();
        int near = warm(0x5d3a26);
        int far = Tone.mix(warm(0xb27a4c), scene.land().warm(), 0.25);
        c.fill(
                new Rectangle2D.Double(0, top, c.width(), c.height() - top),
                Canvas.blend(
                        top, c.height(), Tone.opaque(far), Tone.opaque(Tone.mix(far, near, 0.6)), Tone.opaque(near)));
        SplittableRandom chance = c.chance(701);
        for (int i = 0; i < 240; i++) {
            double deep = chance.nextDouble();
            double y = top + (c.height() - top) * deep * deep;
            double x = chance.nextDouble(-0.2, 1) * c.width();
            double length = c.unit() * chance.nextDouble(0.1, 0.7);
            c.pen().setStroke(new BasicStroke((float) (c.unit() * (0.0006 + 0.003 * deep))));
            c.pen()
                    .setPaint(
                            Tone.veil(chance.nextInt(3) == 0 ? Tone.lighten(far, 0.2) : Tone.darken(near, 0.35), 0.16));
            c.pen()
                    .draw(new QuadCurve2D.Double(
                            x, y, x + length / 2, y + c.unit() * chance.nextDouble(-0.008, 0.008), x + length, y));
        }
        c.fill(
                new Rectangle2D.Double(0, top - c.unit() * 0.012, c.width(), c.unit() * 0.03),
                Canvas.blend(
                        top - c.unit() * 0.012,
                        top + c.unit() * 0.018,
                        Tone.veil(far, 0),
                        Tone.veil(far, 0.9),
                        Tone.veil(far, 0)));
    }

    private double cupX(Canvas c) {
        return c.width() * (c.width() > c.height() * 1.2 ? (scene.sunX() < 0.5 ? 0.57 : 0.43) : 0.5);
    }

    /** A twig and pebbles behind the cup, a little out of focus. */
    private void behind(Canvas c) {
        c.outOfFocus(Math.max(2, (int) (c.unit() / 260)), small -> {
            double side = scene.sunX() < 0.5 ? 1 : -1;
            double unit = small.unit();
            double x = cupX(small) + side * unit * 0.34;
            double y = small.height() * (TABLE + 0.06);
            int vase = warm(0x2f2a30);
            small.fill(
                    new Ellipse2D.Double(x - unit * 0.085, y - unit * 0.02, unit * 0.17, unit * 0.04),
                    Tone.veil(0x120a08, 0.4));
            Path2D body = new Path2D.Double();
            body.moveTo(x - unit * 0.018, y - unit * 0.22);
            body.curveTo(
                    x - unit * 0.02,
                    y - unit * 0.14,
                    x - unit * 0.08,
                    y - unit * 0.13,
                    x - unit * 0.07,
                    y - unit * 0.05);
            body.curveTo(x - unit * 0.065, y, x + unit * 0.065, y, x + unit * 0.07, y - unit * 0.05);
            body.curveTo(
                    x + unit * 0.08,
                    y - unit * 0.13,
                    x + unit * 0.02,
                    y - unit * 0.14,
                    x + unit * 0.018,
                    y - unit * 0.22);
            body.closePath();
            small.fill(body, across(x - unit * 0.08, x + unit * 0.08, vase));
            AffineTransform before = small.pen().getTransform();
            small.pen().translate(x, y - unit * 0.21);
            small.pen().rotate(side > 0 ? -1.72 : 1.72);
            small.pen().translate(side > 0 ? 0 : -small.width(), -unit * 0.11);
            Trees.bough(small, scene, (int) -side, 78);
            small.pen().setTransform(before);
        });
    }

    private LinearGradientPaint across(double left, double right, int own) {
        boolean fromLeft = scene.sunX() < 0.5;
        Color dark = Tone.opaque(Tone.darken(own, 0.58));
        Color middle = Tone.opaque(own);
        Color bright = Tone.opaque(Tone.mix(own, Tone.lighten(scene.land().warm(), 0.3), 0.48));
        Color edge = Tone.opaque(Tone.mix(own, scene.land().warm(), 0.16));
        Color[] colours = fromLeft
                ? new Color[] {edge, bright, middle, dark, Tone.opaque(Tone.darken(own, 0.42))}
                : new Color[] {Tone.opaque(Tone.darken(own, 0.42)), dark, middle, bright, edge};
        float[] stops = fromLeft ? new float[] {0, 0.2f, 0.52f, 0.88f, 1} : new float[] {0, 0.12f, 0.48f, 0.8f, 1};
        return new LinearGradientPaint((float) left, 0, (float) right, 0, stops, colours);
    }

    private void cup(Canvas c) {
        SplittableRandom chance = c.chance(702);
        double unit = c.unit();
        double half = unit * 0.185;
        double tall = unit * 0.33;
        double x = cupX(c);
        double foot = c.height() * (TABLE + 0.17);
        double rim = foot - tall;
        shadow(c, x, foot, half);
        Path2D body = new Path2D.Double();
        body.moveTo(x - half, rim);
        body.curveTo(
                x - half * 1.06,
                rim + tall * 0.5,
                x - half * 0.98,
                foot - tall * 0.1,
                x - half * 0.62,
                foot - tall * 0.03);
        body.quadTo(x, foot + tall * 0.06, x + half * 0.62, foot - tall * 0.03);
        body.curveTo(x + half * 0.98, foot - tall * 0.1, x + half * 1.06, rim + tall * 0.5, x + half, rim);
        body.closePath();
        int clay = warm(0xb98a62);
        int glaze = warm(GLAZES[chance.nextInt(GLAZES.length)]);
        c.fill(body, across(x - half, x + half, clay));
        Path2D dip = new Path2D.Double();
        dip.moveTo(x - half * 1.2, rim - half);
        for (int i = 0; i <= 60; i++) {
            double t = i / 30.0 - 1;
            double run = Noise.at(i * 0.13, 3, c.salt(9)) * 0.26 + Noise.at(i * 0.4, 8, c.salt(9)) * 0.06;
            dip.lineTo(x + t * half * 1.2, rim + tall * (0.46 + run + 0.1 * (1 - t * t)));
        }
        dip.lineTo(x + half * 1.2, rim - half);
        dip.closePath();
        Area coat = new Area(body);
        coat.intersect(new Area(dip));
        c.fill(coat, across(x - half, x + half, glaze));
        c.pen().setStroke(new BasicStroke((float) (unit * 0.004)));
        c.pen().setPaint(Tone.veil(Tone.lighten(glaze, 0.35), 0.3));
        c.pen().draw(coat);
        marks(c, body, chance, new Rectangle2D.Double(x - half, rim, half * 2, tall));
        lip(c, new Rectangle2D.Double(x - half, rim - half * 0.27, half * 2, half * 0.54), glaze);
    }

    private void shadow(Canvas c, double x, double foot, double half) {
        double side = scene.sunX() < 0.5 ? 1 : -1;
        AffineTransform before = c.pen().getTransform();
        c.pen().translate(x + side * half * 0.75, foot - half * 0.06);
        c.pen().scale(1, 0.2);
        c.glow(0, 0, half * 2.3, 0x120806, 0.75);
        c.pen().setTransform(before);
        c.fill(
                new Ellipse2D.Double(x - half * 0.72, foot - half * 0.14, half * 1.44, half * 0.24),
                Tone.veil(0x120806, 0.6));
    }

    /** Rings from the wheel, and iron specks. */
    private void marks(Canvas c, Path2D body, SplittableRandom chance, Rectangle2D box) {
        java.awt.Shape before = c.pen().getClip();
        c.pen().clip(body);
        for (int i = 0; i < 15; i++) {
            double y = box.getY() + box.getHeight() * (0.05 + i * 0.068) + c.unit() * chance.nextDouble(-0.003, 0.003);
            c.pen().setStroke(new BasicStroke((float) (c.unit() * chance.nextDouble(0.0015, 0.006))));
            c.pen().setPaint(Tone.veil(i % 2 == 0 ? 0x1a0e0a : 0xfff0d8, i % 2 == 0 ? 0.13 : 0.1));
            c.pen()
                    .draw(new QuadCurve2D.Double(
                            box.getX(), y, box.getCenterX(), y + box.getWidth() * 0.17, box.getMaxX(), y));
        }
        for (int i = 0; i < 170; i++) {
            double x = box.getX() + chance.nextDouble() * box.getWidth();
            double y = box.getY() + chance.nextDouble() * box.getHeight();
            c.dot(
                    x,
                    y,
                    c.unit() * chance.nextDouble(0.0006, 0.0022),
                    Tone.veil(0x2a1610, chance.nextDouble(0.15, 0.6)));
        }
        double glint = scene.sunX() < 0.5 ? 0.17 : 0.76;
        double gx = box.getX() + box.getWidth() * glint;
        c.fill(
                new Ellipse2D.Double(
                        gx, box.getY() + box.getHeight() * 0.16, box.getWidth() * 0.05, box.getHeight() * 0.34),
                Tone.veil(0xfff6e6, 0.34));
        c.pen().setClip(before);
    }

    private void lip(Canvas c, Rectangle2D box, int glaze) {
        Ellipse2D rim = new Ellipse2D.Double(box.getX(), box.getY(), box.getWidth(), box.getHeight());
        c.fill(rim, Tone.mix(glaze, Tone.lighten(scene.land().warm(), 0.4), 0.42));
        double w = box.getWidth() * 0.035;
        Ellipse2D inner = new Ellipse2D.Double(
                box.getX() + w, box.getY() + w * 0.7, box.getWidth() - 2 * w, box.getHeight() - 1.5 * w);
        c.fill(inner, across(box.getMaxX(), box.getX() + box.getWidth() * 2, Tone.darken(glaze, 0.35)));
        Area tea = new Area(inner);
        tea.intersect(new Area(new Ellipse2D.Double(
                box.getX() + w, box.getY() + box.getHeight() * 0.24, box.getWidth() - 2 * w, box.getHeight())));
        int brew = warm(0x9db04e);
        c.fill(
                tea,
                Canvas.blend(
                        box.getY() + box.getHeight() * 0.2,
                        box.getMaxY(),
                        Tone.opaque(Tone.darken(brew, 0.35)),
                        Tone.opaque(brew),
                        Tone.opaque(Tone.mix(brew, 0xfff2c0, 0.4))));
        c.pen().setStroke(new BasicStroke((float) (c.unit() * 0.0035)));
        c.pen().setPaint(Tone.veil(0xfff4de, 0.55));
        c.pen()
                .draw(new java.awt.geom.Arc2D.Double(
                        box.getX(),
                        box.getY(),
                        box.getWidth(),
                        box.getHeight(),
                        scene.sunX() < 0.5 ? 110 : -40,
                        110,
                        0));
    }

    private void steam(Canvas c) {
        double unit = c.unit();
        double x0 = cupX(c);
        double y0 = c.height() * (TABLE + 0.17) - unit * 0.36;
        c.outOfFocus(Math.max(3, (int) (unit / 130)), small -> {
            for (int strand = 0; strand < 4; strand++) {
                for (int i = 0; i < 46; i++) {
                    double t = i / 45.0;
                    double flow = Noise.at(t * 2.4 - c.seconds() * 0.55, strand * 5.3, c.salt(10)) - 0.5;
                    double x = x0 + (strand - 1.5) * unit * 0.045 + flow * unit * (0.05 + 0.34 * t);
                    double y = y0 - t * unit * 0.48;
                    double size = unit * (0.008 + 0.024 * t);
                    small.dot(x, y, size, Tone.veil(0xfffaf0, 0.15 * Math.sin(Math.PI * Math.pow(t, 0.6)) + 0.012));
                }
            }
        });
    }
}
