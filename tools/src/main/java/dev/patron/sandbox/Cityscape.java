package dev.patron.sandbox;

import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A skyline in rows that fade with distance, lit windows, and its image in water or a wet street. */
final class Cityscape {
    private static final double SHORE = 0.74;
    private static final int ROWS = 4;

    private final Scene scene;

    Cityscape(Scene scene) {
        this.scene = scene;
    }

    List<Sheet> sheets() {
        List<Sheet> sheets = new ArrayList<>();
        Sky sky = new Sky(scene, 0.7);
        sheets.add(Sheet.moving(0, sky::air));
        if (scene.dark()) {
            sheets.add(Sheet.moving(0, sky::stars));
        }
        sheets.add(Sheet.still(0.03, sky::orb));
        if (scene.has(Motif.MOUNTAIN)) {
            sheets.add(Sheet.still(0.05, c -> Terrain.peak(c, scene, SHORE - 0.04)));
        }
        for (int i = 0; i < ROWS; i++) {
            int row = i;
            sheets.add(Sheet.still(0.1 + 0.1 * i, c -> row(c, row)));
            if (i < ROWS - 1) {
                double strength = 0.35 + (scene.has(Motif.MIST) ? 0.4 : 0);
                sheets.add(Sheet.moving(0.1 + 0.1 * i, c -> Weather.mist(c, scene, SHORE - 0.06, strength)));
            }
        }
        Waters water = new Waters(scene, SHORE);
        sheets.add(Sheet.moving(0.45, water::mirror));
        sheets.add(Sheet.moving(0.45, water::glitter));
        sheets.add(Sheet.still(0.9, this::quay));
        Composition.falling(scene, sheets);
        return List.copyOf(sheets);
    }

    private void row(Canvas c, int row) {
        SplittableRandom chance = c.chance(900 + row);
        double near = row / (ROWS - 1.0);
        double unit = c.unit();
        double base = SHORE * c.height();
        Palette.Land land = scene.land();
        int body = Tone.mix(Tone.mix(land.far(), scene.air().low(), 0.25), land.near(), 0.12 + 0.72 * near);
        double x = -unit * 0.05;
        while (x < c.width() * 1.02) {
            double wide = unit * chance.nextDouble(0.035, 0.085) * (0.8 + 0.5 * near);
            double swell = Math.exp(-Math.pow((x / c.width() - scene.subjectX()) * 3.2, 2));
            double tall = unit
                    * (0.1
                            + (0.34 - 0.14 * near) * chance.nextDouble() * (0.35 + 0.65 * swell)
                            + 0.15 * swell * (1 - near));
            tower(
                    c,
                    chance,
                    new Rectangle2D.Double(x, base - tall, wide, tall),
                    Tone.mix(body, land.near(), chance.nextDouble(0, 0.14)));
            x += wide * chance.nextDouble(0.82, 1.2);
        }
    }

    private void tower(Canvas c, SplittableRandom chance, Rectangle2D box, int body) {
        int foot = Tone.mix(body, scene.air().low(), 0.3);
        double unit = c.unit();
        c.fill(
                box,
                Canvas.blend(
                        box.getY(),
                        box.getMaxY(),
                        Tone.opaque(body),
                        Tone.opaque(Tone.mix(body, foot, 0.4)),
                        Tone.opaque(foot)));
        double edge = unit * 0.0035;
        double lit = scene.sunX() * c.width() < box.getCenterX() ? box.getX() : box.getMaxX() - edge;
        c.fill(
                new Rectangle2D.Double(lit, box.getY(), edge, box.getHeight()),
                Canvas.blend(
                        box.getY(),
                        box.getMaxY(),
                        Tone.veil(scene.air().sun(), 0.4),
                        Tone.veil(scene.air().sun(), 0)));
        switch (chance.nextInt(5)) {
            case 0 -> {
                c.fill(
                        new Rectangle2D.Double(
                                box.getCenterX() - unit * 0.0015, box.getY() - unit * 0.05, unit * 0.003, unit * 0.05),
                        body);
                c.glow(box.getCenterX(), box.getY() - unit * 0.05, unit * 0.012, 0xff5a4a, 0.9);
            }
            case 1 ->
                c.fill(
                        new Rectangle2D.Double(
                                box.getX() + box.getWidth() * 0.2,
                                box.getY() - unit * 0.018,
                                box.getWidth() * 0.6,
                                unit * 0.019),
                        body);
            case 2 ->
                c.fill(
                        new Rectangle2D.Double(
                                box.getX() + box.getWidth() * 0.35,
                                box.getY() - unit * 0.034,
                                box.getWidth() * 0.3,
                                unit * 0.035),
                        body);
            default -> {}
        }
        windows(c, chance, box);
        if (scene.dark() && chance.nextInt(4) == 0) {
            sign(c, chance, box);
        }
    }

