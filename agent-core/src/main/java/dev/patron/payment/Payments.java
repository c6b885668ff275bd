package dev.patron.payment;

import dev.patron.ledger.AnswerFacts;
import dev.patron.ledger.AuthorizeOutcome;
import dev.patron.ledger.ChainProof;
import dev.patron.ledger.Digests;
import dev.patron.ledger.Durability;
import dev.patron.ledger.DurablePoint;
import dev.patron.ledger.IntentRecord;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.PaymentState;
import dev.patron.ledger.ProofRecord;
import dev.patron.ledger.QuoteFacts;
import dev.patron.ledger.ReceiptClaim;
import dev.patron.ledger.ReservationRecord;
import dev.patron.ledger.ReserveOutcome;
import dev.patron.ledger.SignedPayment;
import dev.patron.ledger.Signing;
import dev.patron.ledger.SpendCommand;
import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.policy.Code;
import dev.patron.policy.Decision;
import dev.patron.policy.Finding;
import dev.patron.policy.PolicySet;
import dev.patron.policy.SpendRequest;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The money path: quote, reserve, authorize, present, resolve.
 *
 * <p>It reads top to bottom and is the only way for money to leave. Nothing is sent before the record that permits it
 * is on disk; what comes back is recorded and believed about nothing; the chain alone says what became of the money.
 * It knows neither shots nor invoices. Safe for any number of threads, one at a time for each intent.
 */
public final class Payments {
    private static final List<Code> PASSING = List.of(Code.PAYMENT_RATE_LIMIT, Code.AT_RISK_LIMIT);

    private final Ledger ledger;
    private final Wallet wallet;
    private final Settlements settlements;
    private final Heads heads;
    private final Supplier<PolicySet> policy;
    private final Durability durability;
    private final InstantSource clock;
    private final Contradictions contradictions;

    /** What a money path works with. */
    public record Hands(
            Ledger ledger,
            Wallet wallet,
            Settlements settlements,
            Heads heads,
            Supplier<PolicySet> policy,
            Durability durability,
            InstantSource clock) {}

    public Payments(Hands hands) {
        this.ledger = hands.ledger();
        this.wallet = hands.wallet();
        this.settlements = hands.settlements();
        this.heads = hands.heads();
        this.policy = hands.policy();
        this.durability = hands.durability();
        this.clock = hands.clock();
        this.contradictions = new Contradictions(hands.ledger(), hands.settlements());
    }

    public Wallet wallet() {
        return wallet;
    }

    /** One round: demand, choose, reserve, authorize, present. The intent must be one that may be asked again. */
    public Bought buy(Order order, Seller seller) {
        ledger.intend(order.intent());
        return switch (seller.demand(order.unpaid())) {
            case Demand.Free(Answer.Answered answer) -> {
                ledger.uncharged(order.id());
                yield new Bought.Served(answer);
            }
            case Demand.Refused(Code code, int status, String detail) -> notSold(order, code, status, detail);
            case Demand.Demanded(PaymentRequired required) -> chosen(order, seller, required);
        };
    }

    /** A demand we cannot deal with is a denial; a seller that does not answer or will not sell is left alone. */
    private Bought notSold(Order order, Code code, int status, String detail) {
        String message = code.meaning() + ": " + detail;
        boolean noDemand = code == Code.SELLER_REFUSED || code == Code.SELLER_UNREACHABLE;
        if (noDemand) {
            ledger.abandon(order.id(), code, message);
        } else {
            ledger.refuse(order.id(), code, message, Digests.sha256(status + detail));
        }
        return new Bought.Refused(code, message, false, Optional.empty());
    }

    private Bought chosen(Order order, Seller seller, PaymentRequired required) {
        Choice choice = Choosing.choose(
                order.provider(), order.kind(), required, order.unpaid().uri());
        return switch (choice) {
            case Choice.Denied(Code code, String detail) -> {
                String message = code.meaning() + ": " + detail;
                ledger.refuse(order.id(), code, message, required.digest());
                yield new Bought.Refused(code, message, false, Optional.empty());
            }
            case Choice.Chosen chosen -> {
                Optional<ChainHead> head = head(order);
                if (head.isEmpty()) {
                    String message = Code.CHAIN_STALE.meaning() + ", or it cannot be read; nothing was signed";
                    ledger.refuse(order.id(), Code.CHAIN_STALE, message, required.digest());
                    yield new Bought.Refused(Code.CHAIN_STALE, message, false, Optional.empty());
                }
                ledger.quote(order.id(), new QuoteFacts(chosen.payee(), chosen.amount(), required.digest()));
                long fromBlock = head.get().settled().number();
                yield reserve(withPayee(order, chosen), seller, new Terms(required, chosen, fromBlock));
            }
        };
    }

