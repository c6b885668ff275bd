package dev.patron.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The shots that a planner proposes for a brief, in order of importance. At most {@value #MOST_SHOTS}. */
public record Storyboard(List<Shot> shots) {
    public static final int MOST_SHOTS = 100;

    public Storyboard {
        shots = List.copyOf(shots);
        if (shots.size() > MOST_SHOTS) {
            throw new IllegalArgumentException(
                    "a storyboard has at most " + MOST_SHOTS + " shots, not " + shots.size());
        }
        Set<String> ids = new HashSet<>();
        for (Shot shot : shots) {
            if (!ids.add(shot.id())) {
                throw new IllegalArgumentException("shot id `" + shot.id() + "` is used twice");
            }
        }
    }
}
