package dev.patron.sandbox;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/**
 * A small wooden tea house with paper screens, seen from the front.
 *
 * <p>It is drawn on its own measure: one unit wide between the corner posts, the ground at zero, up negative.
 */
final class TeaHouse {
    private final Canvas canvas;
    private final Scene scene;
    private final double haze;

    private TeaHouse(Canvas canvas, Scene scene, double haze) {
        this.canvas = canvas;
        this.scene = scene;
        this.haze = haze;
    }

    /** Paints one that stands at a place, as wide as the place's size. */
    static void at(Canvas c, Scene s, Petals.Place place, double haze) {
        AffineTransform before = c.pen().getTransform();
        c.pen().translate(place.x(), place.y());
        c.pen().scale(place.size(), place.size());
        TeaHouse house = new TeaHouse(c, s, haze);
        house.floor();
        house.walls();
        house.door();
        house.posts();
        house.roof();
        house.lantern(-0.09, -0.3);
        c.pen().setTransform(before);
        double glow = s.dark() ? 0.5 : 0.26;
        c.glow(
                place.x() - place.size() * 0.04,
                place.y() - place.size() * 0.22,
                place.size() * 0.72,
                s.land().warm(),
                glow * (1 - haze));
    }

    private Color tone(int own) {
        return Tone.opaque(scene.lit(own, haze));
    }

    private void box(double x, double y, double wide, double tall, Color colour) {
        canvas.fill(new Rectangle2D.Double(x, y, wide, tall), colour);
    }

    private void floor() {
        canvas.fill(
                new Ellipse2D.Double(-0.75, -0.035, 1.5, 0.09),
                Tone.veil(scene.land().near(), 0.4));
        for (double x = -0.56; x < 0.6; x += 0.28) {
            box(x - 0.014, -0.1, 0.028, 0.1, tone(0x3a2a24));
            canvas.fill(new Ellipse2D.Double(x - 0.035, -0.016, 0.07, 0.03), tone(0x77736c));
        }
        box(-0.56, -0.1, 1.12, 0.05, Tone.veil(scene.land().near(), 0.55));
        box(-0.62, -0.135, 1.24, 0.034, tone(0x6e4c34));
        box(-0.62, -0.135, 1.24, 0.008, tone(0xc09468));
        canvas.fill(new Rectangle2D.Double(-0.13, -0.062, 0.34, 0.062), tone(0x8b867c));
        box(-0.13, -0.062, 0.34, 0.01, tone(0xb8b2a4));
        box(-0.17, -0.024, 0.42, 0.03, tone(0x7c776e));
        box(-0.17, -0.024, 0.42, 0.007, tone(0xa9a396));
    }

    private void walls() {
        box(-0.5, -0.47, 1, 0.34, tone(0x6a4630));
        box(-0.5, -0.2, 1, 0.065, tone(0x7d5539));
        screen(-0.48, 0.19);
        screen(-0.28, 0.19);
        screen(0.19, 0.145);
        screen(0.342, 0.145);
    }

    private void screen(double x, double wide) {
        double top = -0.425;
        double tall = 0.23;
        int paper = scene.dark() ? Tone.mix(scene.land().warm(), 0xffffff, 0.2) : scene.lit(0xfff0d8, haze);
        int low = Tone.mix(paper, scene.land().warm(), 0.7);
        canvas.fill(
                new Rectangle2D.Double(x, top, wide, tall),
                Canvas.blend(
                        top,
                        top + tall,
                        Tone.opaque(Tone.mix(low, scene.land().near(), 0.2)),
                        Tone.opaque(paper),
                        Tone.opaque(low)));
        canvas.pen().setPaint(tone(0x4f3424));
        canvas.pen().setStroke(new BasicStroke(0.0055f));
        for (int i = 1; i < 4; i++) {
            double at = x + wide * i / 4;
            canvas.pen().draw(new Line2D.Double(at, top, at, top + tall));
        }
        for (int i = 1; i < 5; i++) {
            double at = top + tall * i / 5;
            canvas.pen().draw(new Line2D.Double(x, at, x + wide, at));
        }
        canvas.pen().setStroke(new BasicStroke(0.011f));
        canvas.pen().draw(new Rectangle2D.Double(x, top, wide, tall));
    }

    private void door() {
        double top = -0.43;
        int inside = Tone.mix(scene.land().warm(), 0x7a3d1c, 0.45);
        canvas.fill(
                new Rectangle2D.Double(-0.06, top, 0.22, 0.295),
                Canvas.blend(
                        top,
                        -0.135,
                        Tone.opaque(Tone.mix(inside, 0x1a0f0c, 0.55)),
                        Tone.opaque(Tone.mix(inside, scene.land().near(), 0.12)),
                        Tone.opaque(scene.lit(0xc98c50, haze))));
        box(0.02, -0.27, 0.06, 0.1, Tone.veil(Tone.mix(inside, 0xffffff, 0.45), 0.55));
        box(-0.02, -0.175, 0.15, 0.012, Tone.veil(0x2a1710, 0.8));
        box(0.075, -0.195, 0.02, 0.02, Tone.veil(0x3a2a24, 0.9));
        for (int i = 0; i < 3; i++) {
            double x = -0.055 + i * 0.071;
            canvas.fill(
                    new Rectangle2D.Double(x, top, 0.067, 0.095),
                    Canvas.blend(top, top + 0.095, tone(0x27335c), tone(0x3d4f86)));
        }
        canvas.dot(0.05, top + 0.05, 0.02, Tone.veil(0xf2e6d0, 0.8));
    }

