package dev.patron.purchase;

import dev.patron.ledger.AssetFacts;
import dev.patron.ledger.Durability;
import dev.patron.ledger.DurablePoint;
import dev.patron.ledger.FulfilmentState;
import dev.patron.ledger.GenerationRecord;
import dev.patron.ledger.IntentRecord;
import dev.patron.ledger.Ledger;
import dev.patron.payment.Answer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The goods of a purchase: the seller's id for them, its word on how far they are, and their files. */
final class Goods {
    private final Ledger ledger;
    private final AssetStore store;
    private final InstantSource clock;
    private final Durability durability;
    private final Progress progress;

    Goods(Ledger ledger, Purchasing.Surroundings around) {
        this.ledger = ledger;
        this.store = around.store();
        this.clock = around.clock();
        this.durability = around.durability();
        this.progress = around.progress();
    }

    /** Keeps the id of an accepted request, unless another purchase has it already. */
    void accept(ShotOrder order, Answer answer) {
        if (!(answer instanceof Answer.Answered answered) || answered.handle().isEmpty()) {
            return;
        }
        String handle = answered.handle().get();
        IntentRecord intent = current(order);
        boolean taken = ledger.reader().handleIsTaken(handle, intent.provider(), intent.id());
        if (!taken && intent.fulfilment().next().contains(FulfilmentState.GENERATING)) {
            ledger.generating(intent.id(), handle, clock.instant().plus(order.patience()));
        }
    }

    /** Asks after the generation; how long the seller wants to be left alone. */
    Optional<Duration> poll(ShotOrder order, IntentRecord intent, GenerationSeller seller) {
        GenerationRecord generation = ledger.reader().generation(intent.id()).orElseThrow();
        Poll answer = seller.poll(generation.handle());
        boolean late = !clock.instant().isBefore(generation.deadline());
        switch (answer) {
            case Poll.Working(String status, Optional<Integer> done) -> {
                ledger.polled(intent.id(), status, done.orElse(0));
                say(order, status + done.map(percent -> " " + percent + " %").orElse(""));
                overdue(intent, late, "DEADLINE_PASSED");
            }
            case Poll.Failed _ -> ledger.fulfil(intent.id(), FulfilmentState.FAILED, "GENERATION_FAILED");
            case Poll.Completed(List<Output> outputs) -> fetch(order, intent, outputs, seller, late);
            case Poll.Unhelpful(int status, String _, Optional<Duration> retryAfter) -> {
                say(order, "no answer about the generation" + (status > 0 ? " (status " + status + ")" : ""));
                overdue(intent, late, "DEADLINE_PASSED");
                return retryAfter;
            }
        }
        return Optional.empty();
    }

    private void overdue(IntentRecord intent, boolean late, String note) {
        if (late) {
            ledger.fulfil(intent.id(), FulfilmentState.OVERDUE, note);
        }
    }

    private void fetch(
            ShotOrder order, IntentRecord intent, List<Output> outputs, GenerationSeller seller, boolean late) {
        if (outputs.isEmpty()) {
            ledger.fulfil(intent.id(), FulfilmentState.OVERDUE, "EMPTY_OUTPUT");
            return;
        }
        say(order, "fetching");
        int kept = 0;
        for (Output output : outputs) {
            switch (seller.fetch(output, order.shot().kind(), store)) {
                case Fetched.Kept(MediaAsset asset) -> {
                    durability.reached(DurablePoint.ASSET_FETCHED);
                    kept++;
                    ledger.stored(intent.id(), kept, new AssetFacts(asset.sha256(), asset.mediaType(), asset.bytes()));
                }
                case Fetched.Refused(String why) -> {
                    say(order, "asset refused: " + why);
                    ledger.fulfil(intent.id(), FulfilmentState.OVERDUE, "ASSET_REFUSED");
                    return;
                }
                case Fetched.Unavailable(String why) -> {
                    say(order, "asset unavailable: " + why);
                    overdue(intent, late, "ASSET_UNAVAILABLE");
                    return;
                }
            }
        }
        ledger.fulfil(intent.id(), FulfilmentState.DELIVERED, "");
        say(order, "stored");
    }

    void pollOnce(ShotOrder order, IntentRecord intent, GenerationRecord known) {
        Poll answer = order.seller().poll(known.handle());
        if (answer instanceof Poll.Completed(List<Output> outputs) && !outputs.isEmpty()) {
            if (intent.fulfilment() != FulfilmentState.GENERATING) {
                ledger.generating(intent.id(), known.handle(), known.deadline());
            }
            fetch(
                    order,
                    current(order),
                    outputs,
                    order.seller(),
                    !clock.instant().isBefore(known.deadline()));
        }
    }

    private IntentRecord current(ShotOrder order) {
        return ledger.reader().intent(order.order().id()).orElseThrow();
    }

    private void say(ShotOrder order, String state) {
        progress.now(order.order().intent().run(), order.shot().id(), state);
    }
}
