package dev.patron.invoice;

import dev.patron.ledger.AccountSigning;
import dev.patron.ledger.AccountTransaction;
import dev.patron.ledger.AccountUse;
import dev.patron.ledger.AuthorizeOutcome;
import dev.patron.ledger.ChainProof;
import dev.patron.ledger.IntentRecord;
import dev.patron.ledger.InvoiceRecord;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.NetworkFee;
import dev.patron.ledger.PaymentState;
import dev.patron.ledger.ProofRecord;
import dev.patron.ledger.Signing;
import dev.patron.ledger.SpendCommand;
import dev.patron.payment.Block;
import dev.patron.payment.ChainHead;
import dev.patron.payment.Fate;
import dev.patron.payment.SettlementProof;
import dev.patron.policy.Code;
import dev.patron.policy.PolicySet;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An account on a chain. A payment owns one of the account's numbers; what nobody takes is signed again under the same number with a higher
 * fee. What is signed is in database and journal before it is handed over, and only the chain says what became of it.
 */
final class AccountTill implements Till {
    private static final Logger LOG = LoggerFactory.getLogger(AccountTill.class);

    private final Gateway.Hands hands;
    private final Ledger ledger;
    private final AccountTreasury treasury;
    private final Watching watching;
    private final Map<String, Instant> next = new ConcurrentHashMap<>();
    private final Set<String> strangers = ConcurrentHashMap.newKeySet();

    AccountTill(Gateway.Hands hands, AccountTreasury treasury, Watching watching) {
        this.hands = hands;
        this.ledger = hands.ledger();
        this.treasury = treasury;
        this.watching = watching;
    }

    /**
     * What a payment is signed for.
     *
     * @param order what is kept of it besides its transaction: a shot's, with the invoice that it pays
     */
    record Wanted(
            IntentRecord intent,
            SpendCommand spend,
            Supplier<PolicySet> policy,
            Treasury.Transfer transfer,
            Function<AccountTreasury.Transaction, Optional<Signing.Signed>> order) {
        /** Gives the reservation back. */
        AuthorizeOutcome refuse(Ledger ledger, Code code, String why) {
            return ledger.authorize(spend, policy, _ -> {
                throw new Signing.RefusedException(code, why);
            });
        }
    }

    @Override
    public AuthorizeOutcome authorize(InvoiceRecord invoice) {
        return authorize(new Wanted(
                invoice.intent(),
                ledger.invoices().command(invoice),
                hands.policy(),
                transfer(invoice),
                _ -> Optional.empty()));
    }

    AuthorizeOutcome authorize(Wanted wanted) {
        Treasury.Transfer transfer = wanted.transfer();
        if (!isOurs(wanted.intent())) {
            return wanted.refuse(
                    ledger,
                    Code.WALLET_ERROR,
                    "the quote is for " + whose(wanted.intent()) + ", which does not pay now");
        }
        AccountTreasury.Terms terms;
        try {
            watching.mustKnow(treasury);
            terms = treasury.terms(transfer);
        } catch (TreasuryException e) {
            return wanted.refuse(ledger, e.code(), String.valueOf(e.getMessage()));
        }
        return ledger.accounts().authorize(wanted.spend(), wanted.policy(), new Pen(transfer, terms, wanted.order()));
    }

    /** Whether the treasury is the account, and pays with the token, that an intent pinned. */
    private boolean isOurs(IntentRecord intent) {
        return intent.authorizer().equals(treasury.account()) && intent.asset().equals(treasury.asset());
    }

    private static String whose(IntentRecord intent) {
        return "wallet " + intent.authorizer().text() + " and " + intent.asset().id();
    }

    private static Treasury.Transfer transfer(InvoiceRecord invoice) {
        return new Treasury.Transfer(invoice.intent().nonce(), invoice.payee(), invoice.amount());
    }

    /** Signs a transfer under the number that the ledger gives. */
    private final class Pen implements AccountSigning {
        private final Treasury.Transfer transfer;
        private final AccountTreasury.Terms terms;
        private final Function<AccountTreasury.Transaction, Optional<Signing.Signed>> order;

        Pen(
                Treasury.Transfer transfer,
                AccountTreasury.Terms terms,
                Function<AccountTreasury.Transaction, Optional<Signing.Signed>> order) {
            this.transfer = transfer;
            this.terms = terms;
            this.order = order;
        }

        @Override
        public AccountUse use() {
            return new AccountUse(
                    treasury.coin(),
                    treasury.account(),
                    terms.next(),
                    terms.fee().cost(),
                    terms.coins(),
                    treasury.feesOfDayMost());
        }

        @Override
        public Signed sign(long nonce) {
            try {
                AccountTreasury.Transaction made = treasury.sign(transfer, nonce, terms.fee());
                return new Signed(treasury.network(), terms.fromBlock(), made.hash(), made.bytes(), order.apply(made));
            } catch (TreasuryException e) {
                throw new Signing.RefusedException(e.code(), String.valueOf(e.getMessage()));
            }
        }
    }

