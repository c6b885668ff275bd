package dev.patron.sandbox;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/** A small smooth blur of a whole image with premultiplied opacity. */
final class Blur {
    private Blur() {}

    /** Blurs by a few pixels, with weights 1 4 6 4 1 in both directions. */
    static void soften(BufferedImage image) {
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        int[] spare = new int[pixels.length];
        int width = image.getWidth();
        int height = image.getHeight();
        for (int y = 0; y < height; y++) {
            line(pixels, spare, y * width, 1, width);
        }
        for (int x = 0; x < width; x++) {
            line(spare, pixels, x, width, height);
        }
    }

    private static void line(int[] from, int[] to, int start, int stride, int count) {
        int last = start + (count - 1) * stride;
        for (int i = 0; i < count; i++) {
            int here = start + i * stride;
            int[] five = {
                from[Math.max(start, here - 2 * stride)],
                from[Math.max(start, here - stride)],
                from[here],
                from[Math.min(last, here + stride)],
                from[Math.min(last, here + 2 * stride)]
            };
            to[here] = channel(five, 24) | channel(five, 16) | channel(five, 8) | channel(five, 0);
        }
    }

    private static int channel(int[] five, int shift) {
        int sum = ((five[0] >>> shift) & 255)
                + 4 * ((five[1] >>> shift) & 255)
                + 6 * ((five[2] >>> shift) & 255)
                + 4 * ((five[3] >>> shift) & 255)
                + ((five[4] >>> shift) & 255);
        return ((sum + 8) >> 4) << shift;
    }
}
