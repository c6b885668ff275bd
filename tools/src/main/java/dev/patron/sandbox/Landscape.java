package dev.patron.sandbox;

import dev.patron.sandbox.Terrain.Ridge;
import dev.patron.sandbox.Terrain.Shape;
import java.util.ArrayList;
import java.util.List;

/** The open air: sky, ridges behind mist, a subject on the middle ground, and a frame of boughs near the eye. */
final class Landscape {
    private static final double HORIZON = 0.62;

    private final Scene scene;
    private final List<Sheet> sheets = new ArrayList<>();

    Landscape(Scene scene) {
        this.scene = scene;
    }

    List<Sheet> sheets() {
        Sky sky = new Sky(scene, HORIZON);
        sheets.add(Sheet.moving(0, sky::air));
        if (scene.dark()) {
            sheets.add(Sheet.moving(0, sky::stars));
        }
        sheets.add(Sheet.still(0.03, sky::orb));
        boolean water = scene.has(Motif.LAKE, Motif.BOAT, Motif.BRIDGE);
        far();
        if (scene.has(Motif.BIRDS) || (!scene.has(Motif.RAIN) && !scene.dark())) {
            sheets.add(Sheet.moving(0.2, c -> Weather.birds(c, scene)));
        }
        if (water) {
            lake();
        } else {
            middle(0.66);
        }
        air();
        return List.copyOf(sheets);
    }

    private void far() {
        Palette.Land land = scene.land();
        int low = scene.air().low();
        boolean sharp = scene.has(Motif.MOUNTAIN, Motif.SNOW, Motif.LAKE);
        if (scene.has(Motif.MOUNTAIN)) {
            sheets.add(Sheet.still(0.08, c -> Terrain.peak(c, scene, HORIZON + 0.02)));
        }
        int rows = 3;
        for (int i = 0; i < rows; i++) {
            double deep = i / (double) rows;
            double foot = HORIZON - 0.02 + deep * 0.06;
            double rise = (sharp ? 0.24 : 0.17) * (1 - deep * 0.45);
            Ridge ridge = new Ridge(foot, rise, 1.6 + i * 0.7, sharp ? Shape.SHARP : Shape.ROUND, 30 + i);
            int crest = Tone.mix(land.far(), land.near(), 0.05 + 0.2 * deep);
            int fade = Tone.mix(crest, low, 0.75);
            int woods = Tone.mix(crest, land.near(), 0.08);
            sheets.add(Sheet.still(0.12 + deep * 0.25, c -> {
                Terrain.ridge(c, ridge, crest, fade);
                if (ridge.salt() > 30) {
                    Terrain.wooded(c, ridge, Tone.mix(woods, crest, 0.3), 0.012 + 0.012 * deep);
                }
            }));
        }
        double strength = scene.has(Motif.MIST) ? 0.95 : 0.6;
        sheets.add(Sheet.moving(0.4, c -> Weather.mist(c, scene, HORIZON, strength)));
    }

    private void middle(double ground) {
        Ridge bank = new Ridge(ground + 0.09, 0.16, 1.4, Shape.ROUND, 40);
        int leaf = scene.lit(scene.land().leaf(), 0.22);
        sheets.add(Sheet.still(0.5, c -> {
            Terrain.ridge(c, bank, leaf, Tone.mix(leaf, scene.air().low(), 0.35));
            Terrain.wooded(c, bank, Tone.mix(leaf, scene.land().near(), 0.35), 0.04);
            Subjects.grove(c, scene, x -> Terrain.height(c, bank, x));
        }));
        sheets.add(Sheet.moving(0.5, c -> Weather.mist(c, scene, ground + 0.1, scene.has(Motif.MIST) ? 0.8 : 0.4)));
        Ridge lawn = new Ridge(ground + 0.21, 0.08, 1.0, Shape.ROUND, 41);
        sheets.add(Sheet.still(0.6, c -> {
            Meadow.ground(c, scene, lawn);
            if (scene.has(Motif.HOUSE, Motif.PAGODA)) {
                Subjects.steps(c, scene, x -> Terrain.height(c, lawn, x) + c.height() * 0.035);
            }
            Subjects.stand(c, scene, x -> Terrain.height(c, lawn, x) + c.height() * 0.035);
        }));
        sheets.add(Sheet.moving(0.7, c -> Weather.mist(c, scene, ground + 0.24, scene.has(Motif.MIST) ? 0.5 : 0.16)));
        sheets.add(Sheet.still(0.85, c -> Meadow.edge(c, scene)));
    }

    private void lake() {
        double shore = 0.7;
        Waters water = new Waters(scene, shore);
        Ridge bank = new Ridge(shore + 0.002, 0.05, 1.3, Shape.ROUND, 42);
        int leaf = scene.lit(scene.land().leaf(), 0.25);
        sheets.add(Sheet.still(0.5, c -> {
            Terrain.ridge(c, bank, leaf, Tone.mix(leaf, scene.land().near(), 0.4));
            Terrain.wooded(c, bank, Tone.mix(leaf, scene.land().near(), 0.35), 0.035);
            Subjects.stand(c, scene, _ -> c.height() * (shore + 0.004));
        }));
        sheets.add(Sheet.moving(0.5, c -> Weather.mist(c, scene, shore - 0.03, 0.4)));
        sheets.add(Sheet.moving(0.5, water::mirror));
        sheets.add(Sheet.moving(0.5, water::glitter));
        if (scene.has(Motif.BOAT)) {
            sheets.add(Sheet.moving(0.7, c -> Subjects.boat(c, scene, 0.79)));
        }
        sheets.add(Sheet.still(0.9, c -> Meadow.reeds(c, scene)));
    }

    private void air() {
        int side = scene.sunX() < 0.5 ? 1 : -1;
        if (scene.has(Motif.BLOSSOM, Motif.AUTUMN)) {
            sheets.add(Sheet.still(0.95, c -> Trees.bough(c, scene, side, 71)));
            sheets.add(Sheet.moving(1, c -> Petals.drifting(c, scene, 70)));
        }
        if (scene.has(Motif.RAIN)) {
            sheets.add(Sheet.moving(1, c -> Weather.rain(c, scene)));
        }
        if (scene.has(Motif.SNOW)) {
            sheets.add(Sheet.moving(1, Weather::snow));
        }
    }
}
