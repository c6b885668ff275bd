package dev.patron.invoice;

import dev.patron.ledger.Ledger;
import dev.patron.ledger.SpendCommand;
import dev.patron.ledger.WalletFacts;
import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Payee;
import dev.patron.payment.ChainException;
import dev.patron.payment.Matching;
import dev.patron.policy.Code;
import dev.patron.policy.SpendRequest;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds treasuries against the ledger: takes over what they hold, once, and then looks at what moves. Safe for any number of threads. */
final class Watching {
    private static final Logger LOG = LoggerFactory.getLogger(Watching.class);
    private static final Duration BETWEEN = Duration.ofSeconds(10);

    /** A history that was matched this long ago says nothing any more about what may be signed. */
    private static final Duration TRUSTED_MOST = Duration.ofMinutes(5);

    private static final String NOBODY = "unexplained";

    private final Gateway.Hands hands;
    private final Ledger ledger;
    private final Map<String, Instant> looked = new ConcurrentHashMap<>();
    private final Map<String, Instant> matched = new ConcurrentHashMap<>();

    /** By network, how many transactions its account had made when the ledger was last seen to know all of them; absent before the first look. */
    private final Map<String, Long> known = new ConcurrentHashMap<>();

    private final ReentrantLock lock = new ReentrantLock();

    Watching(Gateway.Hands hands) {
        this.hands = hands;
        this.ledger = hands.ledger();
    }

    /** Takes over what books hold. */
    void begin() {
        for (Treasury treasury : hands.treasuries().values()) {
            if (treasury instanceof BookTreasury book && isNew(book.asset(), book.account())) {
                adopt(book.asset(), book.account(), book.holdings());
            }
        }
    }

    /** Looks at accounts, each now and then. A chain that does not answer is asked again later. */
    void look() {
        for (Treasury treasury : hands.treasuries().values()) {
            Instant now = ledger.time();
            Instant last = looked.getOrDefault(treasury.network(), Instant.EPOCH);
            if (treasury instanceof AccountTreasury account && !now.isBefore(last.plus(BETWEEN))) {
                try {
                    match(account);
                } catch (ChainException | TreasuryException e) {
                    LOG.warn(
                            "the history of the treasury on `{}` cannot be read: {}",
                            account.network(),
                            e.getMessage());
                }
                looked.put(treasury.network(), ledger.time());
            }
        }
    }

    /**
     * Looks at an account that was not looked at since the start, or not lately: nothing may be signed before.
     *
     * @throws TreasuryException when it cannot be looked at
     */
    void mustKnow(AccountTreasury account) {
        Instant last = matched.get(account.network());
        if (last != null && !ledger.time().isAfter(last.plus(TRUSTED_MOST))) {
            return;
        }
        try {
            match(account);
        } catch (ChainException e) {
            throw new TreasuryException(
                    Code.WALLET_ERROR, "the history of the treasury cannot be read: " + e.getMessage());
        }
    }

    /**
     * Looks at an account now.
     *
     * @throws ChainException    when its history cannot be read
     * @throws TreasuryException when its count cannot
     */
    Matching.Report match(AccountTreasury account) {
        lock.lock();
        try {
            long count;
            try {
                count = count(account);
            } catch (TreasuryException e) {
                follow(account);
                throw e;
            }
            Matching.Report report = follow(account);
            known.put(account.network(), count);
            matched.put(account.network(), ledger.time());
            looked.put(account.network(), ledger.time());
            return report;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Holds the count of transactions against the ledger, before the history: what is frozen for it is not frozen again for what the
     * history shows of the same transactions.
     *
     * @return the count, or less than any where the ledger does not know all of them
     */
    private long count(AccountTreasury account) {
        if (isNew(account.coin(), account.account())) {
            AccountTreasury.Beginning found = account.beginning();
            ledger.accounts()
                    .adopt(
                            facts(account.coin(), account.account(), found.coins()),
                            found.coins().units(),
                            found.count());
        }
        long count = account.count();
        boolean same = known.getOrDefault(account.network(), -1L) == count;
        if (same || !ledger.accounts().isAhead(account.coin().network(), account.account(), count)) {
            return count;
        }
        LOG.warn("the treasury on `{}` has made transactions that the ledger does not know", account.network());
        return -1;
    }

    private Matching.Report follow(AccountTreasury account) {
        Matching.Report report = new Matching(ledger, account.chain(), this::freeze)
                .match(account.asset(), account.account(), _ -> Optional.empty(), anybody(account));
        if (report.unexplained() > 0) {
            LOG.warn(
                    "{} transfers left the treasury on `{}` without an intent",
                    report.unexplained(),
                    account.network());
        }
        return report;
    }

    private boolean isNew(Asset asset, Address account) {
        return ledger.wallets().adoption(asset, account).isEmpty();
    }

    private void adopt(Asset asset, Address account, Treasury.Holdings held) {
        ledger.wallets().adopt(facts(asset, account, held), held.units());
    }

    private static WalletFacts facts(Asset asset, Address account, Treasury.Holdings held) {
        return new WalletFacts(asset, account, held.at().number(), held.at().hash());
    }

    /** An older copy of the data was put back, or somebody else uses the key: nothing more is signed until a person has looked. */
    private void freeze() {
        ledger.freeze("everything", "money left the treasury that the ledger does not know of");
    }

    private static SpendCommand anybody(AccountTreasury account) {
        SpendRequest request = new SpendRequest(
                NOBODY,
                NOBODY,
                NOBODY,
                NOBODY,
                NOBODY,
                NOBODY,
                new Payee(account.asset().network(), account.account()),
                new Amount(account.asset(), BigInteger.ZERO),
                Optional.empty());
        return new SpendCommand("", account.isSimulated(), request, List.of());
    }
}