    private Optional<ChainHead> head(Order order) {
        try {
            return heads.fresh(order.provider().asset().network());
        } catch (ChainException e) {
            return Optional.empty();
        }
    }

    /** What a payment is signed on: the demand, the way to pay that was chosen, and where its use may begin. */
    private record Terms(PaymentRequired required, Choice.Chosen chosen, long fromBlock) {}

    private Bought reserve(Order order, Seller seller, Terms terms) {
        return switch (ledger.reserve(order.spend(), policy)) {
            case ReserveOutcome.Denied denied -> denied(denied.denial());
            case ReserveOutcome.Reserved _ -> authorize(order, seller, terms);
        };
    }

    /** Of several pinned payees the demand names one; that one is asked of the policy. */
    private static Order withPayee(Order order, Choice.Chosen chosen) {
        var asked = order.spend().request();
        var request = new SpendRequest(
                asked.agent(),
                asked.run(),
                asked.lineItem(),
                asked.provider(),
                asked.kind(),
                asked.model(),
                chosen.payee(),
                chosen.amount(),
                asked.briefBudget());
        var spend = new SpendCommand(
                order.id(), order.spend().simulated(), request, order.spend().offers());
        return new Order(order.intent(), order.provider(), order.kind(), order.unpaid(), spend);
    }

    private static Bought denied(Decision.Deny denial) {
        List<Finding> all = denial.denials();
        boolean passing = all.stream()
                .allMatch(finding -> finding.code().map(PASSING::contains).orElse(false));
        Optional<Instant> frees = all.getFirst().numbers().flatMap(Finding.Numbers::freesAt);
        return new Bought.Refused(denial.code(), denial.code().meaning(), passing, frees);
    }

    private Bought authorize(Order order, Seller seller, Terms terms) {
        Wallet.Reserved reserved = new Wallet.Reserved(order.spend(), policy, pen -> sign(order, seller, terms, pen));
        return switch (wallet.authorize(ledger, reserved)) {
            case AuthorizeOutcome.Voided(Code code, String why) ->
                new Bought.Refused(code, why, false, Optional.empty());
            case AuthorizeOutcome.Authorized(byte[] request) ->
                new Bought.Presented(present(order.id(), seller, SellerRequest.fromBytes(request)));
        };
    }

    private Signing.Signed sign(
            Order order, Seller seller, Terms terms, Function<Authorization.Eip3009, Authorization.Signed> pen) {
        Provider provider = order.provider();
        Choice.Chosen chosen = terms.chosen();
        Duration validity = provider.deadlines().validity();
        Duration offered = Duration.ofSeconds(chosen.entry().maxTimeoutSeconds().orElse(0L));
        Instant validBefore = clock.instant()
                .plus(offered.compareTo(validity) < 0 ? offered : validity)
                .truncatedTo(ChronoUnit.SECONDS);
        Authorization.Eip3009 authorization = new Authorization.Eip3009(
                provider.domain(),
                wallet.address(),
                chosen.payee().address(),
                chosen.amount(),
                validBefore,
                order.intent().nonce());
        String paymentId =
                "pay_" + Digests.sha256("payment-identifier " + order.id()).substring(0, 32);
        SellerRequest paid =
                seller.pay(order.unpaid(), terms.required(), chosen.entry(), pen.apply(authorization), paymentId);
        Signing.Signed made = new Signing.Signed(
                provider.domain().name(), provider.domain().version(), validBefore, terms.fromBlock(), paid.toBytes());
        return seller.invoice(paid)
                .map(name -> made.paying(new Signing.Invoice(name.provider(), name.id(), name.network(), name.payTo())))
                .orElse(made);
    }

    /** Presents the bytes that were signed, again if need be: never others. */
    public Answer presentAgain(IntentRecord intent, SignedPayment signed, Seller seller) {
        return present(intent.id(), seller, SellerRequest.fromBytes(signed.request()));
    }

    private Answer present(String intent, Seller seller, SellerRequest paid) {
        Answer answer = seller.present(paid);
        durability.reached(DurablePoint.ANSWER_RECEIVED);
        ledger.answered(intent, facts(answer));
        return answer;
    }

    private static AnswerFacts facts(Answer answer) {
        return switch (answer) {
            case Answer.Lost _ -> new AnswerFacts("lost", 0, "");
            case Answer.Answered answered ->
                new AnswerFacts(
                        answered.error().orElseGet(() -> answered.handle().isPresent() ? "accepted" : "answered"),
                        answered.status(),
                        answered.receipt().map(SettlementResponse::transaction).orElse(""),
                        answered.receipt()
                                .filter(SettlementResponse::success)
                                .map(receipt -> new ReceiptClaim(receipt.transaction(), receipt.amount())));
        };
    }

