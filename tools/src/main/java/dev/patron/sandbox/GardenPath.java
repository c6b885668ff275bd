package dev.patron.sandbox;

import java.awt.BasicStroke;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Stepping stones that wind through moss to a house among trees, with only the middle ground in focus. */
final class GardenPath {
    private static final double EDGE = 0.42;
    private static final int STONES = 9;

    private final Scene scene;

    GardenPath(Scene scene) {
        this.scene = scene;
    }

    List<Sheet> sheets() {
        List<Sheet> sheets = new ArrayList<>();
        sheets.add(Sheet.moving(0, new Sky(scene, EDGE)::air));
        sheets.add(Sheet.still(
                0.1,
                c -> c.outOfFocus(Math.max(2, (int) (c.unit() / (scene.has(Motif.HOUSE) ? 320 : 170))), this::behind)));
        sheets.add(Sheet.moving(
                0.2,
                c -> Weather.bokeh(
                        c,
                        new int[] {
                            scene.air().sun(),
                            scene.land().accent(),
                            scene.land().warm()
                        },
                        22,
                        0.04)));
        sheets.add(Sheet.still(0.4, this::moss));
        sheets.add(Sheet.still(0.5, this::stones));
        sheets.add(Sheet.still(0.52, c -> Petals.fallen(c, scene, EDGE + 0.09, 420)));
        sheets.add(Sheet.still(0.6, this::shrubs));
        if (scene.has(Motif.LANTERN)) {
            sheets.add(Sheet.still(0.62, this::lanterns));
        }
        sheets.add(Sheet.moving(0.7, c -> Weather.beams(c, scene, 3)));
        sheets.add(Sheet.moving(0.9, c -> Petals.drifting(c, scene, 46)));
        sheets.add(Sheet.still(1, c -> c.outOfFocus(Math.max(3, (int) (c.unit() / 55)), this::close)));
        return List.copyOf(sheets);
    }

    private double bend(double deep) {
        double side = scene.sunX() < 0.5 ? 1 : -1;
        return 0.5 + side * (0.13 * Math.sin(deep * 3.6 + 0.5) * (0.35 + 0.65 * deep) + 0.07 * (1 - deep));
    }

    private double down(double deep) {
        return EDGE + 0.05 + (1.03 - EDGE) * Math.pow(deep, 1.7);
    }

    private void behind(Canvas c) {
        double unit = c.unit();
        double edge = c.height() * (EDGE + 0.08);
        int leaf = scene.lit(scene.land().leaf(), 0.3);
        Terrain.ridge(
                c,
                new Terrain.Ridge(EDGE + 0.04, 0.22, 2.4, Terrain.Shape.ROUND, 84),
                Tone.mix(leaf, scene.air().low(), 0.45),
                leaf);
        double x = bend(0) * c.width();
        TeaHouse.at(c, scene, new Petals.Place(x, edge, unit * 0.4, 0), 0.2);
        Scene spring =
                new Scene(java.util.Set.of(Motif.BLOSSOM), scene.light(), scene.palette(), scene.sunX(), scene.sunY());
        Trees.Coat coat = Trees.coat(scene.has(Motif.AUTUMN) ? scene : spring, 0.2);
        Trees.spreading(c, new Trees.Stand(x - unit * 0.42, edge, unit * 0.44, -0.1, 85), coat);
        Trees.spreading(c, new Trees.Stand(x + unit * 0.46, edge, unit * 0.5, 0.1, 86), coat);
        Trees.spreading(c, new Trees.Stand(x + unit * 0.92, edge, unit * 0.38, 0.1, 87), coat);
        Trees.spreading(c, new Trees.Stand(x - unit * 0.9, edge, unit * 0.4, 0.1, 88), coat);
    }

    private void moss(Canvas c) {
        double top = c.height() * (EDGE + 0.06);
        int green = scene.lit(Tone.mix(scene.land().leaf(), 0x6f9440, 0.55), 0.04);
        int far = Tone.mix(green, scene.air().low(), 0.35);
        int near = Tone.mix(green, scene.land().near(), 0.6);
        c.fill(
                new Rectangle2D.Double(0, top - c.height() * 0.03, c.width(), c.height()),
                Canvas.blend(
                        top - c.height() * 0.03,
                        c.height(),
                        Tone.veil(far, 0),
                        Tone.opaque(far),
                        Tone.opaque(green),
                        Tone.opaque(Tone.mix(green, near, 0.5)),
                        Tone.opaque(near)));
        SplittableRandom chance = c.chance(801);
        for (int i = 0; i < 2600; i++) {
            double deep = chance.nextDouble();
            double y = top + (c.height() - top) * Math.pow(deep, 1.5);
            double x = chance.nextDouble() * c.width();
            double size = c.unit() * (0.003 + 0.022 * deep) * chance.nextDouble(0.4, 1);
            int tone = chance.nextInt(3) == 0
                    ? Tone.mix(green, scene.air().sun(), 0.5)
                    : Tone.mix(green, near, chance.nextDouble());
            c.fill(new Ellipse2D.Double(x - size, y - size * 0.35, size * 2, size * 0.7), Tone.veil(tone, 0.24));
        }
        double light = scene.sunX() * c.width();
        AffineTransform before = c.pen().getTransform();
        c.pen().translate(light, c.height() * 0.6);
        c.pen().scale(1, 0.35);
        c.glow(0, 0, c.unit() * 0.7, scene.air().sun(), 0.5);
        c.pen().setTransform(before);
    }

