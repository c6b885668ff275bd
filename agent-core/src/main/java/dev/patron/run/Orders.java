package dev.patron.run;

import dev.patron.ledger.Digests;
import dev.patron.ledger.NewIntent;
import dev.patron.ledger.PlannedShot;
import dev.patron.ledger.SpendCommand;
import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Payee;
import dev.patron.money.Usd;
import dev.patron.payment.Order;
import dev.patron.payment.Provider;
import dev.patron.plan.Menu;
import dev.patron.plan.Shot;
import dev.patron.policy.Offer;
import dev.patron.policy.SpendRequest;
import dev.patron.purchase.GenerationSeller;
import dev.patron.purchase.ShotOrder;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Makes orders out of shots: ids, nonces and prices come from here and never from a planner. */
final class Orders {
    /** Stands in for a payee where none is pinned: judged by the policy, and never paid. */
    private static final Address NOBODY = new Address("0x000000000000000000000000000000000000dead");

    private final String ledger;
    private final Provider provider;
    private final String agent;

    Orders(String ledger, Provider provider, String agent) {
        this.ledger = ledger;
        this.provider = provider;
        this.agent = agent;
    }

    /** Who asks, for what run and with which budget of its own. */
    record Envelope(String run, Optional<Usd> budget) {}

    String intentId(String run, String shot, int attempt) {
        return Digests.intent(ledger, run, shot, attempt);
    }

    NewIntent intent(String run, String shot, int attempt, Pins pins) {
        String id = intentId(run, shot, attempt);
        return new NewIntent(
                id,
                run,
                shot,
                attempt,
                agent,
                provider.id(),
                provider.asset(),
                pins.wallet(),
                pins.nonce().apply(id));
    }

    /** The wallet that signs, by its address and its nonces. */
    record Pins(Address wallet, Function<String, String> nonce) {}

    /** What the policy is asked for a shot, at the catalogue's price. */
    SpendCommand spend(Envelope envelope, Shot shot, String intent) {
        SpendRequest request = new SpendRequest(
                agent,
                envelope.run(),
                shot.id(),
                provider.id(),
                shot.kind().word(),
                shot.model(),
                payee(),
                price(shot),
                envelope.budget());
        return new SpendCommand(intent, provider.simulated(), request, offers());
    }

    ShotOrder order(Envelope envelope, Shot shot, int attempt, Making making) {
        NewIntent intent = intent(envelope.run(), shot.id(), attempt, making.pins());
        Order order = new Order(
                intent, provider, shot.kind(), making.seller().compose(shot), spend(envelope, shot, intent.id()));
        return new ShotOrder(order, shot, making.seller());
    }

    /** Who signs and who sells. */
    record Making(Pins pins, GenerationSeller seller) {}

    /** A shot as the ledger plans it, with a commitment to its prompt: SHA-256 of salt, line feed and prompt. */
    PlannedShot planned(Shot shot, String salt) {
        return new PlannedShot(
                shot.id(),
                shot.kind().word(),
                provider.id(),
                shot.model(),
                price(shot).inUsd(),
                Digests.sha256(salt + "\n" + shot.prompt()));
    }

    boolean sells(Shot shot) {
        return provider.price(shot.kind()).isPresent();
    }

    Amount price(Shot shot) {
        return provider.price(shot.kind())
                .orElseThrow(() -> new RunException(
                        "the catalogue has no price for `" + shot.kind().word() + "` at `" + provider.id() + "`"));
    }

    private Payee payee() {
        return provider.payee().orElse(new Payee(provider.asset().network(), NOBODY));
    }

    private List<Offer> offers() {
        return provider.menu().items().stream()
                .filter(item -> provider.price(item.kind()).isPresent())
                .map(this::offer)
                .toList();
    }

    private Offer offer(Menu.Item item) {
        Amount price = provider.price(item.kind()).orElseThrow();
        return new Offer(provider.id(), item.kind().word(), item.model(), payee(), price);
    }
}
