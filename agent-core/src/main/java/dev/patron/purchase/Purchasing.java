package dev.patron.purchase;

import dev.patron.ledger.Durability;
import dev.patron.ledger.FulfilmentState;
import dev.patron.ledger.GenerationRecord;
import dev.patron.ledger.IntentRecord;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.PaymentState;
import dev.patron.ledger.ReservationRecord;
import dev.patron.ledger.SignedPayment;
import dev.patron.money.Usd;
import dev.patron.payment.Answer;
import dev.patron.payment.Bought;
import dev.patron.payment.Fate;
import dev.patron.payment.Pause;
import dev.patron.payment.Payments;
import dev.patron.payment.Recovery;
import dev.patron.plan.Outcome;
import dev.patron.policy.Code;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Buys one shot and sees it home: its payment and its generation, two tracks that neither overwrites.
 *
 * <p>Everything is read back from the ledger at each turn, so taking up a purchase after a crash is the same as going
 * on with it. Waiting is bounded by the provider's deadlines. Safe for any number of threads, one for each shot.
 */
public final class Purchasing {
    private static final int PACED_ROUNDS_MOST = 20;
    private static final Duration PACE_MOST = Duration.ofSeconds(90);
    private static final Duration PACE_USUAL = Duration.ofSeconds(2);
    private static final int TURNS_MOST = 5_000;

    private final Ledger ledger;
    private final Payments payments;
    private final InstantSource clock;
    private final Pause pause;
    private final Progress progress;
    private final Goods goods;

    /** What purchasing works with besides the money path. */
    public record Surroundings(
            AssetStore store, InstantSource clock, Pause pause, Durability durability, Progress progress) {}

    public Purchasing(Ledger ledger, Payments payments, Surroundings around) {
        this.ledger = ledger;
        this.payments = payments;
        this.clock = around.clock();
        this.pause = around.pause();
        this.progress = around.progress();
        this.goods = new Goods(ledger, around);
    }

    /**
     * Carries a shot's current attempt as far as it will go now.
     *
     * @param terms the order on the terms in force, asked for again before each further round
     */
    public Outcome pursue(Supplier<ShotOrder> terms, int retriesMost) {
        ShotOrder order = terms.get();
        IntentRecord intent = reopened(ledger.intend(order.order().intent()));
        if (intent.payment().mayBeAskedAgain() && intent.fulfilment() == FulfilmentState.NONE) {
            Round last = buy(order, terms);
            order = last.order();
            if (last.refused().isPresent()) {
                return refused(order, last.refused().get());
            }
        }
        return follow(order, order.seller(), retriesMost, Presenting.wanted(recovery(order)));
    }

    private static Recovery recovery(ShotOrder order) {
        return order.order().provider().recovery();
    }

    /** A stop between price and decision left a round open: it is closed, and the price will be asked anew. */
    private IntentRecord reopened(IntentRecord intent) {
        if (intent.payment() != PaymentState.QUOTED) {
            return intent;
        }
        ledger.abandon(intent.id(), Code.QUOTE_EXPIRED, "the process ended before the price was decided on");
        return ledger.reader().intent(intent.id()).orElseThrow();
    }

    private Outcome.Refused refused(ShotOrder order, Bought.Refused refused) {
        say(order, "refused: " + refused.code());
        return new Outcome.Refused(
                order.shot().id(),
                refused.code(),
                order.order().spend().request().usd(),
                Optional.empty(),
                refused.freesAt());
    }

    /** A round of buying, and why nothing came of it. */
    private record Round(ShotOrder order, Optional<Bought.Refused> refused) {}

    /** Rounds of buying, paced where only a rate or money at risk is in the way. */
    private Round buy(ShotOrder first, Supplier<ShotOrder> terms) {
        ShotOrder order = first;
        for (int round = 1; ; round++) {
            say(order, "asking the price");
            Bought bought = payments.buy(order.order(), order.seller());
            switch (bought) {
                case Bought.Presented(Answer answer) -> {
                    goods.accept(order, answer);
                    return new Round(order, Optional.empty());
                }
                case Bought.Served(Answer.Answered answer) -> {
                    goods.accept(order, answer);
                    boolean nothing = current(order).fulfilment() == FulfilmentState.NONE;
                    return new Round(
                            order,
                            nothing
                                    ? Optional.of(new Bought.Refused(
                                            Code.SELLER_REFUSED,
                                            Code.SELLER_REFUSED.meaning(),
                                            false,
                                            Optional.empty()))
                                    : Optional.empty());
                }
                case Bought.Refused refused -> {
                    Duration wait = refused.freesAt()
                            .map(at -> Duration.between(clock.instant(), at).plusMillis(1))
                            .orElse(PACE_USUAL);
                    if (!refused.passing() || round == PACED_ROUNDS_MOST || wait.compareTo(PACE_MOST) > 0) {
                        return new Round(order, Optional.of(refused));
                    }
                    say(order, "waiting: " + refused.code());
                    pause.pause(wait.isNegative() ? PACE_USUAL : wait);
                    if (Thread.currentThread().isInterrupted()) {
                        return new Round(order, Optional.of(refused));
                    }
                    order = terms.get();
                }
            }
        }
    }

