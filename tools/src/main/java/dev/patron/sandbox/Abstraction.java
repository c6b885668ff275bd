package dev.patron.sandbox;

import java.awt.BasicStroke;
import java.awt.geom.AffineTransform;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.SplittableRandom;

/** Pictures for prompts without a known thing: cut paper, geometry on a grid, or a field of strokes. */
final class Abstraction {
    private static final int[][] SETS = {
        {0xf4ead8, 0x1f3a52, 0xd8573c, 0xf0b048, 0x7fb0a8},
        {0xf6efe4, 0x27243f, 0xe2725b, 0x8aa9a0, 0xf2c57c},
        {0x132238, 0xf3e3c3, 0xe8614f, 0x3e7f8c, 0xf2b45c},
        {0xf3e9e2, 0x3c2f4f, 0xc8566b, 0xe9a68f, 0x6b8ea6},
        {0x10302f, 0xe9e2c8, 0xd99a3e, 0x4f8f72, 0xc9553d},
        {0xf7f0dd, 0x20484a, 0xe58f65, 0x94b39a, 0xcf4f3f}
    };

    private final int[] tones;
    private final int kind;

    Abstraction(Scene scene) {
        long hash = Noise.scramble(scene.land().far() * 31L + scene.air().top() + Math.round(scene.sunX() * 1e6));
        this.tones = SETS[(int) Math.floorMod(hash, (long) SETS.length)];
        this.kind = (int) Math.floorMod(hash >>> 17, 3L);
    }

    List<Sheet> sheets() {
        return switch (kind) {
            case 0 -> List.of(Sheet.moving(0.2, this::paper));
            case 1 -> List.of(Sheet.still(0.2, this::geometry));
            default -> List.of(Sheet.still(0.1, this::ground), Sheet.moving(0.4, this::field));
        };
    }

    private void ground(Canvas c) {
        c.all(Canvas.blend(
                0,
                c.height(),
                Tone.opaque(Tone.lighten(tones[0], 0.06)),
                Tone.opaque(Tone.mix(tones[0], tones[3], 0.16))));
    }

    /** Sheets of cut paper, one over the other, each with its shadow. */
    private void paper(Canvas c) {
        ground(c);
        SplittableRandom chance = c.chance(1001);
        double unit = c.unit();
        double x = c.width() * chance.nextDouble(0.3, 0.7);
        double y = c.height() * chance.nextDouble(0.26, 0.4);
        double sun = unit * chance.nextDouble(0.15, 0.22);
        c.glow(x, y, sun * 2.2, tones[4], 0.3);
        c.dot(x + unit * 0.008, y + unit * 0.012, sun, Tone.veil(0x0a0a14, 0.2));
        c.fill(
                new Ellipse2D.Double(x - sun, y - sun, sun * 2, sun * 2),
                Canvas.blend(y - sun, y + sun, Tone.opaque(tones[2]), Tone.opaque(Tone.mix(tones[2], tones[4], 0.5))));
        int rows = 8;
        for (int i = 0; i < rows; i++) {
            double deep = i / (rows - 1.0);
            int hue = tones[new int[] {4, 3, 2, 3, 1, 4, 2, 1}[i]];
            int tone = Tone.mix(Tone.mix(hue, tones[0], 0.55 * (1 - deep)), 0x10121f, 0.18 * deep);
            Path2D sheet = sheet(c, 0.36 + 0.56 * deep, i);
            for (int k = 3; k >= 1; k--) {
                c.fill(
                        AffineTransform.getTranslateInstance(unit * 0.002 * k, -unit * 0.0045 * k)
                                .createTransformedShape(sheet),
                        Tone.veil(0x0a0a14, 0.075));
            }
            double top = c.height() * (0.3 + 0.56 * deep);
            c.fill(
                    sheet,
                    Canvas.blend(
                            top,
                            top + c.height() * 0.3,
                            Tone.opaque(Tone.lighten(tone, 0.12)),
                            Tone.opaque(Tone.darken(tone, 0.12))));
            c.pen().setStroke(new BasicStroke((float) (unit * 0.0022)));
            c.pen().setPaint(Tone.veil(0xffffff, 0.28));
            c.pen().draw(sheet);
        }
    }

    private Path2D sheet(Canvas c, double at, int row) {
        Path2D p = new Path2D.Double();
        p.moveTo(-20, c.height() + 20.0);
        double step = Math.max(3, c.width() / 200.0);
        double drift = c.seconds() * 0.06 * (row % 2 == 0 ? 1 : -1);
        for (double x = -20; x <= c.width() + 20 + step; x += step) {
            double swell = Noise.at(x / c.unit() * 1.3 + row * 3.1 + drift, row * 5.7, c.salt(12)) - 0.5;
            double ripple = Noise.at(x / c.unit() * 3.4 + drift * 2, row * 2.3, c.salt(13)) - 0.5;
            p.lineTo(x, c.height() * (at + swell * 0.32 + ripple * 0.05));
        }
        p.lineTo(c.width() + 40.0, c.height() + 20.0);
        p.closePath();
        return p;
    }

