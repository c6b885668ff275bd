package dev.patron.sandbox;

import java.awt.BasicStroke;
import java.awt.LinearGradientPaint;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.QuadCurve2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Hands that pour from an iron kettle into a bowl, seen from above, with steam over the bowl. */
final class Pouring {
    private static final double[] KETTLE = {-205, -135};
    private static final double[] BOWL = {190, 130};
    private static final double BOWL_RADIUS = 172;
    private static final double KETTLE_RADIUS = 196;
    private static final int[] GLAZES = {0xdcd0b4, 0x9db0a2, 0xc7a58c, 0xb9c2bd};

    private final Scene scene;
    private final Tabletop table;

    Pouring(Scene scene) {
        this.scene = scene;
        this.table = new Tabletop(scene, 0xd2ab7c);
    }

    List<Sheet> sheets() {
        List<Sheet> sheets = new ArrayList<>();
        sheets.add(Sheet.still(0, table::boards));
        sheets.add(Sheet.still(0.05, table::light));
        sheets.add(Sheet.still(0.4, table.laid(this::cloth)));
        sheets.add(Sheet.still(0.5, table.laid(c -> {
            bowl(c);
            kettle(c);
        })));
        sheets.add(Sheet.moving(0.5, table.laid(this::stream)));
        sheets.add(Sheet.still(0.55, table.laid(this::hands)));
        sheets.add(Sheet.moving(0.7, this::steam));
        if (scene.has(Motif.BLOSSOM)) {
            sheets.add(Sheet.still(
                    0.95,
                    c -> c.outOfFocus(
                            Math.max(3, (int) (c.unit() / 110)),
                            small -> Trees.bough(small, scene, scene.sunX() < 0.5 ? 1 : -1, 79))));
            sheets.add(Sheet.moving(1, c -> Petals.drifting(c, scene, 10)));
        }
        return List.copyOf(sheets);
    }

    private void cloth(Canvas c) {
        table.linen(c, new double[][] {{-40, -560}, {330, -600}, {520, 620}, {60, 640}}, 0xe9e2d2);
        if (scene.has(Motif.BLOSSOM)) {
            table.petal(c, new Petals.Place(-330, 250, 34, 2.1));
            table.petal(c, new Petals.Place(455, -190, 30, 0.4));
            table.petal(c, new Petals.Place(60, 365, 27, 4.2));
        }
    }