    /** Turns over what is outstanding until nothing more can be learned by waiting here. */
    private Outcome follow(ShotOrder order, GenerationSeller seller, int retriesMost, Presenting presenting) {
        Instant watchUntil =
                clock.instant().plus(order.order().provider().deadlines().watch());
        Pace chain = new Pace(Duration.ofMillis(150), Duration.ofSeconds(3));
        Pace poll = new Pace(Duration.ofMillis(300), Duration.ofSeconds(5));
        Instant nextChain = clock.instant();
        Instant nextPoll = clock.instant();
        for (int turn = 0; turn < TURNS_MOST && !Thread.currentThread().isInterrupted(); turn++) {
            IntentRecord intent = current(order);
            Instant now = clock.instant();
            boolean watching = now.isBefore(watchUntil);
            if (asksOn(intent) && !now.isBefore(nextChain)) {
                intent = settle(order, intent, seller, presenting);
                nextChain = clock.instant().plus(chain.next());
            }
            if (intent.fulfilment() == FulfilmentState.GENERATING && !now.isBefore(nextPoll)) {
                Optional<Duration> wish = goods.poll(order, intent, seller);
                Duration usual = poll.next();
                nextPoll = clock.instant()
                        .plus(wish.filter(w -> w.compareTo(usual) > 0).orElse(usual));
                intent = current(order);
            }
            Optional<Outcome> end = end(order, intent, retriesMost, watching);
            if (end.isPresent()) {
                return end.get();
            }
            pauseUntil(intent, nextPoll, nextChain);
        }
        return outstanding(order, current(order));
    }

    /** Whether the payment is still to be asked about: its fate is open, or it is settled and no id came for it. */
    private static boolean asksOn(IntentRecord intent) {
        return intent.payment() == PaymentState.UNKNOWN
                || (intent.payment() == PaymentState.SETTLED && intent.fulfilment() == FulfilmentState.NONE);
    }

    private void pauseUntil(IntentRecord intent, Instant nextPoll, Instant nextChain) {
        boolean polling = intent.fulfilment() == FulfilmentState.GENERATING;
        boolean asking = asksOn(intent);
        Instant next = polling && (!asking || nextPoll.isBefore(nextChain)) ? nextPoll : nextChain;
        Duration wait = Duration.between(clock.instant(), next);
        pause.pause(wait.isNegative() || wait.isZero() ? Duration.ofMillis(20) : wait);
    }

    /** Asks the chain; presents the same bytes again where that may bring the goods. */
    private IntentRecord settle(ShotOrder order, IntentRecord intent, GenerationSeller seller, Presenting presenting) {
        say(order, "waiting for settlement");
        Fate fate = payments.resolve(intent);
        IntentRecord after = current(order);
        if (after.fulfilment() == FulfilmentState.NONE) {
            presentAgain(order, new Unanswered(after, fate, presenting), seller);
        }
        return current(order);
    }

    /** A payment that no answer with an id has come to. */
    private record Unanswered(IntentRecord intent, Fate fate, Presenting presenting) {}

    private void presentAgain(ShotOrder order, Unanswered payment, GenerationSeller seller) {
        IntentRecord intent = payment.intent();
        Optional<SignedPayment> signed = ledger.reader().signed(intent).filter(known -> known.request().length > 0);
        Instant now = clock.instant();
        Presenting.Verdict verdict = signed.map(known -> payment.presenting()
                        .judge(payment.fate(), ledger.reader().attempts(intent.id()), now, known.validBefore()))
                .orElse(payment.fate() instanceof Fate.Used ? Presenting.Verdict.GIVE_UP : Presenting.Verdict.WAIT);
        switch (verdict) {
            case PRESENT -> {
                if (payment.fate() instanceof Fate.Open && !mayLeave(order, intent, signed.orElseThrow())) {
                    say(order, "not presented: its seller is frozen or its payee no longer pinned");
                    return;
                }
                say(order, "presenting the same payment again");
                payment.presenting().presented(payment.fate(), now);
                goods.accept(order, payments.presentAgain(intent, signed.orElseThrow(), seller));
            }
            case GIVE_UP -> {
                if (intent.payment() == PaymentState.SETTLED) {
                    ledger.fulfil(intent.id(), FulfilmentState.NO_HANDLE, "NO_HANDLE");
                }
            }
            case WAIT -> {}
        }
    }