    /** Quarter circles, rings, stripes and discs on a grid. */
    private void geometry(Canvas c) {
        ground(c);
        SplittableRandom chance = c.chance(1002);
        double cell = c.unit() / 4.0;
        int columns = (int) Math.ceil(c.width() / cell);
        int rows = (int) Math.ceil(c.height() / cell);
        double left = (c.width() - columns * cell) / 2;
        double top = (c.height() - rows * cell) / 2;
        int last = -1;
        for (int r = 0; r < rows; r++) {
            for (int k = 0; k < columns; k++) {
                int back = chance.nextInt(tones.length);
                back = back == last ? (back + 1) % tones.length : back;
                last = back;
                int front = (back + 1 + chance.nextInt(tones.length - 1)) % tones.length;
                Rectangle2D box = new Rectangle2D.Double(left + k * cell, top + r * cell, cell, cell);
                c.fill(
                        new Rectangle2D.Double(box.getX(), box.getY(), cell + 1, cell + 1),
                        Canvas.blend(
                                box.getY(),
                                box.getMaxY(),
                                Tone.opaque(Tone.lighten(tones[back], 0.05)),
                                Tone.opaque(Tone.darken(tones[back], 0.06))));
                AffineTransform before = c.pen().getTransform();
                java.awt.Shape clip = c.pen().getClip();
                c.pen().clip(box);
                c.pen().rotate(chance.nextInt(4) * Math.PI / 2, box.getCenterX(), box.getCenterY());
                figure(c, chance, box, new int[] {tones[front], tones[(front + 2) % tones.length]});
                c.pen().setTransform(before);
                c.pen().setClip(clip);
            }
        }
    }

    private static void figure(Canvas c, SplittableRandom chance, Rectangle2D box, int[] pair) {
        double x = box.getX();
        double y = box.getY();
        double s = box.getWidth();
        switch (chance.nextInt(6)) {
            case 0 -> {
                c.fill(new Arc2D.Double(x - s, y, s * 2, s * 2, 0, 90, Arc2D.PIE), pair[0]);
                c.fill(new Arc2D.Double(x - s * 0.5, y + s * 0.5, s, s, 0, 90, Arc2D.PIE), pair[1]);
            }
            case 1 -> {
                for (int i = 0; i < 4; i++) {
                    double d = s * (2 - i * 0.5);
                    c.fill(new Ellipse2D.Double(x - d / 2, y - d / 2, d, d), pair[i % 2]);
                }
            }
            case 2 -> {
                for (int i = 0; i < 4; i++) {
                    c.fill(new Rectangle2D.Double(x, y + s * (0.125 + i * 0.25) - s * 0.06, s, s * 0.12), pair[0]);
                }
            }
            case 3 -> {
                c.fill(new Ellipse2D.Double(x + s * 0.16, y + s * 0.16, s * 0.68, s * 0.68), pair[0]);
                c.fill(new Arc2D.Double(x + s * 0.16, y + s * 0.16, s * 0.68, s * 0.68, 90, 180, Arc2D.PIE), pair[1]);
            }
            case 4 -> {
                Path2D half = new Path2D.Double();
                half.moveTo(x, y);
                half.lineTo(x + s, y + s);
                half.lineTo(x, y + s);
                half.closePath();
                c.fill(half, pair[0]);
            }
            default -> {
                c.fill(new Arc2D.Double(x, y - s * 0.5, s, s, 180, 180, Arc2D.PIE), pair[0]);
                c.fill(new Arc2D.Double(x, y, s, s, 180, 180, Arc2D.PIE), pair[1]);
            }
        }
    }

    /** Long strokes that follow one current. */
    private void field(Canvas c) {
        SplittableRandom chance = c.chance(1003);
        double unit = c.unit();
        long salt = c.salt(14);
        int strokes = 620;
        for (int i = 0; i < strokes; i++) {
            double x = chance.nextDouble(-0.1, 1.05) * c.width();
            double y = chance.nextDouble(-0.05, 1.05) * c.height();
            double band = Noise.at(x / unit * 1.1, y / unit * 1.5, salt + 9);
            int tone = tones[1 + (int) Math.min(3, band * 4.2 + chance.nextDouble(-0.4, 0.4) + 0.2) % 4];
            Path2D line = new Path2D.Double();
            line.moveTo(x, y);
            int length = chance.nextInt(14, 46);
            for (int k = 0; k < length; k++) {
                double angle = (Noise.at(x / unit * 1.15, y / unit * 1.15, salt) - 0.5) * 7 + c.seconds() * 0.03;
                x += Math.cos(angle) * unit * 0.011;
                y += Math.sin(angle) * unit * 0.011;
                line.lineTo(x, y);
            }
            double thick = unit * (0.002 + 0.013 * Math.pow(chance.nextDouble(), 2));
            c.pen().setStroke(new BasicStroke((float) thick, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            c.pen().translate(unit * 0.002, unit * 0.003);
            c.pen().setPaint(Tone.veil(0x0a0a14, 0.16));
            c.pen().draw(line);
            c.pen().translate(-unit * 0.002, -unit * 0.003);
            c.pen().setPaint(Tone.veil(Tone.mix(tone, tones[0], chance.nextDouble(0, 0.3)), 0.95));
            c.pen().draw(line);
        }
    }
}
