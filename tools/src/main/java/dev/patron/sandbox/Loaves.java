package dev.patron.sandbox;

import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Round loaves on a floured board, seen from above, with steam and flour in the light. */
final class Loaves {
    private static final double[][] PLACES = {
        {-330, -130, 168}, {30, -190, 176}, {370, -110, 160}, {-180, 190, 182}, {190, 180, 172}, {545, 230, 158}
    };

    private final Scene scene;
    private final Tabletop table;

    Loaves(Scene scene) {
        this.scene = scene;
        this.table = new Tabletop(scene, 0x6b452c);
    }

    List<Sheet> sheets() {
        List<Sheet> sheets = new ArrayList<>();
        sheets.add(Sheet.still(0, table::boards));
        sheets.add(Sheet.still(0.05, table::light));
        sheets.add(Sheet.still(0.4, table.laid(c -> {
            table.linen(c, new double[][] {{-1000, -420}, {-480, -480}, {-400, 560}, {-1000, 560}}, 0xe9dfca);
            flour(c, 941, 900);
            double near = scene.has(Motif.CLOSE) ? 1.8 : 1;
            c.pen().scale(near, near);
            for (double[] place : PLACES) {
                loaf(c, place);
            }
        })));
        sheets.add(Sheet.moving(0.7, c -> Weather.beams(c, scene, 3)));
        sheets.add(Sheet.moving(0.9, this::dust));
        return List.copyOf(sheets);
    }

    private void flour(Canvas c, long salt, int grains) {
        SplittableRandom chance = c.chance(salt);
        for (int i = 0; i < grains; i++) {
            double size = Math.pow(chance.nextDouble(), 6) * 60 + 1;
            double x = chance.nextDouble(-900, 900);
            double y = chance.nextDouble(-500, 500);
            if (size > 12) {
                c.glow(x, y, size, 0xfff6e6, 0.22);
            } else {
                c.dot(x, y, size * 0.4 + 0.6, Tone.veil(0xfff6e6, 0.4));
            }
        }
    }

    private void loaf(Canvas c, double[] at) {
        double r = at[2];
        SplittableRandom chance = c.chance(942 + (long) at[0]);
        int crust = table.tone(Tone.mix(0xb06a2e, 0xc98a45, chance.nextDouble()));
        Tabletop.shade(c, at[0], at[1], r, 40);
        Tabletop.disc(
                c,
                Tabletop.around(at[0], at[1], r),
                Tone.mix(crust, 0xffdc9a, 0.55),
                crust,
                Tone.mix(crust, 0x3a1a0a, 0.75));
        for (int i = 0; i < 260; i++) {
            double turn = chance.nextDouble() * 6.3;
            double far = r * 0.93 * Math.sqrt(chance.nextDouble());
            c.dot(
                    at[0] + Math.cos(turn) * far,
                    at[1] + Math.sin(turn) * far,
                    chance.nextDouble(1, 5),
                    Tone.veil(i % 3 == 0 ? 0x5a2c12 : 0xfff3dc, chance.nextDouble(0.06, 0.32)));
        }
        double lean = chance.nextDouble() * 3;
        for (int i = -1; i <= 1; i++) {
            cut(c, at, lean, i * r * 0.42);
        }
    }

    /** One cut of the knife: an ear of dark crust, pale crumb inside. */
    private void cut(Canvas c, double[] at, double across, double off) {
        double r = at[2] * (off == 0 ? 0.78 : 0.62);
        double nx = -Math.sin(across) * off;
        double ny = Math.cos(across) * off;
        double dx = Math.cos(across) * r;
        double dy = Math.sin(across) * r;
        double[] wide = {0.3, 0.22, 0.1};
        int[] tones = {0x4e2510, 0xdca868, 0xf6dfb2};
        for (int i = 0; i < tones.length; i++) {
            double sx = -Math.sin(across) * r * wide[i];
            double sy = Math.cos(across) * r * wide[i];
            Path2D cut = new Path2D.Double();
            cut.moveTo(at[0] + nx - dx, at[1] + ny - dy);
            cut.quadTo(at[0] + nx * 1.4 + sx, at[1] + ny * 1.4 + sy, at[0] + nx + dx, at[1] + ny + dy);
            cut.quadTo(at[0] + nx * 1.4 - sx, at[1] + ny * 1.4 - sy, at[0] + nx - dx, at[1] + ny - dy);
            cut.closePath();
            c.fill(cut, Tone.veil(table.tone(tones[i]), i == 0 ? 0.7 : 0.6));
        }
    }

    private void dust(Canvas c) {
        SplittableRandom chance = c.chance(943);
        for (int i = 0; i < 110; i++) {
            double x = chance.nextDouble() * c.width() + Math.sin(c.seconds() * 0.8 + i) * c.unit() * 0.02;
            double y = (chance.nextDouble() + c.seconds() * chance.nextDouble(0.02, 0.06)) % 1 * c.height();
            c.glow(x, y, c.unit() * chance.nextDouble(0.002, 0.009), 0xfff6e0, chance.nextDouble(0.25, 0.8));
        }
    }
}
