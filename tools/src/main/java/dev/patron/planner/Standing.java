package dev.patron.planner;

import dev.patron.money.Usd;
import dev.patron.plan.Move;
import dev.patron.plan.Outcome;
import dev.patron.plan.Shot;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Where each shot of a run stands, as its history tells it from step to step. */
final class Standing {
    private final Map<String, Shot> shots = new LinkedHashMap<>();
    private final Map<String, Outcome> latest = new LinkedHashMap<>();
    private int repeats;

    void moved(Move move) {
        if (move instanceof Move.Propose(var board)) {
            board.shots().forEach(shot -> shots.put(shot.id(), shot));
        }
    }

    void happened(Outcome outcome) {
        latest.put(outcome.shot(), outcome);
    }

    Collection<Shot> shots() {
        return shots.values();
    }

    Optional<Shot> shot(String id) {
        return Optional.ofNullable(shots.get(id));
    }

    Optional<Outcome> latest(String shot) {
        return Optional.ofNullable(latest.get(shot));
    }

    /** A shot that stands refused and asks for the same thing in the same words. */
    Optional<Shot> refusedTwin(Shot wanted) {
        return shots.values().stream()
                .filter(shot -> latest.get(shot.id()) instanceof Outcome.Refused)
                .filter(shot -> shot.asksTheSame(wanted))
                .findFirst();
    }

    /** Counts one more question that was denied before; how many there were. */
    int repeated() {
        repeats++;
        return repeats;
    }

    Usd spent() {
        Usd sum = Usd.ZERO;
        for (Outcome outcome : latest.values()) {
            sum = outcome instanceof Outcome.Delivered(String _, Usd price) ? sum.plus(price) : sum;
        }
        return sum;
    }

    Usd atRisk() {
        Usd sum = Usd.ZERO;
        for (Outcome outcome : latest.values()) {
            sum = outcome instanceof Outcome.Outstanding(String _, Usd risk) ? sum.plus(risk) : sum;
        }
        return sum;
    }
}
