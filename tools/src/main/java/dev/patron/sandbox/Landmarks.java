package dev.patron.sandbox;

import java.awt.BasicStroke;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** Pagoda, shrine gate, bridge, boat, figures: small things that give a landscape its measure. */
final class Landmarks {
    private final Canvas canvas;
    private final Scene scene;
    private final double haze;

    Landmarks(Canvas canvas, Scene scene, double haze) {
        this.canvas = canvas;
        this.scene = scene;
        this.haze = haze;
    }

    private void on(Petals.Place place, Runnable drawing) {
        AffineTransform before = canvas.pen().getTransform();
        canvas.pen().translate(place.x(), place.y());
        canvas.pen().scale(place.size(), place.size());
        drawing.run();
        canvas.pen().setTransform(before);
    }

    private void box(double x, double y, double wide, double tall, int own) {
        canvas.fill(new Rectangle2D.Double(x, y, wide, tall), scene.lit(own, haze));
    }

    private void shape(int own, double... points) {
        Path2D p = new Path2D.Double();
        p.moveTo(points[0], points[1]);
        for (int i = 2; i + 3 < points.length; i += 4) {
            p.quadTo(points[i], points[i + 1], points[i + 2], points[i + 3]);
        }
        p.closePath();
        canvas.fill(p, scene.lit(own, haze));
    }

    void pagoda(Petals.Place place) {
        on(place, () -> {
            box(-0.36, -0.06, 0.72, 0.06, 0x8a8378);
            double y = -0.06;
            double wide = 0.3;
            for (int i = 0; i < 5; i++) {
                double tall = 0.16 - i * 0.012;
                box(-wide * 0.62, y - tall, wide * 1.24, tall, 0x8c3b2c);
                for (int k = -2; k <= 2; k++) {
                    canvas.fill(
                            new Rectangle2D.Double(k * wide * 0.24 - 0.022, y - tall * 0.66, 0.044, tall * 0.5),
                            Tone.veil(
                                    scene.dark() ? scene.land().warm() : scene.lit(0xf4dfb8, haze), 0.9 * (1 - haze)));
                }
                double r = y - tall;
                shape(
                        0x39404e,
                        -wide * 1.5,
                        r + 0.005,
                        -wide * 0.9,
                        r - 0.03,
                        -wide * 0.5,
                        r - 0.1,
                        0,
                        r - 0.1,
                        wide * 0.5,
                        r - 0.1,
                        wide * 0.9,
                        r - 0.03,
                        wide * 1.5,
                        r + 0.005,
                        0,
                        r + 0.04,
                        -wide * 1.5,
                        r + 0.005);
                shape(
                        0x77808e,
                        -wide * 1.5,
                        r + 0.002,
                        0,
                        r + 0.034,
                        wide * 1.5,
                        r + 0.002,
                        0,
                        r + 0.018,
                        -wide * 1.5,
                        r + 0.002);
                y = r - 0.075;
                wide *= 0.88;
            }
            box(-0.009, y - 0.24, 0.018, 0.24, 0xb08a4a);
            for (int i = 0; i < 4; i++) {
                box(-0.034 + i * 0.006, y - 0.07 - i * 0.04, 0.068 - i * 0.012, 0.012, 0xb08a4a);
            }
        });
    }

    void torii(Petals.Place place) {
        on(place, () -> {
            shape(0xc23b2a, -0.36, 0, -0.345, -0.4, -0.33, -0.8, -0.3, -0.8, -0.27, -0.8, -0.28, -0.4, -0.29, 0);
            shape(0xa83022, 0.36, 0, 0.345, -0.4, 0.33, -0.8, 0.3, -0.8, 0.27, -0.8, 0.28, -0.4, 0.29, 0);
            box(-0.44, -0.64, 0.88, 0.06, 0xb93727);
            box(-0.03, -0.78, 0.06, 0.15, 0x8f2a20);
            shape(0xcc4230, -0.56, -0.86, 0, -0.77, 0.56, -0.86, 0.54, -0.82, 0.52, -0.78, 0, -0.71, -0.52, -0.78);
            shape(0x2c2430, -0.6, -0.92, 0, -0.81, 0.6, -0.92, 0.59, -0.88, 0.57, -0.85, 0, -0.76, -0.57, -0.85);
            box(-0.37, -0.05, 0.1, 0.05, 0x2c2430);
            box(0.27, -0.05, 0.1, 0.05, 0x2c2430);
        });
    }

