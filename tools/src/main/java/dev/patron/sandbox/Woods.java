package dev.patron.sandbox;

import java.awt.BasicStroke;
import java.awt.geom.Path2D;
import java.awt.geom.QuadCurve2D;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Among tall trunks or bamboo: rows that come out of the mist, light that falls through them. */
final class Woods {
    private static final int ROWS = 5;

    private final Scene scene;
    private final boolean bamboo;

    Woods(Scene scene) {
        this.scene = scene;
        this.bamboo = scene.has(Motif.BAMBOO);
    }

    List<Sheet> sheets() {
        List<Sheet> sheets = new ArrayList<>();
        sheets.add(Sheet.still(0, this::air));
        for (int i = 0; i < ROWS; i++) {
            double near = i / (ROWS - 1.0);
            int row = i;
            sheets.add(Sheet.still(0.1 + 0.75 * near, c -> {
                ground(c, near, row);
                SplittableRandom chance = c.chance(950 + row);
                int count = (int) Math.round(
                        (bamboo ? 17 - 3 * row : 11 - 2 * row) * Math.max(0.6, c.width() / (double) c.height()));
                for (int k = 0; k < count; k++) {
                    trunk(c, chance, (k + chance.nextDouble(0.05, 0.95)) / count, near);
                }
            }));
            if (i == 1) {
                sheets.add(Sheet.moving(0.3, c -> Weather.beams(c, scene, 5)));
            }
            if (i < ROWS - 1) {
                sheets.add(Sheet.moving(
                        0.1 + 0.75 * near, c -> Weather.mist(c, scene, 0.66 + 0.07 * row, 0.55 * (1 - near) + 0.1)));
            }
        }
        sheets.add(Sheet.still(0.9, c -> Meadow.edge(c, scene)));
        sheets.add(Sheet.moving(0.9, this::motes));
        Composition.falling(scene, sheets);
        return List.copyOf(sheets);
    }

    private int tone(double near) {
        int leaf = scene.lit(
                bamboo
                        ? Tone.mix(scene.land().leaf(), 0x5c9a55, 0.5)
                        : Tone.mix(scene.land().leaf(), scene.land().near(), 0.4),
                0);
        int far = Tone.mix(scene.air().low(), leaf, 0.3);
        return Tone.mix(far, Tone.mix(leaf, scene.land().near(), bamboo ? 0.45 : 0.75), near);
    }

    private void air(Canvas c) {
        int top = Tone.mix(scene.air().middle(), tone(0.4), 0.4);
        c.all(Canvas.blend(
                0,
                c.height(),
                Tone.opaque(top),
                Tone.opaque(Tone.mix(scene.air().low(), top, 0.15)),
                Tone.opaque(Tone.mix(scene.air().low(), tone(0.3), 0.4))));
        c.glow(
                scene.sunX() * c.width(),
                c.height() * 0.3,
                c.unit() * 0.95,
                scene.air().sun(),
                0.95);
        c.glow(scene.sunX() * c.width(), c.height() * 0.3, c.unit() * 0.3, 0xffffff, 0.6);
    }

    private void ground(Canvas c, double near, int row) {
        double foot = 0.72 + 0.27 * near;
        int tone = Tone.mix(tone(near), scene.air().low(), 0.12);
        Terrain.ridge(
                c,
                new Terrain.Ridge(foot, 0.05, 1.2 + row * 0.2, Terrain.Shape.ROUND, 96 + row),
                tone,
                Tone.mix(tone, scene.air().low(), 0.3 * (1 - near)));
    }

    private void trunk(Canvas c, SplittableRandom chance, double across, double near) {
        double x = across * c.width() * 1.1 - c.width() * 0.05;
        double foot = c.height() * (0.71 + 0.29 * near + chance.nextDouble(0, 0.03));
        double thick =
                c.unit() * (bamboo ? 0.006 + 0.026 * near : 0.008 + 0.055 * near * near) * chance.nextDouble(0.7, 1.25);
        double lean = c.unit() * chance.nextDouble(-0.06, 0.06);
        int tone = Tone.mix(tone(near), scene.land().near(), chance.nextDouble(0, 0.12));
        Path2D body = new Path2D.Double();
        body.moveTo(x - thick * (bamboo ? 0.5 : 1.0), foot);
        body.quadTo(x - thick * 0.5, foot - thick * 2, x + lean - thick * 0.4, -5);
        body.lineTo(x + lean + thick * 0.4, -5);
        body.quadTo(x + thick * 0.5, foot - thick * 2, x + thick * (bamboo ? 0.5 : 1.0), foot);
        body.closePath();
        c.fill(body, tone);
        double side = scene.sunX() * c.width() < x ? -1 : 1;
        c.pen().setStroke(new BasicStroke((float) Math.max(0.7, thick * 0.14)));
        c.pen().setPaint(Tone.veil(Tone.mix(tone, scene.air().sun(), 0.7), 0.5));
        c.pen()
                .draw(new QuadCurve2D.Double(
                        x + side * thick * 0.38,
                        foot - thick,
                        x + side * thick * 0.36,
                        foot - thick * 3,
                        x + lean + side * thick * 0.3,
                        -5));
        if (bamboo) {
            culm(c, chance, new double[] {x, lean, foot, thick}, tone);
        } else {
            boughs(c, chance, new double[] {x, lean, foot, thick}, tone);
        }
    }