    private void windows(Canvas c, SplittableRandom chance, Rectangle2D box) {
        double cell = c.unit() * 0.0105;
        double share = scene.dark() ? 0.38 : 0.1;
        int warm = scene.land().warm();
        int columns = (int) (box.getWidth() / cell) - 1;
        int floors = Math.min(70, (int) (box.getHeight() / (cell * 1.35)) - 1);
        double left = box.getX() + (box.getWidth() - columns * cell) / 2;
        for (int f = 0; f < floors; f++) {
            for (int k = 0; k < columns; k++) {
                double roll = chance.nextDouble();
                if (roll < share) {
                    int tone =
                            roll < share * 0.25 ? Tone.mix(warm, scene.land().accent(), 0.6) : Tone.lighten(warm, roll);
                    c.fill(
                            new Rectangle2D.Double(
                                    left + k * cell + cell * 0.22,
                                    box.getY() + cell * (0.8 + f * 1.35),
                                    cell * 0.56,
                                    cell * 0.72),
                            Tone.veil(tone, scene.dark() ? 0.4 + roll * 1.4 : 0.35));
                }
            }
        }
    }

    /** A bar of coloured light, since a sign has no letters here. */
    private void sign(Canvas c, SplittableRandom chance, Rectangle2D box) {
        int tone = chance.nextBoolean() ? scene.land().accent() : scene.land().warm();
        double wide = c.unit() * 0.008;
        double tall = Math.min(box.getHeight() * 0.4, c.unit() * chance.nextDouble(0.05, 0.12));
        double x = box.getX() + box.getWidth() * chance.nextDouble(0.15, 0.8);
        double y = box.getY() + box.getHeight() * 0.15;
        c.glow(x + wide / 2, y + tall / 2, tall * 0.8, tone, 0.6);
        c.fill(
                new java.awt.geom.RoundRectangle2D.Double(x, y, wide, tall, wide, wide),
                Tone.veil(Tone.lighten(tone, 0.35), 0.95));
    }

    private void quay(Canvas c) {
        double unit = c.unit();
        int near = Tone.darken(scene.land().near(), 0.2);
        double y = c.height() - unit * 0.055;
        c.fill(new Rectangle2D.Double(0, y, c.width(), unit * 0.06), near);
        c.fill(new Rectangle2D.Double(0, y - unit * 0.05, c.width(), unit * 0.005), near);
        for (double x = 0; x < c.width(); x += unit * 0.06) {
            c.fill(new Rectangle2D.Double(x, y - unit * 0.05, unit * 0.004, unit * 0.06), near);
        }
        for (double at : new double[] {0.13, 0.47, 0.86}) {
            double x = at * c.width();
            c.fill(new Rectangle2D.Double(x, y - unit * 0.17, unit * 0.006, unit * 0.19), near);
            c.glow(x + unit * 0.003, y - unit * 0.175, unit * 0.13, scene.land().warm(), scene.dark() ? 0.6 : 0.2);
            c.dot(
                    x + unit * 0.003,
                    y - unit * 0.178,
                    unit * 0.011,
                    Tone.opaque(Tone.lighten(scene.land().warm(), 0.5)));
        }
        new Landmarks(c, scene, 0)
                .figure(new Petals.Place(
                        c.width() * (scene.subjectX() < 0.5 ? 0.7 : 0.28), y + unit * 0.004, unit * 0.13, 0));
    }
}