    private void stones(Canvas c) {
        SplittableRandom chance = c.chance(802);
        for (int i = 0; i < STONES; i++) {
            double deep = (i + 0.4) / STONES;
            double step = i % 2 == 0 ? -1 : 1;
            double size = c.unit() * (0.022 + 0.165 * Math.pow(deep, 1.6));
            double x = bend(deep) * c.width() + step * size * 0.42;
            stone(c, chance, new Petals.Place(x, down(deep) * c.height(), size, deep));
        }
    }

    private void stone(Canvas c, SplittableRandom chance, Petals.Place at) {
        int grey = scene.lit(Tone.mix(0x9a968e, scene.air().middle(), 0.16), 0.2 * (1 - at.turn()));
        Path2D top = new Path2D.Double();
        long salt = chance.nextLong();
        for (int i = 0; i < 40; i++) {
            double angle = i * Math.PI / 20;
            double reach =
                    at.size() * (0.86 + 0.26 * Noise.at(Math.cos(angle) * 1.3 + 5, Math.sin(angle) * 1.3 + 5, salt));
            double x = at.x() + Math.cos(angle) * reach;
            double y = at.y() + Math.sin(angle) * reach * 0.36;
            if (i == 0) {
                top.moveTo(x, y);
            } else {
                top.lineTo(x, y);
            }
        }
        top.closePath();
        double thick = at.size() * 0.13;
        AffineTransform lower = AffineTransform.getTranslateInstance(at.size() * 0.05, thick * 1.7);
        c.fill(lower.createTransformedShape(top), Tone.veil(scene.land().near(), 0.4));
        c.fill(
                AffineTransform.getTranslateInstance(0, thick).createTransformedShape(top),
                Tone.mix(grey, scene.land().near(), 0.55));
        c.fill(
                top,
                Canvas.blend(
                        at.y() - at.size() * 0.36,
                        at.y() + at.size() * 0.36,
                        Tone.opaque(Tone.mix(grey, scene.air().sun(), 0.55)),
                        Tone.opaque(grey),
                        Tone.opaque(Tone.mix(grey, scene.land().near(), 0.22))));
        java.awt.Shape before = c.pen().getClip();
        c.pen().clip(top);
        for (int i = 0; i < 44; i++) {
            double x = at.x() + chance.nextDouble(-1, 1) * at.size();
            double y = at.y() + chance.nextDouble(-0.36, 0.36) * at.size();
            double size = at.size() * chance.nextDouble(0.01, 0.11);
            c.fill(
                    new Ellipse2D.Double(x, y, size * 2, size * 0.7),
                    Tone.veil(i % 2 == 0 ? 0xffffff : scene.land().near(), 0.08));
        }
        c.pen().setClip(before);
    }

    /** Clipped azaleas at both sides of the path. */
    private void shrubs(Canvas c) {
        SplittableRandom chance = c.chance(803);
        int green = scene.lit(Tone.mix(scene.land().leaf(), 0x4c7a3c, 0.5), 0.05);
        for (int i = 0; i < 8; i++) {
            double deep = 0.04 + i * 0.09;
            double side = i % 2 == 0 ? -1 : 1;
            double size = c.unit() * (0.07 + 0.23 * deep);
            double x = c.width() * 0.5
                    + side
                            * (c.width() * 0.27
                                    + c.unit() * (0.07 + 0.42 * deep)
                                    + chance.nextDouble(0, 0.06) * c.unit());
            bush(
                    c,
                    chance,
                    new Petals.Place(x, down(deep) * c.height(), size, i),
                    Tone.mix(green, scene.air().low(), 0.22 * (1 - deep)));
        }
    }

