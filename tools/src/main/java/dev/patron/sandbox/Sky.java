package dev.patron.sandbox;

import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.SplittableRandom;

/** The sky: three blended colours, light around the sun, clouds that drift, sun or moon, and stars. */
final class Sky {
    private static final double CLOUDS_PER_SECOND = 0.055;

    private final Scene scene;
    private final double horizon;

    /** Holds a sky whose lowest colour lies at a share of the height. */
    Sky(Scene scene, double horizon) {
        this.scene = scene;
        this.horizon = horizon;
    }

    void air(Canvas c) {
        int step = Math.max(2, c.width() / 340);
        int across = c.width() / step + 2;
        int down = c.height() / step + 2;
        BufferedImage small = new BufferedImage(across, down, BufferedImage.TYPE_INT_RGB);
        int[] row = new int[across];
        for (int y = 0; y < down; y++) {
            for (int x = 0; x < across; x++) {
                row[x] = at(c, x * step, y * step);
            }
            small.setRGB(0, y, across, 1, row, 0, across);
        }
        c.pen().setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        c.pen().drawImage(small, 0, 0, across * step, down * step, null);
    }

    private int at(Canvas c, double x, double y) {
        Palette.Air air = scene.air();
        long salt = c.salt(11);
        double unit = c.unit();
        double brush = Noise.cloud(x / unit * 1.6, y / unit * 6, salt) - 0.5;
        double v = y / (horizon * c.height()) + brush * 0.13;
        int base = v < 0.52
                ? Tone.mix(air.top(), air.middle(), Noise.step(-0.05, 0.52, v))
                : Tone.mix(air.middle(), air.low(), Noise.step(0.52, 1.0, v));
        double dx = (x - scene.sunX() * c.width()) / unit;
        double dy = (y - scene.sunY() * c.height()) / unit;
        double far = dx * dx + dy * dy * 1.3;
        double strength = scene.light() == Light.NIGHT ? 0.4 : 0.8;
        double light = strength * (0.62 * Math.exp(-far * 16) + 0.4 * Math.exp(-far * 3.2));
        int lit = Tone.mix(base, Tone.mix(air.sun(), air.low(), 0.25), light);
        double drift = c.seconds() * CLOUDS_PER_SECOND;
        double bend = Noise.at(x / unit * 2, y / unit * 3, salt + 5) * 0.6;
        double field = Noise.cloud(x / unit * 1.5 - drift + bend, y / unit * 5.2 + bend, salt + 3);
        double cloud = Noise.step(0.5, 0.74, field) * Noise.step(1.05, 0.6, y / (horizon * c.height()));
        double edge = Noise.step(0.5, 0.6, field) - Noise.step(0.6, 0.72, field);
        int body = Tone.mix(Tone.mix(air.middle(), air.low(), 0.5), air.sun(), 0.25 + 0.7 * light);
        int clouded = Tone.mix(lit, scene.dark() ? Tone.mix(body, air.middle(), 0.45) : body, cloud * 0.62);
        return Tone.mix(clouded, air.sun(), Math.max(0, edge) * (0.1 + 0.5 * light));
    }

    void orb(Canvas c) {
        double x = scene.sunX() * c.width();
        double y = scene.sunY() * c.height();
        boolean night = scene.light() == Light.NIGHT;
        double radius = c.unit() * (night ? 0.052 : 0.06);
        int sun = scene.air().sun();
        boolean veiled = scene.light() == Light.GREY;
        c.glow(x, y, radius * 6.5, sun, veiled ? 0.3 : 0.5);
        c.glow(x, y, radius * 2.2, sun, veiled ? 0.25 : 0.5);
        c.dot(x, y, radius, Tone.veil(Tone.lighten(sun, Tone.light(sun) > 0.6 ? 0.4 : 0), veiled ? 0.55 : 0.96));
        if (night) {
            c.dot(x - radius * 0.28, y - radius * 0.2, radius * 0.2, Tone.veil(0xd8cfb4, 0.35));
            c.dot(x + radius * 0.3, y + radius * 0.25, radius * 0.27, Tone.veil(0xd8cfb4, 0.3));
            c.dot(x + radius * 0.1, y - radius * 0.45, radius * 0.12, Tone.veil(0xd8cfb4, 0.3));
        }
    }

    void stars(Canvas c) {
        SplittableRandom chance = c.chance(21);
        int count = scene.light() == Light.NIGHT ? 260 : 60;
        for (int i = 0; i < count; i++) {
            double x = chance.nextDouble() * c.width();
            double y = Math.pow(chance.nextDouble(), 1.3) * c.height() * horizon * 0.8;
            double size = c.unit() * (0.0006 + 0.0016 * Math.pow(chance.nextDouble(), 4));
            double phase = chance.nextDouble() * 6.28;
            double twinkle = 0.55 + 0.35 * Math.sin(phase + c.seconds() * 3);
            c.dot(x, y, Math.max(0.5, size), Tone.veil(0xfff6e0, twinkle));
            if (size > c.unit() * 0.0017) {
                c.glow(x, y, size * 7, 0xcfe0ff, 0.35);
            }
        }
    }
}
