package dev.patron.sandbox;

import java.awt.Color;

/** Arithmetic on colours held as 0xRRGGBB. */
final class Tone {
    private Tone() {}

    static int mix(int from, int to, double share) {
        double t = Math.clamp(share, 0.0, 1.0);
        int red = (int) Math.round(((from >> 16) & 255) * (1 - t) + ((to >> 16) & 255) * t);
        int green = (int) Math.round(((from >> 8) & 255) * (1 - t) + ((to >> 8) & 255) * t);
        int blue = (int) Math.round((from & 255) * (1 - t) + (to & 255) * t);
        return (red << 16) | (green << 8) | blue;
    }

    static int lighten(int rgb, double share) {
        return mix(rgb, 0xffffff, share);
    }

    static int darken(int rgb, double share) {
        return mix(rgb, 0x05060c, share);
    }

    static Color opaque(int rgb) {
        return new Color(rgb & 0xffffff);
    }

    static Color veil(int rgb, double opacity) {
        int alpha = (int) Math.round(255 * Math.clamp(opacity, 0.0, 1.0));
        return new Color((alpha << 24) | (rgb & 0xffffff), true);
    }

    /** Perceived lightness in zero to one. */
    static double light(int rgb) {
        return (((rgb >> 16) & 255) * 0.299 + ((rgb >> 8) & 255) * 0.587 + (rgb & 255) * 0.114) / 255;
    }

    /** The colour moved towards the hue of another, its lightness kept. */
    static int towards(int rgb, int hue, double share) {
        double wanted = light(rgb);
        double has = light(hue);
        int same = wanted < has ? mix(0, hue, wanted / has) : mix(hue, 0xffffff, (wanted - has) / (1.0001 - has));
        return mix(rgb, same, share);
    }

    static int turn(int rgb, double degrees) {
        float[] hsb = Color.RGBtoHSB((rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255, null);
        return Color.HSBtoRGB((float) (hsb[0] + degrees / 360), hsb[1], hsb[2]) & 0xffffff;
    }
}
