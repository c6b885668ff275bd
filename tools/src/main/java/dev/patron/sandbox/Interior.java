package dev.patron.sandbox;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Composite;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A room with straw mats, paper screens with light behind them, and a view to a garden. */
final class Interior {
    private static final double FLOOR = 0.62;
    private static final double TOP = 0.12;
    private static final int PANELS = 5;

    private final Scene scene;
    private final int open;

    Interior(Scene scene) {
        this.scene = scene;
        this.open = scene.sunX() < 0.5 ? 3 : 1;
    }

    List<Sheet> sheets() {
        List<Sheet> sheets = new ArrayList<>();
        sheets.add(Sheet.still(0, this::garden));
        sheets.add(Sheet.moving(0.2, c -> Petals.drifting(c, scene, scene.has(Motif.BLOSSOM) ? 60 : 26)));
        sheets.add(Sheet.still(0.4, c -> {
            wall(c);
            floor(c);
            light(c);
            table(c);
        }));
        sheets.add(Sheet.moving(0.8, this::dust));
        return List.copyOf(sheets);
    }

    private double left(Canvas c, int panel) {
        return c.width() * (0.06 + 0.88 * panel / PANELS);
    }

    private double wide(Canvas c) {
        return c.width() * 0.88 / PANELS;
    }

    private void garden(Canvas c) {
        new Sky(scene, 0.6).air(c);
        double x = left(c, open);
        int leaf = scene.lit(scene.land().leaf(), 0.25);
        c.fill(
                new Rectangle2D.Double(0, c.height() * 0.46, c.width(), c.height()),
                Canvas.blend(
                        c.height() * 0.46,
                        c.height() * FLOOR,
                        Tone.opaque(Tone.mix(leaf, scene.air().low(), 0.5)),
                        Tone.opaque(leaf)));
        Terrain.ridge(
                c,
                new Terrain.Ridge(0.47, 0.1, 2.2, Terrain.Shape.ROUND, 81),
                Tone.mix(leaf, scene.air().low(), 0.55),
                Tone.mix(leaf, scene.air().low(), 0.3));
        Scene spring =
                new Scene(java.util.Set.of(Motif.BLOSSOM), scene.light(), scene.palette(), scene.sunX(), scene.sunY());
        Trees.spreading(
                c,
                new Trees.Stand(x + wide(c) * 0.45, c.height() * 0.56, c.height() * 0.46, 0.12, 82),
                Trees.coat(spring, 0.12));
        c.fill(
                new Ellipse2D.Double(x + wide(c) * 0.1, c.height() * 0.56, wide(c) * 0.4, c.height() * 0.05),
                scene.lit(0x8d8c86, 0.2));
        c.fill(
                new Ellipse2D.Double(x + wide(c) * 0.42, c.height() * 0.575, wide(c) * 0.3, c.height() * 0.035),
                scene.lit(0x77766f, 0.15));
    }

    private void wall(Canvas c) {
        Color wood = Tone.opaque(scene.lit(0x5a3b28, 0));
        int plaster = scene.lit(0xcfae82, 0);
        double floor = FLOOR * c.height();
        double top = TOP * c.height();
        c.fill(
                new Rectangle2D.Double(0, 0, c.width(), top),
                Canvas.blend(0, top, Tone.opaque(Tone.darken(plaster, 0.5)), Tone.opaque(plaster)));
        c.fill(new Rectangle2D.Double(0, top, left(c, 0), floor - top), Tone.opaque(Tone.darken(plaster, 0.3)));
        c.fill(
                new Rectangle2D.Double(left(c, PANELS), top, c.width(), floor - top),
                Tone.opaque(Tone.darken(plaster, 0.3)));
        for (int i = 0; i < PANELS; i++) {
            if (i != open) {
                screen(c, i);
            }
        }
        double beam = c.height() * 0.022;
        c.fill(new Rectangle2D.Double(0, top - beam, c.width(), beam * 1.3), wood);
        c.fill(
                new Rectangle2D.Double(0, top - beam, c.width(), beam * 0.25),
                Tone.veil(scene.land().warm(), 0.4));
        for (int i = 0; i <= PANELS; i++) {
            c.fill(new Rectangle2D.Double(left(c, i) - beam * 0.35, top, beam * 0.7, floor - top), wood);
        }
        c.fill(new Rectangle2D.Double(0, floor - beam * 0.5, c.width(), beam * 0.8), wood);
    }