    void bridge(Petals.Place place) {
        on(place, () -> {
            Path2D deck = new Path2D.Double();
            deck.moveTo(-0.6, 0.02);
            deck.quadTo(0, -0.36, 0.6, 0.02);
            deck.lineTo(0.54, 0.05);
            deck.quadTo(0, -0.27, -0.54, 0.05);
            deck.closePath();
            canvas.fill(deck, scene.lit(0xa93a2a, haze));
            canvas.pen().setPaint(Tone.opaque(scene.lit(0xd0553c, haze)));
            canvas.pen().setStroke(new BasicStroke(0.018f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            for (double lift : new double[] {0.055, 0.11}) {
                Path2D rail = new Path2D.Double();
                rail.moveTo(-0.62, 0.02 - lift);
                rail.quadTo(0, -0.36 - lift, 0.62, 0.02 - lift);
                canvas.pen().draw(rail);
            }
            for (int i = 0; i <= 8; i++) {
                double t = i / 8.0;
                double x = -0.6 + 1.2 * t;
                double y = 0.02 - 0.76 * t * (1 - t);
                box(x - 0.012, y - 0.15, 0.024, 0.16, 0x8c2d22);
            }
            box(-0.3, -0.1, 0.03, 0.22, 0x6d241c);
            box(0.27, -0.1, 0.03, 0.22, 0x6d241c);
        });
    }

    void boat(Petals.Place place) {
        on(place, () -> {
            canvas.fill(
                    new Ellipse2D.Double(-0.5, -0.01, 1, 0.09),
                    Tone.veil(scene.land().near(), 0.35));
            shape(
                    0x3b2a26, -0.5, -0.13, 0, -0.02, 0.5, -0.15, 0.36, 0.04, 0.3, 0.04, 0, 0.06, -0.32, 0.04, -0.4,
                    0.02, -0.5, -0.13);
            box(-0.012, -0.98, 0.024, 0.93, 0x4b352c);
            int sail = scene.dark() ? Tone.mix(scene.land().warm(), 0xffffff, 0.3) : 0xfff4e0;
            shape(sail, 0.02, -0.96, 0.52, -0.6, 0.44, -0.16, 0.2, -0.13, 0.02, -0.16);
            shape(
                    Tone.mix(sail, scene.land().accent(), 0.45),
                    -0.03,
                    -0.9,
                    -0.3,
                    -0.5,
                    -0.36,
                    -0.18,
                    -0.2,
                    -0.14,
                    -0.03,
                    -0.17);
        });
    }

    /** Somebody with a paper umbrella, seen from behind. */
    void figure(Petals.Place place) {
        on(place, () -> {
            shape(0x2b3358, -0.14, 0, -0.15, -0.3, -0.1, -0.55, 0, -0.62, 0.1, -0.55, 0.15, -0.3, 0.14, 0);
            box(-0.115, -0.42, 0.23, 0.07, 0xc9683f);
            canvas.dot(0, -0.66, 0.075, Tone.opaque(scene.lit(0x2a201e, haze)));
            box(0.1, -0.9, 0.014, 0.5, 0x4a352a);
            shape(0xc8402f, -0.34, -0.74, -0.26, -0.98, 0.1, -1.02, 0.46, -0.98, 0.54, -0.74, 0.1, -0.83, -0.34, -0.74);
            shape(0xe4775a, -0.34, -0.74, -0.2, -0.95, 0.1, -1.02, 0.02, -0.9, -0.06, -0.79);
        });
    }

    void cat(Petals.Place place) {
        on(place, () -> {
            int fur = 0x1f1c26;
            shape(fur, -0.2, 0, -0.3, -0.3, -0.1, -0.55, 0.1, -0.6, 0.2, -0.3, 0.22, -0.2, 0.22, 0);
            canvas.fill(new Ellipse2D.Double(-0.12, -0.84, 0.34, 0.3), scene.lit(fur, haze));
            shape(fur, -0.11, -0.7, -0.11, -0.9, -0.08, -0.96, 0, -0.85, 0.04, -0.8);
            shape(fur, 0.21, -0.7, 0.21, -0.9, 0.18, -0.96, 0.1, -0.85, 0.06, -0.8);
            canvas.pen().setPaint(Tone.opaque(scene.lit(fur, haze)));
            canvas.pen().setStroke(new BasicStroke(0.07f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            Path2D tail = new Path2D.Double();
            tail.moveTo(-0.18, -0.04);
            tail.curveTo(-0.5, 0.0, -0.5, -0.2, -0.42, -0.34);
            canvas.pen().draw(tail);
        });
    }
}
