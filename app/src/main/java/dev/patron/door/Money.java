package dev.patron.door;

import dev.patron.money.Asset;
import dev.patron.treasury.SimulatedTreasury;
import java.util.List;
import java.util.Optional;

/**
 * Which money a question is about: real and simulated money never stand in one answer.
 *
 * @param chosen    what was asked for: {@code simulated} or {@code real}; empty for whatever there is
 * @param simulated the beginning of the sandbox's tokens' ids: its network; the simulated treasury has another
 */
record Money(Optional<String> chosen, String simulated) {
    static Money of(Question question, LocalAnswers.Sources sources) {
        Optional<String> chosen = question.argument("market");
        if (chosen.isPresent()
                && !chosen.get().equals("simulated")
                && !chosen.get().equals("real")) {
            throw new QuestionException("`--market` is `simulated` or `real`");
        }
        return new Money(chosen, sources.sellers().apply("sandbox").asset().network() + "/");
    }

    boolean isSimulated(String token) {
        return token.startsWith(simulated) || SimulatedTreasury.isOfIts(token);
    }

    /** Whether the answer is about simulated money: as asked, otherwise only where the ledger knows no other. */
    boolean isSimulated(List<Asset> assets) {
        return chosen.map("simulated"::equals)
                .orElseGet(() -> !assets.isEmpty() && assets.stream().allMatch(asset -> isSimulated(asset.id())));
    }

    /** The tokens of that kind. */
    List<Asset> of(List<Asset> assets) {
        boolean wanted = isSimulated(assets);
        return assets.stream()
                .filter(asset -> isSimulated(asset.id()) == wanted)
                .toList();
    }
}
