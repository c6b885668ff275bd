package dev.patron.sandbox;

/** Smooth repeatable noise in zero to one: the same place and salt always give the same value. */
final class Noise {
    private Noise() {}

    static long scramble(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    private static double lattice(int x, int y, long salt) {
        int h = x * 0x27d4eb2d ^ y * 0x165667b1 ^ (int) salt ^ (int) (salt >>> 32);
        h = (h ^ (h >>> 15)) * 0x2c1b3c6d;
        h = (h ^ (h >>> 12)) * 0x297a2d39;
        return ((h ^ (h >>> 15)) >>> 8) * 0x1p-24;
    }

    static double at(double x, double y, long salt) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double u = ease(x - left);
        double v = ease(y - top);
        double upper = lattice(left, top, salt) * (1 - u) + lattice(left + 1, top, salt) * u;
        double lower = lattice(left, top + 1, salt) * (1 - u) + lattice(left + 1, top + 1, salt) * u;
        return upper * (1 - v) + lower * v;
    }

    /** Four octaves of noise. */
    static double cloud(double x, double y, long salt) {
        return (at(x, y, salt) * 8
                        + at(x * 2.03 + 17, y * 2.03, salt) * 4
                        + at(x * 4.1, y * 4.1 + 31, salt) * 2
                        + at(x * 8.3 + 5, y * 8.3, salt))
                / 15;
    }

    /** Noise along a line, with sharp crests: mountains. */
    static double crest(double x, long salt) {
        double sum = 0;
        double weight = 0.5;
        double reach = x;
        for (int octave = 0; octave < 5; octave++) {
            sum += weight * (1 - Math.abs(2 * at(reach, octave * 7.3, salt) - 1));
            reach = reach * 2.1 + 3.7;
            weight *= 0.46;
        }
        return sum;
    }

    static double ease(double t) {
        return t * t * (3 - 2 * t);
    }

    /** Zero below one edge, one above the other, smooth between. */
    static double step(double from, double to, double value) {
        return ease(Math.clamp((value - from) / (to - from), 0.0, 1.0));
    }
}
