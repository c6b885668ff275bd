package dev.patron.sandbox;

import java.awt.BasicStroke;
import java.awt.geom.QuadCurve2D;
import java.awt.geom.RoundRectangle2D;

/** The last touches on a picture: washes of paper, darker corners, a fine grain, and the seal of the sandbox. */
final class Finish {
    private static final int TILE = 256;

    private Finish() {}

    /** Uneven pigment, corners and grain, in one pass over the pixels. */
    static void paper(Canvas c, int grain) {
        int width = c.image().getWidth();
        int height = c.image().getHeight();
        int[] pixels = c.pixels();
        int[] tile = tile(grain);
        int cell = Math.max(4, width / 90);
        double[] above = wash(c, 0, width / cell + 2, cell);
        double[] below = wash(c, 1, above.length, cell);
        for (int y = 0; y < height; y++) {
            if (y % cell == 0 && y > 0) {
                above = below;
                below = wash(c, y / cell + 1, above.length, cell);
            }
            double v = y % cell / (double) cell;
            double dy = 2.0 * y / height - 1;
            for (int x = 0; x < width; x++) {
                int at = x / cell;
                double u = x % cell / (double) cell;
                double upper = above[at] + (above[at + 1] - above[at]) * u;
                double lower = below[at] + (below[at + 1] - below[at]) * u;
                double dx = 2.0 * x / width - 1;
                double corner = Math.max(0, dx * dx * 0.7 + dy * dy * 0.6 - 0.42);
                int gain = (int) (256 * (upper + (lower - upper) * v - corner * 0.24));
                pixels[y * width + x] = lit(pixels[y * width + x], gain, tile[(y % TILE) * TILE + x % TILE]);
            }
        }
    }

    private static double[] wash(Canvas c, int row, int count, int cell) {
        double[] wash = new double[count];
        double unit = Math.min(c.image().getWidth(), c.image().getHeight());
        for (int i = 0; i < count; i++) {
            wash[i] = 0.975 + 0.07 * Noise.cloud(i * cell / unit * 6, row * cell / unit * 6, 99);
        }
        return wash;
    }

    private static int[] tile(int grain) {
        int[] tile = new int[TILE * TILE];
        for (int i = 0; i < tile.length; i++) {
            double fine = Noise.at(i % TILE * 0.61, Math.floorDiv(i, TILE) * 0.61, 77);
            tile[i] = (int) Math.round((fine - 0.5) * 2 * grain);
        }
        return tile;
    }

    private static int lit(int rgb, int gain, int grain) {
        int red = Math.clamp(((((rgb >> 16) & 255) * gain) >> 8) + grain, 0, 255);
        int green = Math.clamp(((((rgb >> 8) & 255) * gain) >> 8) + grain, 0, 255);
        int blue = Math.clamp((((rgb & 255) * gain) >> 8) + grain, 0, 255);
        return (red << 16) | (green << 8) | blue;
    }

    /** A small red seal of three strokes: the mark of a simulated picture. */
    static void seal(Canvas c) {
        double width = c.image().getWidth();
        double height = c.image().getHeight();
        double side = Math.max(9, Math.min(width, height) * 0.026);
        double x = width - side * 1.9;
        double y = height - side * 1.9;
        c.fill(new RoundRectangle2D.Double(x, y, side, side, side * 0.3, side * 0.3), Tone.veil(0xb93a2c, 0.8));
        c.pen().setStroke(new BasicStroke((float) (side * 0.09), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        c.pen().setPaint(Tone.veil(0xfff4e4, 0.92));
        double foot = y + side * 0.8;
        double centre = x + side * 0.5;
        for (int i = -1; i <= 1; i++) {
            double tip = centre + i * side * 0.28;
            double top = y + side * (i == 0 ? 0.18 : 0.3);
            c.pen().draw(new QuadCurve2D.Double(centre, foot, centre + i * side * 0.06, y + side * 0.5, tip, top));
        }
    }
}
