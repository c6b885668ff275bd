package dev.patron.sandbox;

import java.awt.BasicStroke;
import java.awt.geom.Area;
import java.awt.geom.Path2D;
import java.util.SplittableRandom;

/** Mountains, hills and the ground, as layered silhouettes that fade into the air below them. */
final class Terrain {
    /** Shape of a ridge: height of its foot and its rise as shares of the picture, how rough, and its salt. */
    record Ridge(double foot, double rise, double waves, Shape shape, long salt) {}

    /** Sharp or rolling. */
    enum Shape {
        SHARP,
        ROUND
    }

    private Terrain() {}

    static double height(Canvas c, Ridge ridge, double x) {
        double along = x / c.unit() * ridge.waves() + 3;
        long salt = c.salt(ridge.salt());
        double rise =
                switch (ridge.shape()) {
                    case SHARP -> Noise.crest(along, salt);
                    case ROUND -> Noise.at(along, 1.5, salt) * 0.8 + Noise.at(along * 2.7, 9.5, salt) * 0.2;
                };
        return (ridge.foot() - ridge.rise() * rise) * c.height();
    }

    /** Paints a ridge from its crest colour down to a colour at its foot. */
    static void ridge(Canvas c, Ridge ridge, int crest, int foot) {
        Path2D line = new Path2D.Double();
        double step = Math.max(2, c.width() / 420.0);
        line.moveTo(-step, height(c, ridge, -step));
        for (double x = 0; x <= c.width() + step; x += step) {
            line.lineTo(x, height(c, ridge, x));
        }
        Path2D body = new Path2D.Double(line);
        body.lineTo(c.width() + 2 * step, c.height() + 2);
        body.lineTo(-step, c.height() + 2);
        body.closePath();
        double top = (ridge.foot() - ridge.rise() * 0.9) * c.height();
        double bottom = (ridge.foot() + ridge.rise() * 0.35) * c.height();
        c.fill(
                body,
                Canvas.blend(
                        top, bottom, Tone.opaque(crest), Tone.opaque(Tone.mix(crest, foot, 0.45)), Tone.opaque(foot)));
        c.pen().setStroke(new BasicStroke((float) (c.unit() * 0.0022)));
        c.pen().setPaint(Tone.veil(Tone.lighten(foot, 0.35), 0.3));
        c.pen().draw(line);
    }

    /** Conifers along a ridge, small enough to read as a wooded edge. */
    static void wooded(Canvas c, Ridge ridge, int colour, double size) {
        SplittableRandom chance = c.chance(ridge.salt() + 77);
        double tall = size * c.unit();
        int count = (int) Math.min(900, c.width() / tall * 4.5);
        for (int i = 0; i < count; i++) {
            double x = chance.nextDouble() * c.width();
            double grove = Noise.at(x / c.unit() * 5, 4, c.salt(ridge.salt() + 5));
            double h = tall * chance.nextDouble(0.5, 1.15) * Noise.step(0.32, 0.62, grove);
            if (h > tall * 0.2) {
                Trees.conifer(c, x, height(c, ridge, x) + tall * 0.12, h, colour);
            }
        }
    }

