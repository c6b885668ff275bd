package dev.patron.sandbox;

import dev.patron.sandbox.Terrain.Ridge;
import dev.patron.sandbox.Terrain.Shape;
import java.util.ArrayList;
import java.util.List;

/** Chooses the sheets of a scene, from the farthest to the nearest. */
final class Composition {
    private static final double SEA_SHORE = 0.58;

    private Composition() {}

    static List<Sheet> of(Scene s) {
        if (s.motifs().isEmpty()) {
            return new Abstraction(s).sheets();
        }
        if (s.has(Motif.SWEETS)) {
            return new Sweets(s).sheets();
        }
        if (s.has(Motif.TABLE) && s.has(Motif.ABOVE)) {
            return new Pouring(s).sheets();
        }
        if (s.has(Motif.BREAD) && !s.has(Motif.CITY)) {
            return new Loaves(s).sheets();
        }
        if (s.has(Motif.LIGHTHOUSE)) {
            return sea(s);
        }
        if (s.has(Motif.INTERIOR)) {
            return new Interior(s).sheets();
        }
        if (s.has(Motif.TABLE) && !s.has(Motif.HOUSE, Motif.MOUNTAIN, Motif.SEA)) {
            return new StillLife(s).sheets();
        }
        if (s.has(Motif.PATH) && !s.has(Motif.CITY, Motif.DESERT)) {
            return new GardenPath(s).sheets();
        }
        if (s.has(Motif.CITY)) {
            return new Cityscape(s).sheets();
        }
        if (s.has(Motif.SEA)) {
            return sea(s);
        }
        if (s.has(Motif.DESERT)) {
            return desert(s);
        }
        if (s.has(Motif.FOREST, Motif.BAMBOO) && !s.has(Motif.LAKE, Motif.HOUSE)) {
            return new Woods(s).sheets();
        }
        return new Landscape(s).sheets();
    }

    private static List<Sheet> open(Scene s, double horizon) {
        List<Sheet> sheets = new ArrayList<>();
        Sky sky = new Sky(s, horizon);
        sheets.add(Sheet.moving(0, sky::air));
        if (s.dark()) {
            sheets.add(Sheet.moving(0, sky::stars));
        }
        sheets.add(Sheet.still(0.03, sky::orb));
        return sheets;
    }

    private static List<Sheet> sea(Scene s) {
        List<Sheet> sheets = open(s, SEA_SHORE);
        Waters water = new Waters(s, SEA_SHORE);
        int far = Tone.mix(s.land().far(), s.land().near(), 0.12);
        Ridge isle = new Ridge(SEA_SHORE + 0.03, 0.12, 1.1, Shape.SHARP, 61);
        sheets.add(Sheet.still(0.1, c -> {
            if (s.has(Motif.MOUNTAIN)) {
                Terrain.peak(c, s, SEA_SHORE + 0.005);
            }
            Terrain.ridge(c, isle, far, Tone.mix(far, s.air().low(), 0.6));
        }));
        if (!s.has(Motif.RAIN)) {
            sheets.add(Sheet.moving(0.2, c -> Weather.birds(c, s)));
        }
        sheets.add(Sheet.moving(0.3, water::mirror));
        sheets.add(Sheet.moving(0.3, water::glitter));
        if (s.has(Motif.LIGHTHOUSE)) {
            sheets.add(Sheet.still(0.38, c -> Lighthouse.on(c, s)));
        }
        if (s.has(Motif.BOAT)) {
            sheets.add(Sheet.moving(0.4, c -> Subjects.boat(c, s, 0.63)));
        }
        if (s.has(Motif.TORII)) {
            sheets.add(Sheet.still(0.5, c -> new Landmarks(c, s, 0.04)
                    .torii(new Petals.Place(s.subjectX() * c.width(), c.height() * 0.72, c.unit() * 0.5, 0))));
        }
        sheets.add(Sheet.moving(0.6, c -> new Waters(s, s.has(Motif.TORII) ? 0.69 : 0.64).waves(c)));
        falling(s, sheets);
        return List.copyOf(sheets);
    }

    private static List<Sheet> desert(Scene s) {
        List<Sheet> sheets = open(s, 0.6);
        for (int i = 0; i < 5; i++) {
            double deep = i / 4.0;
            Ridge ridge = new Ridge(
                    0.62 + 0.4 * deep * deep + 0.04 * i, 0.1 + 0.11 * deep, 1.5 - 0.17 * i, Shape.ROUND, 90 + i);
            sheets.add(Sheet.still(0.1 + 0.8 * deep, c -> Terrain.dune(c, s, ridge, deep)));
        }
        falling(s, sheets);
        return List.copyOf(sheets);
    }

    static void falling(Scene s, List<Sheet> sheets) {
        if (s.has(Motif.BLOSSOM, Motif.AUTUMN)) {
            sheets.add(Sheet.moving(1, c -> Petals.drifting(c, s, 70)));
        }
        if (s.has(Motif.RAIN)) {
            sheets.add(Sheet.moving(1, c -> Weather.rain(c, s)));
        }
        if (s.has(Motif.SNOW)) {
            sheets.add(Sheet.moving(1, Weather::snow));
        }
    }
}