    private void culm(Canvas c, SplittableRandom chance, double[] stem, int tone) {
        double gap = stem[3] * chance.nextDouble(4.5, 6.5) + c.unit() * 0.02;
        for (double y = stem[2] - gap * 0.6; y > -gap; y -= gap) {
            double x = stem[0] + stem[1] * (stem[2] - y) / stem[2];
            c.fill(
                    new java.awt.geom.RoundRectangle2D.Double(
                            x - stem[3] * 0.56, y, stem[3] * 1.12, stem[3] * 0.18, 2, 2),
                    Tone.darken(tone, 0.3));
            c.fill(
                    new java.awt.geom.Rectangle2D.Double(
                            x - stem[3] * 0.5, y - stem[3] * 0.14, stem[3], stem[3] * 0.12),
                    Tone.veil(Tone.lighten(tone, 0.5), 0.6));
            if (chance.nextInt(3) == 0 && y < c.height() * 0.6) {
                leaves(c, chance, new double[] {x, y, stem[3]}, tone);
            }
        }
    }

    private void leaves(Canvas c, SplittableRandom chance, double[] at, int tone) {
        double size = at[2] * 2.2 + c.unit() * 0.03;
        double side = chance.nextBoolean() ? 1 : -1;
        for (int i = 0; i < 7; i++) {
            double angle = side * chance.nextDouble(0.0, 1.1) + (side > 0 ? 0.2 : Math.PI - 0.2);
            double x = at[0] + side * size * chance.nextDouble(0, 0.7);
            double y = at[1] + size * chance.nextDouble(-0.3, 0.2);
            double tx = x + Math.cos(angle) * size;
            double ty = y + Math.abs(Math.sin(angle)) * size;
            Path2D leaf = new Path2D.Double();
            leaf.moveTo(x, y);
            leaf.quadTo((x + tx) / 2 + size * 0.07, (y + ty) / 2 - size * 0.12, tx, ty);
            leaf.quadTo((x + tx) / 2 - size * 0.05, (y + ty) / 2 + size * 0.06, x, y);
            c.fill(leaf, Tone.veil(Tone.mix(tone, scene.air().sun(), chance.nextDouble(0, 0.4)), 0.9));
        }
    }

    private void boughs(Canvas c, SplittableRandom chance, double[] stem, int tone) {
        int count = 7;
        for (int i = 0; i < count; i++) {
            double y = stem[2] * chance.nextDouble(0.02, 0.55);
            double x = stem[0] + stem[1] * (stem[2] - y) / stem[2];
            double side = chance.nextBoolean() ? 1 : -1;
            double reach = c.unit() * chance.nextDouble(0.03, 0.06) + stem[3] * 2.6;
            c.pen()
                    .setStroke(new BasicStroke(
                            (float) Math.max(0.8, stem[3] * 0.12), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            c.pen().setPaint(Tone.opaque(tone));
            c.pen()
                    .draw(new QuadCurve2D.Double(
                            x, y, x + side * reach * 0.5, y - reach * 0.05, x + side * reach, y + reach * 0.25));
            for (int k = 0; k < 26; k++) {
                double t = chance.nextDouble(0.25, 1.05);
                double px = x + side * reach * t;
                double py = y + reach * (0.25 * t * t) + reach * chance.nextDouble(-0.12, 0.14);
                double size = reach * chance.nextDouble(0.03, 0.1);
                int leaf = scene.has(Motif.AUTUMN) ? scene.lit(0xd9642c, 0.3) : tone;
                c.fill(
                        new java.awt.geom.Ellipse2D.Double(px - size, py - size * 0.5, size * 2, size),
                        Tone.veil(Tone.mix(leaf, scene.air().sun(), chance.nextDouble(0, 0.3)), 0.8));
            }
        }
    }

    private void motes(Canvas c) {
        SplittableRandom chance = c.chance(970);
        for (int i = 0; i < 60; i++) {
            double x = chance.nextDouble() * c.width() + Math.sin(c.seconds() * 0.7 + i) * c.unit() * 0.015;
            double y =
                    c.height() * chance.nextDouble(0.25, 0.95) - Math.sin(c.seconds() * 0.5 + i * 2) * c.unit() * 0.012;
            c.glow(
                    x,
                    y,
                    c.unit() * chance.nextDouble(0.003, 0.011),
                    scene.dark() ? scene.land().warm() : scene.air().sun(),
                    chance.nextDouble(0.3, 0.9));
        }
    }
}
