package dev.patron.sandbox;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What a picture shows, read from the words of its prompt: the things in it, its light and colours, and where the sun
 * stands (as shares of width and height).
 */
record Scene(Set<Motif> motifs, Light light, Palette palette, double sunX, double sunY) {
    static Scene of(Painting painting) {
        String prompt = painting.prompt();
        Set<Motif> motifs = Lexicon.shown(prompt);
        SplittableRandom theme = new SplittableRandom(painting.theme());
        SplittableRandom take = new SplittableRandom(painting.chance());
        Light[] usual = {Light.DAWN, Light.DAY, Light.GOLDEN, Light.DUSK};
        Light any = usual[theme.nextInt(usual.length)];
        Light light = Lexicon.light(prompt).orElse(motifs.contains(Motif.MIST) ? Light.GREY : any);
        Optional<Palette.Tint> tint = Lexicon.tint(prompt);
        double across = take.nextDouble(0.2, 0.34);
        double sunX = take.nextInt(2) == 0 ? across : 1 - across;
        double sunY =
                switch (light) {
                    case DAWN, GOLDEN -> take.nextDouble(0.38, 0.47);
                    case DUSK -> take.nextDouble(0.44, 0.5);
                    default -> take.nextDouble(0.18, 0.27);
                };
        Palette palette = Palette.of(light, tint, take.nextDouble(-9, 9));
        return new Scene(motifs, light, suited(palette, motifs, prompt), sunX, sunY);
    }

    /** The ground under snow is white, and a red sun is red whatever the rest leans to. */
    private static Palette suited(Palette palette, Set<Motif> motifs, String prompt) {
        Palette.Air air = palette.air();
        Palette.Land land = palette.land();
        int leaf = motifs.contains(Motif.SNOW) ? Tone.mix(0xf2f6fb, air.middle(), 0.25) : land.leaf();
        int sun = prompt.toLowerCase(Locale.ROOT).contains("red sun") ? 0xe2452f : air.sun();
        return new Palette(
                new Palette.Air(air.top(), air.middle(), air.low(), sun),
                new Palette.Land(land.far(), land.near(), leaf, land.accent(), land.warm()));
    }

    boolean has(Motif... any) {
        for (Motif motif : any) {
            if (motifs.contains(motif)) {
                return true;
            }
        }
        return false;
    }

    boolean dark() {
        return light == Light.NIGHT || light == Light.DUSK;
    }

    /** Where the main subject stands: across from the sun. */
    double subjectX() {
        return sunX < 0.5 ? 0.58 + (sunX - 0.2) : 0.42 + (sunX - 0.8);
    }

    Palette.Air air() {
        return palette.air();
    }

    Palette.Land land() {
        return palette.land();
    }

    /** A thing's own colour under this light, at a distance from zero (here) to one (lost in the haze). */
    int lit(int own, double haze) {
        double shade =
                switch (light) {
                    case NIGHT -> 0.46;
                    case DUSK -> 0.4;
                    case GOLDEN, GREY -> 0.28;
                    default -> 0.16;
                };
        return Tone.mix(Tone.mix(own, land().near(), shade), Tone.mix(land().far(), air().low(), 0.4), haze);
    }
}
