package dev.patron.planner;

import java.util.List;

/** Ways to see one scene again, for briefs that want more pictures than they describe. No two are alike. */
final class Framings {
    private static final List<String> VIEWS = List.of(
            "A wide view of the whole scene",
            "A close-up of the main subject",
            "A telling detail, close and still",
            "Seen from directly above",
            "A silhouette against the light",
            "Seen from a low angle",
            "Framed through a doorway or foliage",
            "Over the shoulder, looking in",
            "A reflection in glass or water",
            "From far away, small in a large frame");
    private static final List<String> LIGHTS = List.of(
            "",
            ", in the first light of morning",
            ", in clear midday light",
            ", in the last light of evening",
            ", under an overcast sky",
            ", lit from one side",
            ", lit from behind",
            ", by lamplight",
            ", just after rain",
            ", in a light haze");

    /** How many there are before they repeat. */
    static final int COUNT = VIEWS.size() * LIGHTS.size();

    private Framings() {}

    /** The framing for the {@code round}th return to a scene, from 1. */
    static String of(int round) {
        int index = Math.floorMod(round - 1, COUNT);
        return VIEWS.get(index % VIEWS.size()) + LIGHTS.get(index / VIEWS.size()) + ".";
    }
}