    private void bush(Canvas c, SplittableRandom chance, Petals.Place at, int green) {
        c.fill(
                new Ellipse2D.Double(
                        at.x() - at.size() * 1.1, at.y() - at.size() * 0.12, at.size() * 2.2, at.size() * 0.3),
                Tone.veil(scene.land().near(), 0.45));
        int dark = Tone.mix(green, scene.land().near(), 0.6);
        int bright = Tone.mix(green, scene.air().sun(), 0.5);
        for (int i = 0; i < 420; i++) {
            double angle = chance.nextDouble() * Math.PI;
            double far = Math.sqrt(chance.nextDouble());
            double x = at.x() + Math.cos(angle) * far * at.size();
            double up = Math.sin(angle) * far;
            double y = at.y() - up * at.size() * 0.78;
            double sun = up * 0.75 + (scene.sunX() < 0.5 ? -1 : 1) * Math.cos(angle) * far * 0.3;
            int tone = sun > 0.5 ? Tone.mix(green, bright, sun) : Tone.mix(dark, green, Math.max(0, sun * 2));
            double size = at.size() * chance.nextDouble(0.03, 0.085);
            c.fill(new Ellipse2D.Double(x - size, y - size * 0.7, size * 2, size * 1.4), Tone.veil(tone, 0.9));
            if (i > 380 && at.turn() % 3 < 2) {
                c.dot(
                        x,
                        y,
                        size * 0.6,
                        Tone.veil(Tone.lighten(scene.lit(scene.land().accent(), 0), 0.2), 0.95));
            }
        }
    }

    /** Lit paper lanterns on posts, in pairs along the path. */
    private void lanterns(Canvas c) {
        for (int i = 0; i < 6; i++) {
            double deep = 0.1 + Math.floorDiv(i, 2) * 0.16;
            double side = i % 2 == 0 ? -1 : 1;
            double size = c.unit() * (0.018 + 0.06 * deep);
            double x = bend(deep) * c.width() + side * c.unit() * (0.13 + 0.34 * deep);
            double foot = down(deep) * c.height();
            double y = foot - size * 4.4;
            c.pen().setStroke(new BasicStroke((float) (size * 0.16), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            c.pen().setPaint(Tone.opaque(scene.lit(0x3a2a24, 0.15)));
            c.pen().draw(new Line2D.Double(x, foot, x, y - size * 1.3));
            c.pen().draw(new Line2D.Double(x - size * 0.5, y - size * 1.25, x + size * 0.5, y - size * 1.25));
            c.glow(x, y, size * 4, scene.land().warm(), 0.6);
            Ellipse2D paper = new Ellipse2D.Double(x - size * 0.72, y - size, size * 1.44, size * 2);
            c.fill(
                    paper,
                    Canvas.blend(
                            y - size, y + size, Tone.opaque(0xffc46a), Tone.opaque(0xfff2cc), Tone.opaque(0xffab52)));
            c.pen().setStroke(new BasicStroke((float) (size * 0.05)));
            c.pen().setPaint(Tone.veil(0xa8602a, 0.4));
            for (int k = 1; k < 6; k++) {
                double at = (k - 3) * 0.3;
                double half = size * 0.72 * Math.sqrt(1 - at * at);
                c.pen().draw(new Line2D.Double(x - half, y + at * size, x + half, y + at * size));
            }
            for (double at : new double[] {-1.06, 0.9}) {
                c.fill(
                        new Rectangle2D.Double(x - size * 0.36, y + at * size, size * 0.72, size * 0.16),
                        scene.lit(0x2c211d, 0.1));
            }
        }
    }

    private void close(Canvas c) {
        int side = scene.sunX() < 0.5 ? 1 : -1;
        SplittableRandom chance = c.chance(804);
        double unit = c.unit();
        double x = side > 0 ? c.width() : 0;
        for (int i = 0; i < 26; i++) {
            double px = x - side * unit * chance.nextDouble(-0.05, 0.34) * chance.nextDouble();
            double py = unit * chance.nextDouble(-0.02, 0.24);
            Petals.one(
                    c,
                    new Petals.Place(px, py, unit * chance.nextDouble(0.035, 0.07), chance.nextDouble() * 6),
                    Tone.veil(
                            Tone.mix(scene.lit(scene.land().accent(), 0), 0xffffff, chance.nextDouble(0.1, 0.5)), 0.9),
                    0.9);
        }
        for (int i = 0; i < 5; i++) {
            double px = chance.nextDouble() * c.width();
            Petals.one(
                    c,
                    new Petals.Place(px, c.height() * chance.nextDouble(0.86, 1), unit * 0.05, chance.nextDouble() * 6),
                    Tone.veil(Tone.lighten(scene.land().accent(), 0.4), 0.75),
                    0.7);
        }
    }
}
