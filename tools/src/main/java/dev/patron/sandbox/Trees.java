package dev.patron.sandbox;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.QuadCurve2D;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Trees: conifers, crowns of leaves or blossoms on grown branches, and the bough that frames a picture. */
final class Trees {
    /** A place where leaves gather, with the reach of the cluster. */
    private record Tuft(double x, double y, double reach) {}

    /** Colours of a tree: wood, then leaves in shadow, in half light and in the sun. */
    record Coat(int wood, int shade, int middle, int bright) {}

    /** Where a tree stands, how tall it is in pixels, how it leans, and its salt. */
    record Stand(double x, double y, double tall, double lean, long salt) {}

    private static final int TUFTS_MAX = 90;

    private Trees() {}

    static Coat coat(Scene s, double haze) {
        int wood = s.lit(0x4a3530, haze);
        int leaf = s.has(Motif.BLOSSOM)
                ? s.land().accent()
                : s.has(Motif.AUTUMN)
                        ? 0xd9642c
                        : s.has(Motif.SNOW) ? 0xeaf1f7 : Tone.mix(s.land().leaf(), 0x5f8a4c, 0.4);
        int own = s.lit(leaf, haze);
        return new Coat(
                wood,
                Tone.mix(own, Tone.mix(s.land().near(), s.air().top(), 0.3), 0.42),
                own,
                Tone.mix(own, Tone.lighten(s.air().sun(), 0.3), s.dark() ? 0.25 : 0.55));
    }

    static void conifer(Canvas c, double x, double y, double tall, int colour) {
        Path2D p = new Path2D.Double();
        p.moveTo(x, y - tall);
        int tiers = tall > c.unit() * 0.06 ? 6 : 3;
        for (int i = 1; i <= tiers; i++) {
            double down = y - tall + tall * i / tiers;
            double reach = tall * 0.22 * i / tiers;
            p.lineTo(x + reach, down);
            p.lineTo(x + reach * 0.5, down - tall * 0.035);
        }
        for (int i = tiers; i >= 1; i--) {
            double down = y - tall + tall * i / tiers;
            double reach = tall * 0.22 * i / tiers;
            p.lineTo(x - reach * 0.5, down - tall * 0.035);
            p.lineTo(x - reach, down);
            p.lineTo(x - reach * 0.45, down - tall / tiers * 0.75);
        }
        p.closePath();
        c.fill(p, colour);
    }

    /** A tree with a spreading crown. */
    static void spreading(Canvas c, Stand stand, Coat coat) {
        SplittableRandom chance = c.chance(stand.salt());
        List<Tuft> tufts = new ArrayList<>();
        double angle = -Math.PI / 2 + stand.lean();
        grow(
                c,
                new Limb(stand.x(), stand.y(), angle, stand.tall() * 0.36, 0),
                new Growth(chance, tufts, coat.wood(), stand.tall()));
        crown(c, tufts, coat, chance);
    }

    /** One piece of wood: start, direction, length and how many forks below it. */
    private record Limb(double x, double y, double angle, double length, int order) {}

    private record Growth(SplittableRandom chance, List<Tuft> tufts, int wood, double tall) {}