    /**
     * Asks the chain what became of an intent's money and records it; or has the wallet do so that follows its own payments.
     *
     * @return where the payment stands now, and what the chain said
     */
    public Fate resolve(IntentRecord intent) {
        return wallet.follow(intent).orElseGet(() -> asked(intent));
    }

    /** A transaction of an account is known by that account's number alone; what another chain or gateway lacks is no word about it. */
    private Fate asked(IntentRecord intent) {
        if (ledger.accounts().ownsNumber(intent.id())) {
            return new Fate.Unclear("it was paid from an account that does not pay here now");
        }
        Optional<Authorization.Eip3009> authorization = authorizationOf(intent);
        if (authorization.isEmpty()) {
            return new Fate.Unclear("nothing was signed");
        }
        long fromBlock =
                ledger.reader().signed(intent).map(SignedPayment::fromBlock).orElse(0L);
        Fate fate = settlements.fate(authorization.get(), fromBlock);
        if (intent.payment() == PaymentState.SETTLED) {
            upgrade(intent, fate);
        } else if (intent.payment() == PaymentState.UNKNOWN) {
            conclude(intent, fate);
        }
        return fate;
    }

    private void conclude(IntentRecord intent, Fate fate) {
        contradictions.look(intent, fate);
        switch (fate) {
            case Fate.Used(SettlementProof proof) -> ledger.settle(intent.id(), proofOf(proof));
            case Fate.Dead(Block at) -> ledger.expire(intent.id(), nothingAt(intent, at, ""));
            case Fate.Cancelled(String transaction, Block at) ->
                ledger.cancel(intent.id(), nothingAt(intent, at, transaction));
            case Fate.Open _, Fate.Unclear _ -> {}
        }
    }

    /** A settlement becomes final, or its block turns out to have vanished. */
    private void upgrade(IntentRecord intent, Fate fate) {
        Optional<ChainProof> known = ledger.reader().proof(intent.id()).map(ProofRecord::proof);
        if (known.isEmpty() || known.get().isFinal()) {
            return;
        }
        contradictions.look(intent, fate);
        switch (fate) {
            case Fate.Used(SettlementProof proof) -> {
                boolean same = proof.transaction().equals(known.get().transaction())
                        && proof.block().hash().equals(known.get().blockHash());
                if (!same) {
                    ledger.reverse(intent.id(), known.get());
                    ledger.settle(intent.id(), proofOf(proof));
                } else if (proof.isFinal()) {
                    ledger.finalize(intent.id(), proofOf(proof));
                }
            }
            case Fate.Open(ChainHead head) -> {
                if (head.latest().number() >= known.get().blockNumber()) {
                    ledger.reverse(intent.id(), known.get());
                }
            }
            case Fate.Dead(Block at) -> {
                ledger.reverse(intent.id(), known.get());
                ledger.expire(intent.id(), nothingAt(intent, at, ""));
            }
            case Fate.Cancelled _, Fate.Unclear _ -> {}
        }
    }

    private Optional<Authorization.Eip3009> authorizationOf(IntentRecord intent) {
        Optional<SignedPayment> signed = ledger.reader().signed(intent);
        if (signed.isPresent()) {
            SignedPayment payment = signed.get();
            return Optional.of(new Authorization.Eip3009(
                    new TokenDomain(payment.domainName(), payment.domainVersion()),
                    intent.authorizer(),
                    payment.payee().address(),
                    payment.amount(),
                    payment.validBefore(),
                    intent.nonce()));
        }
        Optional<ReservationRecord> held = ledger.reader().reservation(intent.id());
        return held.map(reservation -> new Authorization.Eip3009(
                new TokenDomain("", ""),
                intent.authorizer(),
                new Address(reservation.payee()),
                new Amount(intent.asset(), reservation.units()),
                Instant.MAX.truncatedTo(ChronoUnit.SECONDS),
                intent.nonce()));
    }

    static ChainProof proofOf(SettlementProof proof) {
        return new ChainProof(
                proof.transaction(),
                proof.block().number(),
                proof.block().hash(),
                proof.block().time(),
                proof.to(),
                proof.units(),
                proof.isFinal());
    }

    private static ChainProof nothingAt(IntentRecord intent, Block at, String transaction) {
        return new ChainProof(
                transaction, at.number(), at.hash(), at.time(), intent.authorizer(), BigInteger.ZERO, true);
    }
}