    /** Whether money that has not moved yet may still be sent: its payee is pinned, and nothing that it is of is frozen. */
    private boolean mayLeave(ShotOrder order, IntentRecord intent, SignedPayment signed) {
        return ledger.mayLeave(intent.agent(), intent.provider())
                && order.order().provider().payTo().contains(signed.payee().address());
    }

    /** Whether this shot has come to an end, or to where waiting here is of no more use. */
    private Optional<Outcome> end(ShotOrder order, IntentRecord intent, int retriesMost, boolean watching) {
        String shot = order.shot().id();
        PaymentState paid = intent.payment();
        boolean ended = paid == PaymentState.SETTLED
                || paid == PaymentState.UNCHARGED
                || paid == PaymentState.EXPIRED
                || paid == PaymentState.CANCELLED;
        if (!ended) {
            boolean goodsMayCome = intent.fulfilment() == FulfilmentState.GENERATING;
            return paid == PaymentState.UNKNOWN && (watching || goodsMayCome)
                    ? Optional.empty()
                    : Optional.of(outstanding(order, intent));
        }
        if (asksOn(intent)) {
            return watching ? Optional.empty() : Optional.of(outstanding(order, intent));
        }
        return switch (intent.fulfilment()) {
            case GENERATING -> Optional.empty();
            case DELIVERED -> {
                Usd price = paid == PaymentState.SETTLED ? moved(intent) : Usd.ZERO;
                say(order, "delivered");
                yield Optional.of(new Outcome.Delivered(shot, price));
            }
            case FAILED -> Optional.of(paid == PaymentState.SETTLED ? failed(order, intent, retriesMost) : gone(order));
            case NONE -> Optional.of(gone(order));
            case OVERDUE, NO_HANDLE ->
                Optional.of(paid == PaymentState.SETTLED ? outstanding(order, intent) : gone(order));
        };
    }

    private Outcome failed(ShotOrder order, IntentRecord intent, int retriesMost) {
        long failures = ledger.reader().intents(intent.run()).stream()
                .filter(other -> other.shot().equals(intent.shot()) && other.fulfilment() == FulfilmentState.FAILED)
                .count();
        say(order, "failed at the seller: a claim");
        return new Outcome.Failed(order.shot().id(), failures <= retriesMost);
    }

    /** The payment died unused and nothing came: the shot may be offered again. */
    private Outcome gone(ShotOrder order) {
        say(order, "the payment was never settled");
        return new Outcome.Refused(
                order.shot().id(),
                Code.PAYMENT_EXPIRED,
                order.order().spend().request().usd(),
                Optional.empty(),
                Optional.empty());
    }

    private Outcome outstanding(ShotOrder order, IntentRecord intent) {
        boolean atRisk = intent.payment().atRisk();
        say(order, atRisk ? "waiting for the chain" : "paid and not delivered: a claim");
        Usd amount = atRisk
                ? ledger.reader()
                        .reservation(intent.id())
                        .map(ReservationRecord::usd)
                        .orElse(Usd.ZERO)
                : Usd.ZERO;
        return new Outcome.Outstanding(order.shot().id(), amount);
    }

    private Usd moved(IntentRecord intent) {
        return ledger.reader()
                .reservation(intent.id())
                .map(ReservationRecord::moved)
                .orElse(Usd.ZERO);
    }

    private IntentRecord current(ShotOrder order) {
        return ledger.reader().intent(order.order().id()).orElseThrow();
    }

    private void say(ShotOrder order, String state) {
        progress.now(order.order().intent().run(), order.shot().id(), state);
    }

    /** Follows what was bought as far as it will go now, and buys nothing. */
    public Outcome seeHome(ShotOrder order) {
        return follow(order, order.seller(), 0, Presenting.seenHome(recovery(order)));
    }

    /** Looks once more at goods that are owed: by polling, or for the lost answer of a seller that gives it again. */
    public void lookAgain(ShotOrder order) {
        IntentRecord intent = current(order);
        Optional<GenerationRecord> known = ledger.reader().generation(intent.id());
        switch (intent.fulfilment()) {
            case NO_HANDLE -> {
                boolean answers = intent.payment() == PaymentState.SETTLED && recovery(order) != Recovery.NONE;
                ledger.reader()
                        .signed(intent)
                        .filter(signed -> answers && signed.request().length > 0)
                        .ifPresent(
                                signed -> goods.accept(order, payments.presentAgain(intent, signed, order.seller())));
            }
            case GENERATING -> goods.poll(order, intent, order.seller());
            case OVERDUE, FAILED -> known.ifPresent(generation -> goods.pollOnce(order, intent, generation));
            case NONE, DELIVERED -> {}
        }
    }
}