    private static void grow(Canvas c, Limb limb, Growth growth) {
        double x = limb.x() + Math.cos(limb.angle()) * limb.length();
        double y = limb.y() + Math.sin(limb.angle()) * limb.length();
        SplittableRandom chance = growth.chance();
        double bow = limb.length() * chance.nextDouble(-0.16, 0.16);
        double thick = growth.tall() * 0.05 * Math.pow(0.6, limb.order());
        c.pen().setStroke(new BasicStroke((float) Math.max(0.6, thick), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        c.pen().setPaint(Tone.opaque(growth.wood()));
        c.pen()
                .draw(new QuadCurve2D.Double(
                        limb.x(), limb.y(), (limb.x() + x) / 2 + bow, (limb.y() + y) / 2 - Math.abs(bow) * 0.4, x, y));
        if (limb.order() >= 2 && growth.tufts().size() < TUFTS_MAX) {
            growth.tufts().add(new Tuft(x, y, growth.tall() * chance.nextDouble(0.07, 0.125)));
        }
        if (limb.order() == 4) {
            return;
        }
        int forks = limb.order() < 2 ? 3 : 2;
        for (int i = 0; i < forks; i++) {
            double spread = (i - (forks - 1) / 2.0) * 0.82 + chance.nextDouble(-0.24, 0.24);
            double angle = limb.angle() + spread;
            angle += (-Math.PI / 2 - angle) * 0.08;
            grow(c, new Limb(x, y, angle, limb.length() * chance.nextDouble(0.6, 0.82), limb.order() + 1), growth);
        }
    }

    private static void crown(Canvas c, List<Tuft> tufts, Coat coat, SplittableRandom chance) {
        int[] tones = {coat.shade(), coat.middle(), coat.bright()};
        double[] shifts = {0.28, 0, -0.3};
        int[] counts = {26, 30, 17};
        for (int pass = 0; pass < 3; pass++) {
            for (Tuft tuft : tufts) {
                for (int i = 0; i < counts[pass]; i++) {
                    double far = Math.sqrt(chance.nextDouble()) * tuft.reach() * (pass == 2 ? 0.8 : 1.05);
                    double round = chance.nextDouble() * Math.PI * 2;
                    double x = tuft.x() + Math.cos(round) * far * 1.2;
                    double y = tuft.y() + Math.sin(round) * far * 0.8 + shifts[pass] * tuft.reach();
                    int tone = Tone.mix(tones[pass], tones[Math.min(2, pass + 1)], chance.nextDouble() * 0.6);
                    double size = tuft.reach() * chance.nextDouble(0.08, 0.24);
                    dab(c, new Petals.Place(x, y, size, round), Tone.veil(tone, 0.86));
                }
            }
        }
    }

    private static void dab(Canvas c, Petals.Place at, Color colour) {
        AffineTransform turn = AffineTransform.getRotateInstance(at.turn(), at.x(), at.y());
        double size = at.size();
        Ellipse2D touch = new Ellipse2D.Double(at.x() - size, at.y() - size * 0.62, size * 2, size * 1.24);
        c.fill(turn.createTransformedShape(touch), colour);
    }

    /** A bough that hangs into the picture from an upper corner: side is -1 for the left, 1 for the right. */
    static void bough(Canvas c, Scene s, int side, long salt) {
        SplittableRandom chance = c.chance(salt);
        double unit = c.unit();
        double x = side < 0 ? -0.02 * unit : c.width() + 0.02 * unit;
        double y = unit * chance.nextDouble(0.06, 0.16);
        int wood = Tone.mix(s.lit(0x3c2a28, 0), s.land().near(), 0.5);
        List<Tuft> buds = new ArrayList<>();
        twig(
                c,
                new Limb(x, y, side < 0 ? 0.16 : Math.PI - 0.16, unit * 0.17, 0),
                new Growth(chance, buds, wood, unit * 0.5));
        for (Tuft bud : buds) {
            int flowers = chance.nextInt(3, 7);
            for (int i = 0; i < flowers; i++) {
                double fx = bud.x() + chance.nextDouble(-1, 1) * unit * 0.03;
                double fy = bud.y() + chance.nextDouble(-1, 1) * unit * 0.026;
                Petals.flower(
                        c,
                        s,
                        new Petals.Place(fx, fy, unit * chance.nextDouble(0.012, 0.024), chance.nextDouble() * 6));
            }
        }
    }

    private static void twig(Canvas c, Limb limb, Growth growth) {
        SplittableRandom chance = growth.chance();
        double x = limb.x() + Math.cos(limb.angle()) * limb.length();
        double y = limb.y() + Math.sin(limb.angle()) * limb.length();
        double bow = limb.length() * chance.nextDouble(-0.14, 0.14);
        double thick = growth.tall() * 0.034 * Math.pow(0.66, limb.order());
        c.pen().setStroke(new BasicStroke((float) Math.max(0.8, thick), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        c.pen().setPaint(Tone.opaque(growth.wood()));
        c.pen().draw(new QuadCurve2D.Double(limb.x(), limb.y(), (limb.x() + x) / 2, (limb.y() + y) / 2 + bow, x, y));
        if (limb.order() >= 1 && growth.tufts().size() < TUFTS_MAX) {
            growth.tufts().add(new Tuft(x, y, 1));
        }
        if (limb.order() == 4) {
            return;
        }
        int forks = chance.nextInt(10) < 7 ? 2 : 1;
        for (int i = 0; i < forks; i++) {
            double turn = (i == 0 ? 0.1 : chance.nextInt(2) == 0 ? 0.6 : -0.6) + chance.nextDouble(-0.22, 0.22);
            double length = limb.length() * chance.nextDouble(0.66, 0.9);
            twig(c, new Limb(x, y, limb.angle() + turn, length, limb.order() + 1), growth);
        }
    }
}
