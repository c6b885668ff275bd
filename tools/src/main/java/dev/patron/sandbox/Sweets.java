package dev.patron.sandbox;

import java.awt.BasicStroke;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.QuadCurve2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Sweets shaped like blossoms on a dark plate, with a folded napkin beside it and a cup behind. */
final class Sweets {
    private static final double SQUASH = 0.64;
    private static final double[][] PLACES = {{-118, -62, 0.3}, {122, -86, 1.1}, {-2, 78, 0.75}};

    private final Scene scene;
    private final Tabletop table;

    Sweets(Scene scene) {
        this.scene = scene;
        this.table = new Tabletop(scene, 0x9a6b48);
    }

    List<Sheet> sheets() {
        List<Sheet> sheets = new ArrayList<>();
        sheets.add(Sheet.still(0, table::boards));
        sheets.add(Sheet.still(0.05, table::light));
        sheets.add(Sheet.still(
                0.15,
                c -> c.outOfFocus(Math.max(3, (int) (c.unit() / 130)), small -> table.laid(this::cup)
                        .on(small))));
        sheets.add(Sheet.still(0.4, table.laid(this::napkin)));
        sheets.add(Sheet.still(0.5, table.laid(this::plate)));
        sheets.add(Sheet.still(0.52, table.laid(this::pieces)));
        sheets.add(Sheet.moving(
                0.7,
                c -> Weather.bokeh(c, new int[] {scene.air().sun(), scene.land().warm()}, 9, 0.05)));
        if (scene.has(Motif.BLOSSOM)) {
            sheets.add(Sheet.moving(1, c -> Petals.drifting(c, scene, 6)));
        }
        return List.copyOf(sheets);
    }

    private void cup(Canvas c) {
        int clay = table.tone(0xdfe3d6);
        Tabletop.shade(c, 470, -330, 120, 50);
        Tabletop.disc(
                c, new Rectangle2D.Double(350, -400, 240, 200), Tone.lighten(clay, 0.3), clay, Tone.darken(clay, 0.4));
        Tabletop.disc(
                c, new Rectangle2D.Double(350, -440, 240, 170), Tone.lighten(clay, 0.5), clay, Tone.darken(clay, 0.3));
        int brew = table.tone(0xaebd5c);
        Tabletop.disc(
                c, new Rectangle2D.Double(368, -424, 204, 140), Tone.lighten(brew, 0.3), brew, Tone.darken(brew, 0.3));
    }

    private void napkin(Canvas c) {
        table.linen(c, new double[][] {{-700, -60}, {-330, -230}, {-90, 330}, {-480, 500}}, 0xe6ddcb);
        table.linen(c, new double[][] {{-690, 10}, {-420, -116}, {-190, 396}, {-480, 500}}, 0xf1eadb);
        c.pen().setStroke(new BasicStroke(4));
        c.pen().setPaint(Tone.veil(table.tone(scene.land().accent()), 0.7));
        c.pen().draw(new QuadCurve2D.Double(-432, -96, -310, 170, -206, 386));
        table.petal(c, new Petals.Place(392, 250, 40, 2.3));
    }