    /**
     * What was signed for an invoice; empty when nothing was, and when another account signed it, or for another token: what the
     * chain says of this one is no word about that.
     */
    private Optional<AccountTreasury.Signed> signed(InvoiceRecord invoice) {
        if (!isOurs(invoice.intent())) {
            next.put(invoice.intent().id(), ledger.time().plus(treasury.pace()));
            if (strangers.add(invoice.intent().id())) {
                LOG.warn(
                        "payment of intent {} is by {}, and is not followed until the settings name these again",
                        invoice.intent().id(),
                        whose(invoice.intent()));
            }
            return Optional.empty();
        }
        List<AccountTransaction> known = ledger.accounts().transactions(invoice.intent());
        return ledger.reader()
                .signed(invoice.intent())
                .filter(_ -> !known.isEmpty())
                .map(signature -> new AccountTreasury.Signed(
                        transfer(invoice),
                        known.getFirst().nonce(),
                        signature.fromBlock(),
                        known.stream().map(AccountTransaction::costMost).reduce(BigInteger.ZERO, BigInteger::max),
                        known.stream()
                                .map(one -> new AccountTreasury.Transaction(one.hash(), one.bytes()))
                                .toList()));
    }

    @Override
    public Said present(InvoiceRecord invoice) {
        Optional<AccountTreasury.Signed> signed = signed(invoice);
        if (signed.isEmpty()) {
            return none();
        }
        Said said = heard(treasury.present(signed.get()), invoice);
        boolean waits = said.fate() instanceof Fate.Open && invoice.intent().payment() == PaymentState.UNKNOWN;
        return waits && replaced(invoice, signed.get())
                ? heard(treasury.present(signed(invoice).orElseThrow()), invoice)
                : said;
    }

    @Override
    public Said look(InvoiceRecord invoice) {
        return signed(invoice)
                .map(signed -> heard(treasury.look(signed), invoice))
                .orElseGet(AccountTill::none);
    }

    /** What counts while the payment's fate is open: a transfer does once its block is deep enough. */
    private Said heard(AccountTreasury.Standing standing, InvoiceRecord invoice) {
        Said said = said(standing, invoice);
        boolean young = said.fate() instanceof Fate.Used && !standing.isDeep();
        return young ? Said.of(new Fate.Unclear("its block is not deep enough yet")) : said;
    }

    private static Said none() {
        return Said.of(new Fate.Unclear("the payment owns no number of this account"));
    }

    private Said said(AccountTreasury.Standing standing, InvoiceRecord invoice) {
        next.put(invoice.intent().id(), ledger.time().plus(treasury.pace()));
        String transaction =
                switch (standing.fate()) {
                    case Fate.Used(SettlementProof proof) -> proof.transaction();
                    case Fate.Cancelled(String hash, Block _) -> hash;
                    case Fate.Dead _, Fate.Open _, Fate.Unclear _ -> "";
                };
        return new Said(
                standing.fate(), standing.cost().map(cost -> new NetworkFee(transaction, treasury.coin(), cost)));
    }

    /** Signs another transaction under the same number if it is time for one; whether it did. */
    private boolean replaced(InvoiceRecord invoice, AccountTreasury.Signed signed) {
        Optional<AccountTreasury.Terms> better = treasury.better(signed);
        if (better.isEmpty()) {
            return false;
        }
        try {
            ledger.accounts()
                    .replace(invoice.intent().id(), new Pen(signed.transfer(), better.get(), _ -> Optional.empty()));
            return true;
        } catch (Signing.RefusedException e) {
            LOG.warn(
                    "no higher fee is offered for intent {}: {}",
                    invoice.intent().id(),
                    e.getMessage());
            return false;
        }
    }

    /** Whether a payment that nobody waits for is to be asked about now. */
    boolean isDue(String intent) {
        Instant at = next.get(intent);
        return at == null || !ledger.time().isBefore(at);
    }

    @Override
    public void settle(String intent, ChainProof proof, Said said) {
        ledger.accounts().settle(intent, proof, said.fee());
    }

    @Override
    public void cancel(String intent, ChainProof proof, Said said) {
        ledger.accounts().cancel(intent, proof, said.fee());
    }

    /** Hears what became of a settlement whose block was not final: it is now, or it is gone, or it moved to another block. */
    void recheck(InvoiceRecord invoice) {
        String intent = invoice.intent().id();
        Optional<ChainProof> found = ledger.reader().proof(intent).map(ProofRecord::proof);
        if (found.isEmpty() || found.get().isFinal() || invoice.intent().payment() != PaymentState.SETTLED) {
            return;
        }
        ChainProof known = found.get();
        Said said = signed(invoice)
                .map(signed -> said(treasury.look(signed), invoice))
                .orElseGet(AccountTill::none);
        switch (said.fate()) {
            case Fate.Used(SettlementProof proof) -> {
                ChainProof now = Paying.proofOf(proof);
                boolean same = now.transaction().equals(known.transaction())
                        && now.blockHash().equals(known.blockHash());
                if (!same) {
                    ledger.reverse(intent, known);
                    settle(intent, now, said);
                } else if (said.fee().isPresent()) {
                    ledger.accounts().finalize(intent, now, said.fee());
                }
            }
            case Fate.Cancelled(String transaction, Block at) -> {
                ledger.reverse(intent, known);
                cancel(intent, Paying.nothingAt(invoice, at, transaction), said);
            }
            case Fate.Open(ChainHead head) -> {
                if (head.latest().number() >= known.blockNumber()) {
                    ledger.reverse(intent, known);
                    next.remove(intent);
                }
            }
            case Fate.Dead _, Fate.Unclear _ -> {}
        }
    }
}