    private void screen(Canvas c, int panel) {
        double x = left(c, panel);
        double w = wide(c);
        double top = TOP * c.height();
        double tall = FLOOR * c.height() - top;
        int warm = scene.dark()
                ? Tone.mix(scene.land().near(), scene.air().low(), 0.6)
                : scene.land().warm();
        int paper = Tone.mix(0xfff6e4, warm, 0.12);
        double away = Math.abs((x + w / 2) / c.width() - scene.sunX());
        int bright = Tone.mix(paper, scene.lit(0xe0b37c, 0), Math.min(0.65, away * 0.8));
        c.fill(
                new Rectangle2D.Double(x, top, w, tall),
                Canvas.blend(
                        top,
                        top + tall,
                        Tone.opaque(Tone.mix(bright, warm, 0.45)),
                        Tone.opaque(bright),
                        Tone.opaque(Tone.mix(bright, warm, 0.3))));
        Composite before = c.pen().getComposite();
        c.pen().setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, 0.26f));
        c.outOfFocus(Math.max(3, (int) (c.unit() / 150)), small -> {
            small.pen().clip(new Rectangle2D.Double(x, top, w, tall));
            int shade = scene.lit(0x8a6a52, 0);
            double at = scene.sunX() * small.width();
            Trees.spreading(
                    small,
                    new Trees.Stand(at, small.height() * 0.66, small.height() * 0.6, 0.2, 91),
                    new Trees.Coat(shade, shade, shade, shade));
        });
        c.pen().setComposite(before);
        Color bar = Tone.veil(scene.lit(0x6a4730, 0), 0.9);
        c.pen().setPaint(bar);
        c.pen().setStroke(new BasicStroke((float) (c.unit() * 0.0036)));
        for (int i = 1; i < 4; i++) {
            c.pen().draw(new Line2D.Double(x + w * i / 4, top, x + w * i / 4, top + tall * 0.82));
        }
        for (int i = 1; i < 7; i++) {
            c.pen().draw(new Line2D.Double(x, top + tall * 0.82 * i / 6, x + w, top + tall * 0.82 * i / 6));
        }
        c.fill(
                new Rectangle2D.Double(x, top + tall * 0.82, w, tall * 0.18),
                Canvas.blend(
                        top + tall * 0.82,
                        top + tall,
                        Tone.opaque(scene.lit(0x9a6a44, 0)),
                        Tone.opaque(scene.lit(0x6d4830, 0))));
    }

    /** A place on the floor: across from -1 to 1 at the wall's width, deep from 0 at the wall to 1 at the viewer. */
    private double[] spot(Canvas c, double across, double deep) {
        double spread = 0.47 + 0.75 * deep * deep + 0.35 * deep;
        return new double[] {
            c.width() * (0.5 + across * spread),
            c.height() * (FLOOR + (1.02 - FLOOR) * (0.35 * deep + 0.65 * deep * deep))
        };
    }

    private Path2D mat(Canvas c, double[] from, double[] to) {
        Path2D p = new Path2D.Double();
        double[][] corners = {
            spot(c, from[0], from[1]), spot(c, to[0], from[1]), spot(c, to[0], to[1]), spot(c, from[0], to[1])
        };
        p.moveTo(corners[0][0], corners[0][1]);
        for (int i = 1; i < 4; i++) {
            p.lineTo(corners[i][0], corners[i][1]);
        }
        p.closePath();
        return p;
    }

    private void floor(Canvas c) {
        double top = FLOOR * c.height();
        int straw = scene.lit(0xc9b478, 0);
        c.fill(
                new Rectangle2D.Double(0, top, c.width(), c.height() - top),
                Canvas.blend(
                        top,
                        c.height(),
                        Tone.opaque(Tone.mix(straw, scene.land().warm(), 0.35)),
                        Tone.opaque(Tone.mix(straw, scene.land().near(), 0.42))));
        double[] rows = {0, 0.34, 0.68, 1.04};
        for (int r = 0; r < 3; r++) {
            for (int i = -2; i < 2; i++) {
                double x = i * 0.5 + (r % 2 == 0 ? 0 : -0.25);
                Path2D mat = mat(c, new double[] {x, rows[r]}, new double[] {x + 0.5, rows[r + 1]});
                c.fill(mat, Tone.veil((i + r) % 2 == 0 ? 0xf2dd9e : 0x6b6a3a, 0.13));
            }
        }
        c.pen().setStroke(new BasicStroke((float) (c.unit() * 0.0012)));
        for (int i = 0; i < 90; i++) {
            double[] at = spot(c, 0, i / 90.0);
            c.pen().setPaint(Tone.veil(0x4a3a1c, 0.12));
            c.pen().draw(new Line2D.Double(0, at[1], c.width(), at[1]));
        }
        c.pen().setPaint(Tone.opaque(scene.lit(0x2f4038, 0)));
        for (int r = 0; r < 3; r++) {
            for (int i = -3; i < 3; i++) {
                double x = i * 0.5 + (r % 2 == 0 ? 0 : -0.25);
                c.fill(
                        mat(c, new double[] {x - 0.008, rows[r]}, new double[] {x + 0.008, rows[r + 1]}),
                        Tone.opaque(scene.lit(0x2f4038, 0)));
            }
            c.fill(
                    mat(c, new double[] {-2, rows[r] - 0.012}, new double[] {2, rows[r] + 0.012}),
                    Tone.veil(scene.lit(0x2f4038, 0), 0.75));
        }
    }

    /** The light that falls through each screen, with the shadow of its lattice. */
    private void light(Canvas c) {
        double lean = scene.sunX() < 0.5 ? 0.3 : -0.3;
        for (int i = 0; i < PANELS; i++) {
            double from = -0.94 + 1.88 * i / PANELS;
            double w = 1.88 / PANELS * 0.94;
            for (int k = 0; k < 4; k++) {
                for (int r = 0; r < 5; r++) {
                    double near = 0.06 + r * 0.15;
                    double far = near + 0.13;
                    double x = from + w * k / 4 + 0.008;
                    Path2D pane = new Path2D.Double();
                    double[][] corners = {
                        spot(c, x + lean * near, near),
                        spot(c, x + w / 4 - 0.014 + lean * near, near),
                        spot(c, x + w / 4 - 0.014 + lean * far, far),
                        spot(c, x + lean * far, far)
                    };
                    pane.moveTo(corners[0][0], corners[0][1]);
                    for (int n = 1; n < 4; n++) {
                        pane.lineTo(corners[n][0], corners[n][1]);
                    }
                    pane.closePath();
                    c.fill(
                            pane,
                            Tone.veil(
                                    Tone.lighten(scene.land().warm(), 0.35),
                                    (i == open ? 0.72 : 0.52) * (1 - r * 0.16)));
                }
            }
        }
    }

    private void table(Canvas c) {
        double side = scene.sunX() < 0.5 ? -0.28 : 0.28;
        double[] a = spot(c, side - 0.28, 0.5);
        double[] b = spot(c, side + 0.28, 0.5);
        double unit = c.unit();
        double lift = unit * 0.1;
        double deep = unit * 0.07;
        int wood = scene.lit(0x6b3a24, 0);
        c.fill(
                new Ellipse2D.Double(a[0] - unit * 0.02, a[1] - deep * 0.1, b[0] - a[0] + unit * 0.04, deep * 1.5),
                Tone.veil(0x1a0e08, 0.4));
        for (double x : new double[] {a[0] + unit * 0.03, b[0] - unit * 0.05}) {
            c.fill(
                    new Rectangle2D.Double(x, a[1] - lift * 0.6, unit * 0.022, lift * 0.6 + deep * 0.75),
                    Tone.darken(wood, 0.4));
        }
        Path2D top = new Path2D.Double();
        top.moveTo(a[0] + unit * 0.025, a[1] - lift - deep * 0.3);
        top.lineTo(b[0] - unit * 0.025, a[1] - lift - deep * 0.3);
        top.lineTo(b[0], a[1] - lift + deep * 0.75);
        top.lineTo(a[0], a[1] - lift + deep * 0.75);
        top.closePath();
        c.fill(
                top,
                Canvas.blend(
                        a[1] - lift - deep * 0.3,
                        a[1] - lift + deep,
                        Tone.opaque(Tone.mix(wood, scene.land().warm(), 0.5)),
                        Tone.opaque(wood)));
        c.fill(
                new Rectangle2D.Double(a[0], a[1] - lift + deep * 0.75, b[0] - a[0], unit * 0.018),
                Tone.darken(wood, 0.35));
        double x = (a[0] + b[0]) / 2;
        double y = a[1] - lift + deep * 0.35;
        pot(c, x - unit * 0.06, y, unit * 0.075);
        cup(c, x + unit * 0.05, y + unit * 0.008, unit * 0.03);
        cup(c, x + unit * 0.12, y - unit * 0.004, unit * 0.03);
    }

    private void pot(Canvas c, double x, double y, double size) {
        int iron = scene.lit(0x35403c, 0);
        c.pen().setPaint(Tone.opaque(Tone.darken(iron, 0.3)));
        c.pen().setStroke(new BasicStroke((float) (size * 0.09), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        c.pen()
                .draw(new java.awt.geom.Arc2D.Double(
                        x - size * 0.48, y - size * 1.42, size * 0.96, size * 1.2, 10, 160, 0));
        c.pen().setStroke(new BasicStroke((float) (size * 0.16), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        c.pen().draw(new Line2D.Double(x + size * 0.4, y - size * 0.4, x + size * 0.72, y - size * 0.72));
        c.fill(
                new Ellipse2D.Double(x - size * 0.58, y - size * 0.86, size * 1.16, size * 0.9),
                Canvas.blend(
                        y - size * 0.86,
                        y,
                        Tone.opaque(Tone.mix(iron, scene.land().warm(), 0.5)),
                        Tone.opaque(iron),
                        Tone.opaque(Tone.darken(iron, 0.5))));
        c.dot(x, y - size * 0.92, size * 0.09, Tone.opaque(iron));
    }

    private void cup(Canvas c, double x, double y, double size) {
        int clay = scene.lit(0xe6d8bd, 0);
        Path2D body = new Path2D.Double();
        body.moveTo(x - size * 0.6, y - size);
        body.curveTo(x - size * 0.6, y + size * 0.1, x + size * 0.6, y + size * 0.1, x + size * 0.6, y - size);
        body.closePath();
        c.fill(
                body,
                Canvas.blend(y - size, y, Tone.opaque(Tone.lighten(clay, 0.2)), Tone.opaque(Tone.darken(clay, 0.35))));
        c.fill(new Ellipse2D.Double(x - size * 0.6, y - size * 1.16, size * 1.2, size * 0.32), scene.lit(0x8fa050, 0));
    }

    private void dust(Canvas c) {
        SplittableRandom chance = c.chance(95);
        for (int i = 0; i < 70; i++) {
            double x = chance.nextDouble() * c.width() + Math.sin(c.seconds() * 0.6 + i) * c.unit() * 0.012;
            double y = (chance.nextDouble() + c.seconds() * 0.01) * c.height() * 0.9;
            c.glow(x, y, c.unit() * chance.nextDouble(0.002, 0.007), 0xfff2cc, chance.nextDouble(0.2, 0.7));
        }
    }
}
