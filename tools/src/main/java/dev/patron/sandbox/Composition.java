package dev.patron.sandbox;

import java.util.List;

/** Chooses the sheets of a scene, from the farthest to the nearest. */
final class Composition {
    private Composition() {}

    static List<Sheet> of(Scene scene) {
        return new Landscape(scene).sheets();
    }
}