    private void plate(Canvas c) {
        int glaze = table.tone(0x2b3038);
        AffineTransform flat = c.pen().getTransform();
        c.pen().translate(30, 20);
        c.pen().scale(1, SQUASH);
        Tabletop.shade(c, 0, 24, 352, 52);
        Tabletop.disc(c, Tabletop.around(0, 14, 352), Tone.darken(glaze, 0.2), Tone.darken(glaze, 0.5), 0x08090b);
        Tabletop.disc(c, Tabletop.around(0, 0, 352), Tone.lighten(glaze, 0.34), glaze, Tone.darken(glaze, 0.5));
        Tabletop.disc(c, Tabletop.around(0, 4, 300), Tone.darken(glaze, 0.3), glaze, Tone.lighten(glaze, 0.16));
        SplittableRandom chance = c.chance(921);
        for (int i = 0; i < 360; i++) {
            double turn = chance.nextDouble() * 6.3;
            double far = 348 * Math.sqrt(chance.nextDouble());
            c.dot(
                    Math.cos(turn) * far,
                    Math.sin(turn) * far,
                    chance.nextDouble(0.6, 2.6),
                    Tone.veil(i % 4 == 0 ? 0xd9b98a : 0x9aa7b4, chance.nextDouble(0.1, 0.4)));
        }
        c.pen().setStroke(new BasicStroke(5, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        c.pen().setPaint(Tone.veil(0xfff4e2, 0.5));
        c.pen().draw(new java.awt.geom.Arc2D.Double(-349, -349, 698, 698, 92, 78, 0));
        c.pen().setPaint(Tone.veil(0xb98a5e, 0.55));
        c.pen().setStroke(new BasicStroke(3));
        c.pen().draw(new Ellipse2D.Double(-351, -351, 702, 702));
        c.pen().setTransform(flat);
    }

    private void pieces(Canvas c) {
        int pink = Tone.lighten(table.tone(scene.land().accent()), 0.12);
        int[] doughs = {pink, table.tone(0xf6ece2), Tone.mix(pink, table.tone(0xf6ece2), 0.55)};
        for (int i = 0; i < PLACES.length; i++) {
            AffineTransform before = c.pen().getTransform();
            c.pen().translate(30 + PLACES[i][0], 10 + PLACES[i][1]);
            piece(c, doughs[i], PLACES[i][2]);
            c.pen().setTransform(before);
        }
        c.pen().setStroke(new BasicStroke(11, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        c.pen().setPaint(Tone.veil(0x000000, 0.4));
        c.pen().draw(new Line2D.Double(158, 122, 322, 8));
        c.pen().setPaint(Tone.opaque(table.tone(0xb98656)));
        c.pen().draw(new Line2D.Double(154, 114, 318, 0));
    }

    /** One sweet: a blossom of soft dough, pressed in the middle. */
    private void piece(Canvas c, int dough, double turn) {
        double size = 124;
        AffineTransform flat = AffineTransform.getScaleInstance(1, SQUASH);
        Area blossom = blossom(size, turn);
        c.glow(22, 46, size * 1.35, 0x000000, 0.75);
        for (int i = 22; i > 0; i--) {
            AffineTransform to = AffineTransform.getTranslateInstance(0, i * 2.1);
            to.concatenate(flat);
            to.scale(1 + 0.002 * (22 - i), 1 + 0.002 * (22 - i));
            c.fill(blossom.createTransformedArea(to), Tone.mix(Tone.darken(dough, 0.42), dough, (22 - i) / 34.0));
        }
        c.fill(
                blossom.createTransformedArea(flat),
                Canvas.blend(
                        -size * 0.7,
                        size * 0.7,
                        Tone.opaque(Tone.lighten(dough, 0.55)),
                        Tone.opaque(Tone.lighten(dough, 0.14)),
                        Tone.opaque(Tone.mix(dough, 0xc0637f, 0.2))));
        AffineTransform before = c.pen().getTransform();
        c.pen().scale(1, SQUASH);
        java.awt.Shape clip = c.pen().getClip();
        c.pen().clip(blossom);
        for (int i = 0; i < 5; i++) {
            double at = turn + i * Math.PI * 2 / 5;
            double x = Math.cos(at) * size * 0.6;
            double y = Math.sin(at) * size * 0.6;
            c.glow(x - 14, y - 20, size * 0.44, 0xffffff, 0.5);
            crease(c, at + Math.PI / 5, size);
        }
        c.glow(0, 0, size * 0.5, Tone.mix(dough, 0xd0557c, 0.6), 0.75);
        c.pen().setClip(clip);
        SplittableRandom chance = c.chance(922 + (long) (turn * 10));
        for (int i = 0; i < 16; i++) {
            double at = chance.nextDouble() * 6.3;
            double far = size * 0.17 * Math.sqrt(chance.nextDouble());
            c.dot(Math.cos(at) * far + 2, Math.sin(at) * far + 3, 6, Tone.veil(0x8a5a1c, 0.5));
            c.dot(Math.cos(at) * far, Math.sin(at) * far, 5.5, Tone.opaque(table.tone(0xf6cf5a)));
        }
        c.pen().setTransform(before);
    }

    private static void crease(Canvas c, double at, double size) {
        Line2D line = new Line2D.Double(
                Math.cos(at) * size * 0.14,
                Math.sin(at) * size * 0.14,
                Math.cos(at) * size * 0.8,
                Math.sin(at) * size * 0.8);
        c.pen().setStroke(new BasicStroke(9, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        c.pen().setPaint(Tone.veil(0x9a3f5e, 0.2));
        c.pen().draw(line);
        c.pen().setStroke(new BasicStroke(3.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        c.pen().setPaint(Tone.veil(0x8c3553, 0.4));
        c.pen().draw(line);
    }

    /** Five round petals, each with a notch. */
    private static Area blossom(double size, double turn) {
        Area all = new Area(Tabletop.around(0, 0, 1));
        for (int i = 0; i < 5; i++) {
            double at = turn + i * Math.PI * 2 / 5;
            Path2D petal = new Path2D.Double();
            petal.moveTo(0, 0);
            petal.curveTo(size * 0.28, -size * 0.56, size * 0.86, -size * 0.62, size * 1.02, -size * 0.14);
            petal.quadTo(size * 0.94, -size * 0.05, size * 0.9, 0);
            petal.quadTo(size * 0.94, size * 0.05, size * 1.02, size * 0.14);
            petal.curveTo(size * 0.86, size * 0.62, size * 0.28, size * 0.56, 0, 0);
            petal.closePath();
            all.add(new Area(AffineTransform.getRotateInstance(at).createTransformedShape(petal)));
        }
        return all;
    }
}
