package dev.patron.sandbox;

import java.util.Optional;

/** The colours of a scene, as 0xRRGGBB. */
record Palette(Air air, Land land) {
    /** The sky from top to horizon, and the colour of sun or moon. */
    record Air(int top, int middle, int low, int sun) {}

    /** Distant and near silhouettes, plants, blossoms, and lit windows. */
    record Land(int far, int near, int leaf, int accent, int warm) {}

    /** A colour that a prompt asks the whole picture to lean to. */
    enum Tint {
        INK(0x8a8a88, 0.9),
        NEON(0xd01ff0, 0.4),
        PASTEL(0xe8b9d8, 0.15),
        INDIGO(0x2f4fa8, 0.62),
        JADE(0x2f9c78, 0.6),
        RED(0xc8342b, 0.6),
        GOLD(0xd99a2b, 0.6),
        VIOLET(0x7f4fc0, 0.6);

        private final int hue;
        private final double share;

        Tint(int hue, double share) {
            this.hue = hue;
            this.share = share;
        }

        private int on(int rgb) {
            int turned = Tone.towards(rgb, hue, share);
            return this == PASTEL ? Tone.lighten(turned, 0.34) : turned;
        }
    }

    static Palette of(Light light, Optional<Tint> tint, double turn) {
        Palette plain = plain(light);
        Air a = plain.air;
        Land l = plain.land;
        Palette turned = new Palette(
                new Air(Tone.turn(a.top, turn), Tone.turn(a.middle, turn), Tone.turn(a.low, turn * 0.6), a.sun),
                new Land(
                        Tone.turn(l.far, turn),
                        Tone.turn(l.near, turn),
                        Tone.turn(l.leaf, turn),
                        Tone.turn(l.accent, turn * 0.4),
                        l.warm));
        return tint.map(turned::leaning).orElse(turned);
    }

    private Palette leaning(Tint tint) {
        Palette from = tint == Tint.NEON ? plain(Light.NIGHT) : this;
        Air a = from.air;
        Land l = from.land;
        int accent =
                tint == Tint.NEON ? 0xff3fb4 : tint == Tint.INK ? 0xb8463a : Tone.mix(l.accent, tint.on(l.accent), 0.6);
        int warm = tint == Tint.NEON ? 0x4df0ff : Tone.mix(l.warm, tint.on(l.warm), 0.25);
        return new Palette(
                new Air(tint.on(a.top), tint.on(a.middle), tint.on(a.low), Tone.mix(a.sun, tint.on(a.sun), 0.5)),
                new Land(tint.on(l.far), tint.on(l.near), tint.on(l.leaf), accent, warm));
    }

    private static Palette plain(Light light) {
        return switch (light) {
            case DAWN ->
                new Palette(
                        new Air(0x6f86bd, 0xe9b3bb, 0xfde3c4, 0xfff3da),
                        new Land(0xcfaabb, 0x2e2a47, 0x748e66, 0xf4a3b8, 0xffcf86));
            case DAY ->
                new Palette(
                        new Air(0x5ea3cf, 0xa9d6e4, 0xf6f0d8, 0xfffbe6),
                        new Land(0xa5c5d0, 0x1d3d44, 0x5f9163, 0xf3a0b4, 0xffe09a));
            case GOLDEN ->
                new Palette(
                        new Air(0x46487f, 0xe58a76, 0xffcd78, 0xfff2c8),
                        new Land(0xd08c7c, 0x2b1b33, 0x7a5a3e, 0xff9a72, 0xffd078));
            case DUSK ->
                new Palette(
                        new Air(0x232a5e, 0x7a559c, 0xf6a08c, 0xffdcc0),
                        new Land(0x8465a0, 0x15152f, 0x3d3c60, 0xf08bb4, 0xffc467));
            case NIGHT ->
                new Palette(
                        new Air(0x070e2b, 0x16295a, 0x44679a, 0xf8f2dc),
                        new Land(0x2f4a7c, 0x060b1c, 0x1a2c47, 0xd993b4, 0xffbe60));
            case GREY ->
                new Palette(
                        new Air(0x778a96, 0xaab9bb, 0xe2e4da, 0xf8f4e6),
                        new Land(0xa9b7b9, 0x22323a, 0x5a7264, 0xd98f9e, 0xffcf8a));
            case WINTER ->
                new Palette(
                        new Air(0x7c9cc0, 0xc1d4e4, 0xf7eee9, 0xfff8ea),
                        new Land(0xb4c6da, 0x2a3b57, 0xe9f0f6, 0xd9596a, 0xffcb7e));
        };
    }
}
