package dev.patron.sandbox;

import java.awt.BasicStroke;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.SplittableRandom;

/** What hangs, falls or flies in the air: mist, rain, snow, birds, lights out of focus. */
final class Weather {
    private Weather() {}

    /** A band of mist around a height, with soft banks that wander. */
    static void mist(Canvas c, Scene s, double at, double strength) {
        int tone = Tone.mix(s.air().low(), s.air().sun(), 0.25);
        double y = at * c.height();
        double half = c.height() * 0.085;
        c.fill(
                new Rectangle2D.Double(0, y - half, c.width(), half * 2),
                Canvas.blend(
                        y - half, y + half, Tone.veil(tone, 0), Tone.veil(tone, strength * 0.5), Tone.veil(tone, 0)));
        SplittableRandom chance = c.chance(Math.round(at * 1000));
        int banks = 7;
        for (int i = 0; i < banks; i++) {
            double drift = c.seconds() * c.unit() * chance.nextDouble(0.008, 0.022);
            double x = chance.nextDouble(-0.1, 1.1) * c.width() + drift;
            double reach = c.unit() * chance.nextDouble(0.2, 0.46);
            double squash = 0.16;
            java.awt.geom.AffineTransform before = c.pen().getTransform();
            c.pen().translate(x, y + chance.nextDouble(-0.5, 0.5) * half);
            c.pen().scale(1, squash);
            c.glow(0, 0, reach, tone, strength * 0.62);
            c.pen().setTransform(before);
        }
    }

    static void rain(Canvas c, Scene s) {
        SplittableRandom chance = c.chance(501);
        double unit = c.unit();
        for (int i = 0; i < 420; i++) {
            double near = chance.nextDouble();
            double fall = c.seconds() * unit * (1.2 + near);
            double y = (chance.nextDouble() * c.height() * 1.2 + fall) % (c.height() * 1.2) - c.height() * 0.1;
            double x = chance.nextDouble() * c.width() * 1.1 - y * 0.08;
            double length = unit * (0.018 + 0.04 * near);
            c.pen().setStroke(new BasicStroke((float) Math.max(0.6, unit * (0.0008 + 0.0012 * near))));
            c.pen().setPaint(Tone.veil(Tone.lighten(s.air().low(), 0.4), 0.12 + 0.2 * near));
            c.pen().draw(new Line2D.Double(x, y, x - length * 0.12, y + length));
        }
    }

    static void snow(Canvas c) {
        SplittableRandom chance = c.chance(502);
        double unit = c.unit();
        for (int i = 0; i < 300; i++) {
            double near = Math.pow(chance.nextDouble(), 3);
            double fall = c.seconds() * unit * (0.05 + 0.1 * near);
            double sway = Math.sin(c.seconds() + chance.nextDouble() * 6) * unit * 0.01;
            double y = (chance.nextDouble() * c.height() * 1.1 + fall) % (c.height() * 1.1) - c.height() * 0.05;
            double x = chance.nextDouble() * c.width() + sway;
            double size = unit * (0.0014 + 0.0065 * near);
            if (near > 0.45) {
                c.glow(x, y, size * 2, 0xffffff, 0.6);
            } else {
                c.dot(x, y, size, Tone.veil(0xffffff, 0.85 - 0.4 * near));
            }
        }
    }

    static void birds(Canvas c, Scene s) {
        SplittableRandom chance = c.chance(503);
        double unit = c.unit();
        double x0 = c.width() * (s.sunX() < 0.5 ? s.sunX() - 0.02 : s.sunX() - 0.2) + c.seconds() * unit * 0.02;
        double y0 = c.height() * 0.22;
        c.pen().setPaint(Tone.veil(Tone.mix(s.land().near(), s.land().far(), 0.25), 0.85));
        for (int i = 0; i < 11; i++) {
            double x = x0 + unit * (i * 0.03 + chance.nextDouble(-0.02, 0.02));
            double y = y0 - unit * (Math.abs(i - 4) * -0.014 + chance.nextDouble(-0.012, 0.02));
            double span = unit * chance.nextDouble(0.009, 0.017);
            double flap = 0.5 + 0.5 * Math.sin(c.seconds() * 7 + i * 1.3);
            Path2D wing = new Path2D.Double();
            wing.moveTo(x - span, y - span * (0.1 + 0.5 * flap));
            wing.quadTo(x - span * 0.4, y - span * (0.3 + 0.3 * flap), x, y);
            wing.quadTo(x + span * 0.4, y - span * (0.3 + 0.3 * flap), x + span, y - span * (0.1 + 0.5 * flap));
            wing.quadTo(x + span * 0.3, y - span * 0.08 * flap, x, y + span * 0.22);
            wing.quadTo(x - span * 0.3, y - span * 0.08 * flap, x - span, y - span * (0.1 + 0.5 * flap));
            c.pen().fill(wing);
        }
    }

    /** Discs of light out of focus. */
    static void bokeh(Canvas c, int[] tones, int count, double size) {
        SplittableRandom chance = c.chance(504);
        double unit = c.unit();
        for (int i = 0; i < count; i++) {
            double x = chance.nextDouble() * c.width();
            double y = chance.nextDouble() * c.height() * 0.72;
            double radius = unit * size * chance.nextDouble(0.35, 1);
            double breath = 0.85 + 0.15 * Math.sin(c.seconds() * 1.4 + i);
            int tone = tones[chance.nextInt(tones.length)];
            double opacity = chance.nextDouble(0.08, 0.26) * breath;
            c.dot(x, y, radius, Tone.veil(tone, opacity));
            c.pen().setStroke(new BasicStroke((float) (radius * 0.07)));
            c.pen().setPaint(Tone.veil(Tone.lighten(tone, 0.35), opacity * 0.7));
            c.pen().draw(new java.awt.geom.Ellipse2D.Double(x - radius, y - radius, radius * 2, radius * 2));
        }
    }

    /** Slanting light from the side of the sun. */
    static void beams(Canvas c, Scene s, int count) {
        SplittableRandom chance = c.chance(505);
        double x0 = s.sunX() * c.width();
        double lean = s.sunX() < 0.5 ? 0.6 : -0.6;
        for (int i = 0; i < count; i++) {
            double from = x0 + (i - count / 2.0) * c.unit() * 0.13 + chance.nextDouble(-0.04, 0.04) * c.unit();
            double wide = c.unit() * chance.nextDouble(0.03, 0.09);
            Path2D beam = new Path2D.Double();
            beam.moveTo(from, -2);
            beam.lineTo(from + wide, -2);
            beam.lineTo(from + wide * 2.6 + lean * c.height(), c.height());
            beam.lineTo(from + lean * c.height() - wide, c.height());
            beam.closePath();
            double pulse = 0.8 + 0.2 * Math.sin(c.seconds() * 0.9 + i * 2);
            c.fill(
                    beam,
                    Canvas.blend(
                            0,
                            c.height() * 0.95,
                            Tone.veil(s.air().sun(), 0.3 * pulse),
                            Tone.veil(s.air().sun(), 0.13 * pulse),
                            Tone.veil(s.air().sun(), 0)));
        }
    }
}