    /** A single great peak with snow on it. */
    static void peak(Canvas c, Scene s, double footY) {
        double x = (s.subjectX() < 0.5 ? 0.62 : 0.4) * c.width();
        double foot = footY * c.height();
        double tall = Math.min(c.height() * 0.42, c.unit() * 0.5);
        double half = tall * 2.1;
        int rock = Tone.mix(s.land().far(), s.land().near(), 0.34);
        Path2D body = new Path2D.Double();
        body.moveTo(x - half, foot);
        body.curveTo(
                x - half * 0.45, foot - tall * 0.2, x - half * 0.22, foot - tall * 0.72, x - half * 0.042, foot - tall);
        body.lineTo(x - half * 0.018, foot - tall * 0.985);
        body.lineTo(x + half * 0.012, foot - tall * 0.992);
        body.lineTo(x + half * 0.04, foot - tall * 0.99);
        body.curveTo(x + half * 0.22, foot - tall * 0.7, x + half * 0.45, foot - tall * 0.2, x + half, foot);
        body.closePath();
        c.fill(
                body,
                Canvas.blend(
                        foot - tall,
                        foot,
                        Tone.opaque(rock),
                        Tone.opaque(Tone.mix(rock, s.air().low(), 0.25)),
                        Tone.opaque(Tone.mix(rock, s.air().low(), 0.9))));
        Area snow = new Area(body);
        snow.intersect(new Area(snowline(c, x, foot - tall, half)));
        int white = Tone.mix(0xffffff, s.air().low(), 0.3);
        c.fill(snow, Tone.veil(s.dark() ? Tone.mix(white, s.land().far(), 0.45) : white, 0.95));
        Area shade = new Area(body);
        Path2D side = new Path2D.Double();
        double sign = s.sunX() * c.width() < x ? 1 : -1;
        side.moveTo(x, foot - tall * 1.1);
        side.lineTo(x + sign * half * 0.04, foot - tall * 0.7);
        side.lineTo(x - sign * half * 0.02, foot - tall * 0.45);
        side.lineTo(x + sign * half * 0.1, foot);
        side.lineTo(x + sign * half * 1.1, foot);
        side.lineTo(x + sign * half * 1.1, foot - tall * 1.1);
        side.closePath();
        shade.intersect(new Area(side));
        c.fill(
                shade,
                Canvas.blend(
                        foot - tall,
                        foot,
                        Tone.veil(s.land().near(), 0.26),
                        Tone.veil(s.land().near(), 0)));
    }

    private static Path2D snowline(Canvas c, double x, double top, double half) {
        SplittableRandom chance = c.chance(63);
        Path2D line = new Path2D.Double();
        line.moveTo(x - half, top - half);
        line.lineTo(x - half * 0.42, top + half * 0.2);
        int teeth = 25;
        for (int i = 0; i <= teeth; i++) {
            double across = (i / (double) teeth - 0.5) * half * 0.62;
            double deep = i % 2 == 0 ? chance.nextDouble(0.13, 0.25) : chance.nextDouble(0.1, 0.16);
            line.lineTo(x + across, top + half * deep * (1 - Math.abs(across) / half));
        }
        line.lineTo(x + half, top - half);
        line.closePath();
        return line;
    }

    /** Dune crests with a lit and a shaded side. */
    static void dune(Canvas c, Scene s, Ridge ridge, double depth) {
        int sand = s.lit(Tone.mix(0xe0a868, s.air().low(), 0.25), 0.75 * (1 - depth));
        int shade = Tone.mix(sand, s.land().near(), 0.34 + 0.2 * depth);
        ridge(c, ridge, sand, Tone.mix(sand, s.air().low(), 0.22 * (1 - depth)));
        SplittableRandom chance = c.chance(ridge.salt() + 3);
        double side = s.sunX() < 0.5 ? 1 : -1;
        for (int i = 0; i < 3; i++) {
            double from = (i + chance.nextDouble(0.1, 0.7)) / 3 * c.width();
            double reach = c.unit() * chance.nextDouble(0.35, 0.7);
            Path2D face = new Path2D.Double();
            face.moveTo(from, height(c, ridge, from));
            for (int k = 1; k <= 40; k++) {
                double x = from + side * reach * k / 40;
                face.lineTo(x, height(c, ridge, x));
            }
            double end = from + side * reach;
            double start = height(c, ridge, from);
            double low = start + reach * 0.34;
            face.curveTo(
                    end - side * reach * 0.3,
                    height(c, ridge, end) + reach * 0.03,
                    from + side * reach * 0.62,
                    low,
                    from + side * reach * 0.3,
                    low);
            face.curveTo(
                    from + side * reach * 0.02,
                    low - reach * 0.1,
                    from + side * reach * 0.2,
                    start + reach * 0.12,
                    from,
                    start);
            face.closePath();
            double top = (ridge.foot() - ridge.rise()) * c.height();
            c.fill(
                    face,
                    Canvas.blend(top, low, Tone.veil(shade, 0.85), Tone.veil(shade, 0.55), Tone.veil(shade, 0.05)));
        }
    }
}