    private void posts() {
        for (double x : new double[] {-0.5, -0.075, 0.172, 0.5}) {
            box(x - 0.013, -0.47, 0.026, 0.34, tone(0x41291d));
            box(x - 0.013, -0.47, 0.007, 0.34, tone(0x8a5f40));
        }
        box(-0.52, -0.47, 1.04, 0.03, tone(0x3d271c));
        canvas.fill(
                new Rectangle2D.Double(-0.5, -0.46, 1, 0.13),
                Canvas.blend(
                        -0.46,
                        -0.33,
                        Tone.veil(scene.land().near(), 0.62),
                        Tone.veil(scene.land().near(), 0)));
    }

    private void roof() {
        int thatch = scene.lit(0x5d4a44, haze);
        int lit = Tone.mix(thatch, scene.air().low(), 0.3);
        Path2D under = new Path2D.Double();
        under.moveTo(-0.74, -0.435);
        under.quadTo(0, -0.375, 0.74, -0.435);
        under.lineTo(0.66, -0.47);
        under.lineTo(-0.66, -0.47);
        under.closePath();
        canvas.fill(under, tone(0x2c1d19));
        Path2D roof = new Path2D.Double();
        roof.moveTo(-0.77, -0.455);
        roof.curveTo(-0.56, -0.48, -0.4, -0.6, -0.31, -0.79);
        roof.lineTo(0.31, -0.79);
        roof.curveTo(0.4, -0.6, 0.56, -0.48, 0.77, -0.455);
        roof.quadTo(0, -0.395, -0.77, -0.455);
        roof.closePath();
        canvas.fill(
                roof,
                Canvas.blend(
                        -0.79,
                        -0.42,
                        Tone.opaque(lit),
                        Tone.opaque(thatch),
                        Tone.opaque(Tone.mix(thatch, scene.land().near(), 0.5))));
        straw(thatch, lit);
        canvas.pen().setStroke(new BasicStroke(0.012f));
        canvas.pen().setPaint(Tone.veil(Tone.mix(lit, scene.air().sun(), 0.4), 0.7));
        Path2D eave = new Path2D.Double();
        eave.moveTo(-0.76, -0.452);
        eave.quadTo(0, -0.394, 0.76, -0.452);
        canvas.pen().draw(eave);
        canvas.fill(new java.awt.geom.RoundRectangle2D.Double(-0.345, -0.83, 0.69, 0.055, 0.04, 0.04), tone(0x39292a));
        box(-0.335, -0.828, 0.67, 0.01, tone(0x8d7468));
        for (double x = -0.28; x < 0.3; x += 0.14) {
            box(x - 0.014, -0.845, 0.028, 0.075, tone(0x4a3733));
        }
        if (scene.has(Motif.SNOW)) {
            snow();
        }
    }

    private void straw(int thatch, int lit) {
        canvas.pen().setStroke(new BasicStroke(0.0045f));
        int dark = Tone.mix(thatch, scene.land().near(), 0.5);
        for (int i = 0; i <= 60; i++) {
            double t = i / 30.0 - 1;
            canvas.pen().setPaint(Tone.veil(i % 3 == 0 ? lit : dark, 0.28));
            Path2D straw = new Path2D.Double();
            straw.moveTo(t * 0.31, -0.785);
            double side = Math.abs(t);
            straw.curveTo(t * 0.38, -0.62, t * (0.42 + 0.12 * side), -0.5, t * 0.76, -0.405 - 0.052 * t * t);
            canvas.pen().draw(straw);
        }
    }

    private void snow() {
        Path2D cap = new Path2D.Double();
        cap.moveTo(-0.72, -0.466);
        cap.curveTo(-0.56, -0.5, -0.42, -0.62, -0.35, -0.83);
        cap.quadTo(0, -0.87, 0.35, -0.83);
        cap.curveTo(0.42, -0.62, 0.56, -0.5, 0.72, -0.466);
        for (int i = 0; i < 8; i++) {
            double from = 0.72 - i * 0.18;
            cap.quadTo(from - 0.09, -0.5 - 0.03 * (i % 3), from - 0.18, -0.475 + 0.03 * Math.sin(i * 1.7));
        }
        cap.closePath();
        int white = Tone.mix(0xf6f9fd, scene.air().top(), scene.dark() ? 0.4 : 0.08);
        canvas.fill(
                cap,
                Canvas.blend(
                        -0.83,
                        -0.45,
                        Tone.opaque(white),
                        Tone.opaque(Tone.mix(white, scene.air().top(), 0.32))));
    }

    private void lantern(double x, double y) {
        canvas.pen().setStroke(new BasicStroke(0.005f));
        canvas.pen().setPaint(tone(0x2a1c18));
        canvas.pen().draw(new Line2D.Double(x, y - 0.13, x, y));
        canvas.glow(x, y + 0.035, 0.16, scene.land().warm(), 0.7);
        canvas.fill(
                new Ellipse2D.Double(x - 0.028, y, 0.056, 0.075),
                Tone.opaque(Tone.mix(scene.land().warm(), 0xff5a3a, 0.28)));
        canvas.fill(new Ellipse2D.Double(x - 0.016, y + 0.012, 0.03, 0.05), Tone.veil(0xfff3d0, 0.8));
        box(x - 0.016, y - 0.004, 0.032, 0.01, tone(0x2a1c18));
        box(x - 0.014, y + 0.071, 0.028, 0.009, tone(0x2a1c18));
    }
}