    private void bowl(Canvas c) {
        Tabletop.shade(c, BOWL[0], BOWL[1], BOWL_RADIUS, 55);
        int glaze = table.tone(GLAZES[c.chance(911).nextInt(GLAZES.length)]);
        Tabletop.disc(c, box(BOWL_RADIUS), Tone.lighten(glaze, 0.5), glaze, Tone.darken(glaze, 0.45));
        Tabletop.disc(c, box(BOWL_RADIUS - 13), Tone.darken(glaze, 0.5), Tone.darken(glaze, 0.2), glaze);
        int brew = table.tone(0xb4c261);
        Tabletop.disc(c, box(BOWL_RADIUS * 0.76), Tone.lighten(brew, 0.3), brew, Tone.darken(brew, 0.35));
        c.pen().setStroke(new BasicStroke(5));
        c.pen().setPaint(Tone.veil(Tone.darken(brew, 0.6), 0.35));
        double r = BOWL_RADIUS * 0.76;
        c.pen().draw(new Ellipse2D.Double(BOWL[0] - r, BOWL[1] - r, r * 2, r * 2));
        SplittableRandom chance = c.chance(912);
        for (int i = 0; i < 130; i++) {
            double turn = chance.nextDouble() * 6.3;
            double far = BOWL_RADIUS * chance.nextDouble(0.8, 1);
            c.dot(
                    BOWL[0] + Math.cos(turn) * far,
                    BOWL[1] + Math.sin(turn) * far,
                    chance.nextDouble(0.8, 2.6),
                    Tone.veil(0x5a3c28, chance.nextDouble(0.2, 0.6)));
        }
        c.pen().setStroke(new BasicStroke(6, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        c.pen().setPaint(Tone.veil(0xffffff, 0.6));
        c.pen().draw(new java.awt.geom.Arc2D.Double(BOWL[0] - 166, BOWL[1] - 166, 332, 332, 95, 85, 0));
    }

    private static Rectangle2D box(double radius) {
        return Tabletop.around(BOWL[0], BOWL[1], radius);
    }

    private void kettle(Canvas c) {
        double x = KETTLE[0];
        double y = KETTLE[1];
        Tabletop.shade(c, x, y, KETTLE_RADIUS, 85);
        int iron = table.tone(0x3b4245);
        AffineTransform before = c.pen().getTransform();
        c.pen().translate(x, y);
        c.pen().rotate(Math.atan2(BOWL[1] - y, BOWL[0] - x));
        Path2D spout = new Path2D.Double();
        spout.moveTo(150, -58);
        spout.curveTo(230, -46, 260, -22, 316, -19);
        spout.lineTo(322, 17);
        spout.curveTo(262, 26, 232, 46, 150, 58);
        spout.closePath();
        c.fill(
                spout,
                Canvas.blend(
                        -58,
                        58,
                        Tone.opaque(Tone.lighten(iron, 0.3)),
                        Tone.opaque(iron),
                        Tone.opaque(Tone.darken(iron, 0.6))));
        c.fill(new Ellipse2D.Double(308, -18, 20, 35), Tone.darken(iron, 0.75));
        c.pen().setTransform(before);
        Tabletop.disc(c, Tabletop.around(x, y, KETTLE_RADIUS), Tone.lighten(iron, 0.4), iron, Tone.darken(iron, 0.7));
        for (int ring = 0; ring < 4; ring++) {
            double far = KETTLE_RADIUS * (0.66 + ring * 0.085);
            for (int i = 0; i < 52; i++) {
                double turn = (i + ring % 2 * 0.5) * Math.PI / 26;
                double px = x + Math.cos(turn) * far;
                double py = y + Math.sin(turn) * far;
                c.dot(px + 1.2, py + 1.6, 5.4, Tone.veil(0x0a0c0e, 0.5));
                c.dot(px - 0.6, py - 0.8, 4.2, Tone.veil(Tone.lighten(iron, 0.3), 0.5));
            }
        }
        c.dot(x + 3, y + 5, 113, Tone.veil(0x07080a, 0.55));
        Tabletop.disc(c, Tabletop.around(x, y, 108), Tone.lighten(iron, 0.34), iron, Tone.darken(iron, 0.55));
        c.dot(x + 9, y + 12, 26, Tone.veil(0x07080a, 0.5));
        Tabletop.disc(c, Tabletop.around(x, y, 22), 0xe0b878, 0xa9783c, 0x59391a);
    }

    /** The tea on its way, and the rings it makes. */
    private void stream(Canvas c) {
        double lean = Math.atan2(BOWL[1] - KETTLE[1], BOWL[0] - KETTLE[0]);
        double x0 = KETTLE[0] + Math.cos(lean) * 316;
        double y0 = KETTLE[1] + Math.sin(lean) * 316;
        double x1 = BOWL[0] - 36;
        double y1 = BOWL[1] - 20;
        int brew = table.tone(0xc9d57c);
        c.pen().setStroke(new BasicStroke(3));
        for (int i = 0; i < 3; i++) {
            double ring = (i + c.seconds() * 0.9) % 3;
            double r = 14 + ring * 27;
            c.pen().setPaint(Tone.veil(0xfbffe0, 0.5 * (1 - ring / 3)));
            c.pen().draw(new Ellipse2D.Double(x1 - r, y1 - r, r * 2, r * 2));
        }
        c.pen().setStroke(new BasicStroke(17, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        c.pen().setPaint(Tone.opaque(Tone.darken(brew, 0.12)));
        c.pen().draw(new QuadCurve2D.Double(x0, y0, (x0 + x1) / 2 + 14, (y0 + y1) / 2 - 6, x1, y1));
        c.pen().setStroke(new BasicStroke(6, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        c.pen().setPaint(Tone.veil(0xfdffea, 0.85));
        c.pen().draw(new QuadCurve2D.Double(x0, y0 - 3, (x0 + x1) / 2 + 13, (y0 + y1) / 2 - 10, x1, y1 - 3));
    }

    private void hands(Canvas c) {
        AffineTransform before = c.pen().getTransform();
        double lean = Math.atan2(BOWL[1] - KETTLE[1], BOWL[0] - KETTLE[0]);
        c.pen().translate(KETTLE[0], KETTLE[1]);
        c.pen().rotate(lean);
        int iron = table.tone(0x2c3032);
        c.pen().setStroke(new BasicStroke(34, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        c.pen().setPaint(Tone.veil(0x050607, 0.45));
        c.pen().draw(new Line2D.Double(-136, 22, 146, 22));
        c.pen().setPaint(Tone.opaque(iron));
        c.pen().draw(new Line2D.Double(-140, 0, 140, 0));
        c.pen().setStroke(new BasicStroke(7, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        c.pen().setPaint(Tone.veil(0xffffff, 0.22));
        c.pen().draw(new Line2D.Double(-138, -9, 138, -9));
        c.pen().rotate(0.12);
        arm(c);
        fingers(c);
        c.pen().setTransform(before);
        c.pen().translate(BOWL[0], BOWL[1]);
        c.pen().rotate(-0.62);
        c.pen().translate(0, BOWL_RADIUS + 12);
        c.pen().scale(-1, 1);
        arm(c);
        for (int i = 0; i < 4; i++) {
            finger(c, new Line2D.Double(-58 + i * 38, 46, -64 + i * 42, -34 + Math.abs(i - 1.5) * 11), 37 - i);
        }
        c.pen().setTransform(before);
    }

    /** Back of the hand, wrist and sleeve, straight down from a handle that lies across. */
    private void arm(Canvas c) {
        int skin = table.tone(0xe0ac86);
        Path2D hand = new Path2D.Double();
        hand.moveTo(-80, 26);
        hand.curveTo(-60, 4, 60, 4, 80, 30);
        hand.curveTo(92, 100, 62, 150, 52, 210);
        hand.lineTo(50, 420);
        hand.lineTo(-52, 420);
        hand.lineTo(-50, 210);
        hand.curveTo(-66, 150, -98, 100, -80, 26);
        hand.closePath();
        c.fill(AffineTransform.getTranslateInstance(22, 30).createTransformedShape(hand), Tone.veil(0x160b07, 0.3));
        c.fill(hand, across(-92, 92, skin));
        int cloth = table.tone(0x5d7480);
        Path2D sleeve = new Path2D.Double();
        sleeve.moveTo(-86, 236);
        sleeve.quadTo(0, 214, 86, 240);
        sleeve.lineTo(170, 1100);
        sleeve.lineTo(-170, 1100);
        sleeve.closePath();
        c.fill(AffineTransform.getTranslateInstance(30, 22).createTransformedShape(sleeve), Tone.veil(0x160b07, 0.32));
        c.fill(sleeve, across(-130, 130, cloth));
        c.pen().setStroke(new BasicStroke(5, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        for (int i = 0; i < 7; i++) {
            double x = -66 + i * 22;
            c.pen().setPaint(Tone.veil(i % 2 == 0 ? 0x0c1418 : 0xffffff, i % 2 == 0 ? 0.2 : 0.12));
            c.pen().draw(new QuadCurve2D.Double(x, 244 + i % 3 * 26, x * 1.5, 420, x * 1.15, 560 + i % 2 * 90));
        }
        c.pen().setPaint(Tone.veil(Tone.lighten(cloth, 0.5), 0.55));
        c.pen().draw(new QuadCurve2D.Double(-84, 240, 0, 219, 84, 244));
    }

    private static LinearGradientPaint across(double left, double right, int own) {
        return new LinearGradientPaint(
                (float) left, 0, (float) right, 0, new float[] {0, 0.4f, 1}, new java.awt.Color[] {
                    Tone.opaque(Tone.lighten(own, 0.22)), Tone.opaque(own), Tone.opaque(Tone.mix(own, 0x4a2418, 0.42))
                });
    }

    private void fingers(Canvas c) {
        for (int i = 0; i < 4; i++) {
            double x = -57 + i * 38;
            finger(c, new Line2D.Double(x, 40, x * 1.06, -38 + Math.abs(i - 1.3) * 7), 38 - i);
        }
        finger(c, new Line2D.Double(-86, 96, -104, 26), 36);
    }

    private void finger(Canvas c, Line2D bone, double thick) {
        int skin = table.tone(0xe0ac86);
        c.pen().setStroke(new BasicStroke((float) thick + 3, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        c.pen().setPaint(Tone.veil(Tone.mix(skin, 0x5a2a1c, 0.6), 0.55));
        c.pen().draw(new Line2D.Double(bone.getX1() + 3, bone.getY1(), bone.getX2() + 3, bone.getY2()));
        c.pen().setStroke(new BasicStroke((float) thick, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        c.pen().setPaint(Tone.opaque(skin));
        c.pen().draw(bone);
        c.pen().setStroke(new BasicStroke((float) thick * 0.36f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        c.pen().setPaint(Tone.veil(Tone.lighten(skin, 0.4), 0.22));
        c.pen().draw(new Line2D.Double(bone.getX1() - 5, bone.getY1(), bone.getX2() - 5, bone.getY2()));
    }

    private void steam(Canvas c) {
        double unit = c.unit();
        double side = scene.sunX() < 0.5 ? 1 : -1;
        double x0 = c.width() / 2.0 + side * unit * 0.2;
        double y0 = c.height() / 2.0 + unit * 0.12;
        c.outOfFocus(Math.max(3, (int) (unit / 120)), small -> {
            for (int strand = 0; strand < 5; strand++) {
                for (int i = 0; i < 50; i++) {
                    double t = i / 49.0;
                    double flow = Noise.at(t * 2.2 - c.seconds() * 0.5, strand * 5.3, c.salt(913)) - 0.5;
                    double x = x0 + (strand - 2) * unit * 0.05 + (flow * (0.06 + 0.42 * t) + side * 0.1 * t) * unit;
                    double size = unit * (0.012 + 0.032 * t);
                    small.dot(
                            x,
                            y0 - t * unit * 0.56,
                            size,
                            Tone.veil(0xfffdf6, 0.13 * Math.sin(Math.PI * Math.pow(t, 0.7))));
                }
            }
        });
    }
}
