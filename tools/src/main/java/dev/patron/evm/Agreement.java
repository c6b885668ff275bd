package dev.patron.evm;

import dev.patron.payment.Block;
import dev.patron.payment.Fate;
import dev.patron.payment.SettlementProof;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One fate out of what several endpoints of a network say: what they do not agree on is waited for.
 *
 * <p>Money is released only when every listed endpoint says so, for one that is silent may know better. A settlement is
 * booked when all that answer name the same transaction; it is final when all call it so.
 */
final class Agreement {
    private Agreement() {}

    /**
     * @param said   what the endpoints that answered say, at least one
     * @param silent how many did not answer
     */
    static Fate of(List<Fate> said, int silent) {
        for (Fate fate : said) {
            if (fate instanceof Fate.Unclear) {
                return fate;
            }
        }
        Set<String> kinds = said.stream().map(Agreement::word).collect(Collectors.toCollection(TreeSet::new));
        if (kinds.size() > 1) {
            return new Fate.Unclear("the endpoints disagree: " + String.join(", ", kinds));
        }
        return switch (said.getFirst()) {
            case Fate.Open _ -> said.getFirst();
            case Fate.Used _ -> used(said);
            case Fate.Dead _ -> silent > 0 ? unheard(silent) : dead(said);
            case Fate.Cancelled _ -> silent > 0 ? unheard(silent) : said.getFirst();
            case Fate.Unclear unclear -> unclear;
        };
    }

    /** What a fate is told apart by. */
    private static String word(Fate fate) {
        return switch (fate) {
            case Fate.Open _ -> "not used yet";
            case Fate.Dead _ -> "never used";
            case Fate.Used(SettlementProof proof) ->
                "used by " + proof.transaction() + " in block " + proof.block().hash() + " for " + proof.units()
                        + " to " + proof.to().text();
            case Fate.Cancelled(String transaction, Block at) ->
                "cancelled by " + transaction + " in block " + at.hash();
            case Fate.Unclear _ -> "unclear";
        };
    }

    private static Fate used(List<Fate> said) {
        return said.stream()
                .map(fate -> (Fate.Used) fate)
                .filter(used -> !used.proof().isFinal())
                .findFirst()
                .orElseGet(() -> (Fate.Used) said.getFirst());
    }

    private static Fate dead(List<Fate> said) {
        Block lowest = said.stream()
                .map(fate -> ((Fate.Dead) fate).at())
                .min(Comparator.comparingLong(Block::number))
                .orElseThrow();
        return new Fate.Dead(lowest);
    }

    private static Fate unheard(int silent) {
        return new Fate.Unclear(silent + " listed " + (silent == 1 ? "endpoint does" : "endpoints do")
                + " not answer, and money is released only when all agree");
    }
}
