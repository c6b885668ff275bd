package dev.patron.payment;

import dev.patron.ledger.Adoption;
import dev.patron.ledger.IntentRecord;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.MovementFacts;
import dev.patron.ledger.NewIntent;
import dev.patron.ledger.PaymentState;
import dev.patron.ledger.SpendCommand;
import dev.patron.ledger.WalletFacts;
import dev.patron.money.Address;
import dev.patron.money.Asset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Holds a wallet's history on the chain against the ledger, before anything is spent.
 *
 * <p>The first time, the ledger adopts the wallet: head and balance become opening entries. Later every movement since
 * the last final block that was matched is looked at. Money that left by a nonce that the ledger knows, or that a shot
 * of a recorded plan will use, is that shot's; a transaction that the ledger signed is its payment's; anything else that left is unexplained.
 * A transfer of nothing is passed over: a token lets anybody make one out of anybody's account.
 */
public final class Matching {
    private final Ledger ledger;
    private final Settlements settlements;
    private final Runnable ahead;

    /**
     * @param ahead told, before anything of it is recorded, that the chain is ahead of the ledger: what must follow
     *     from that follows even if the process dies in between
     */
    public Matching(Ledger ledger, Settlements settlements, Runnable ahead) {
        this.ledger = ledger;
        this.settlements = settlements;
        this.ahead = ahead;
    }

    /**
     * What matching found.
     *
     * @param adopted     whether the wallet was adopted just now
     * @param recovered   payments that the chain knows and the ledger did not
     * @param unexplained transfers that no intent explains
     */
    public record Report(boolean adopted, int recovered, int unexplained) {
        /** Whether the chain is ahead of the ledger: a sign that an older copy was put back. */
        public boolean chainIsAhead() {
            return recovered + unexplained > 0;
        }
    }

    /**
     * @param planned for a nonce that the ledger has no intent for: the intent of a planned shot that will use it
     * @param about   whose money it is, for counting what is unexplained
     * @throws ChainException when the chain cannot be read; nothing may be spent then
     */
    public Report match(
            Asset asset, Address wallet, Function<String, Optional<NewIntent>> planned, SpendCommand about) {
        ChainHead head = settlements.head(asset.network());
        Optional<Adoption> adoption = ledger.wallets().adoption(asset, wallet);
        if (adoption.isEmpty()) {
            Block at = head.latest();
            ledger.wallets()
                    .adopt(
                            new WalletFacts(asset, wallet, at.number(), at.hash()),
                            settlements.balance(asset, wallet, at));
            return new Report(true, 0, 0);
        }
        long from = adoption.get().matchedBlock() + 1;
        List<Movement> movements = from > head.latest().number()
                ? List.of()
                : settlements.movements(asset, wallet, from, head.latest().number());
        int recovered = 0;
        int unexplained = 0;
        List<MovementFacts> seen = new ArrayList<>();
        for (Movement movement : movements) {
            boolean out = movement.from().equals(wallet);
            seen.add(facts(movement, wallet, out ? movement.to() : movement.from()));
            boolean nothing = movement.units().signum() == 0;
            if (nothing || (out && movement.to().equals(wallet))) {
                continue;
            }
            if (!out) {
                ledger.wallets().funded(asset, seen.getLast());
                continue;
            }
            switch (explain(movement, planned, about.simulated(), head)) {
                case KNOWN -> {}
                case RECOVERED -> recovered++;
                case UNEXPLAINED -> {
                    if (!ledger.wallets().knows(asset, seen.getLast())) {
                        ahead.run();
                    }
                    ledger.wallets().unexplained(asset, seen.getLast(), about);
                    unexplained++;
                }
            }
        }
        Block settled = head.settled();
        ledger.wallets()
                .matched(new WalletFacts(asset, wallet, Math.max(settled.number(), from - 1), settled.hash()), seen);
        return new Report(false, recovered, unexplained);
    }

    private enum Explanation {
        KNOWN,
        RECOVERED,
        UNEXPLAINED
    }

    private Explanation explain(
            Movement movement, Function<String, Optional<NewIntent>> planned, boolean simulated, ChainHead head) {
        if (movement.nonce().isEmpty()) {
            boolean signedHere =
                    ledger.accounts().signedAs(movement.transaction()).isPresent();
            return signedHere ? Explanation.KNOWN : Explanation.UNEXPLAINED;
        }
        String nonce = movement.nonce().get();
        Optional<IntentRecord> known = ledger.reader().intentByNonce(nonce);
        if (known.map(intent -> wasSigned(intent.payment())).orElse(false)) {
            return Explanation.KNOWN;
        }
        Optional<NewIntent> expected = known.isPresent() ? Optional.empty() : planned.apply(nonce);
        if (known.isEmpty() && expected.isEmpty()) {
            return Explanation.UNEXPLAINED;
        }
        ahead.run();
        IntentRecord intent = known.orElseGet(() -> ledger.intend(expected.orElseThrow()));
        SettlementProof proof = new SettlementProof(
                movement.transaction(),
                movement.block(),
                movement.from(),
                movement.to(),
                movement.units(),
                nonce,
                movement.block().number() <= head.settled().number());
        ledger.recoverFromChain(intent.id(), simulated, Payments.proofOf(proof));
        if (ledger.reader().intent(intent.id()).map(IntentRecord::payment).equals(Optional.of(PaymentState.UNKNOWN))) {
            ledger.settle(intent.id(), Payments.proofOf(proof));
        }
        return Explanation.RECOVERED;
    }

    private static boolean wasSigned(PaymentState payment) {
        return switch (payment) {
            case AUTHORIZED, UNKNOWN, SETTLED, EXPIRED, CANCELLED -> true;
            case INTENT, QUOTED, DENIED, REFERRED, RESERVED, ABANDONED, UNCHARGED, VOIDED -> false;
        };
    }

    private static MovementFacts facts(Movement movement, Address wallet, Address counterparty) {
        return new MovementFacts(
                movement.transaction(),
                movement.logIndex(),
                movement.block().number(),
                movement.block().time(),
                wallet,
                counterparty,
                movement.units());
    }
}
