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
import dev.patron.policy.SpendRequest;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds treasuries against the ledger: takes over what they hold, once, and then looks at what moves. One thread at a time. */
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
                    matched.put(account.network(), now);
                } catch (ChainException e) {
                    LOG.warn(
                            "the history of the treasury on `{}` cannot be read: {}",
                            account.network(),
                            e.getMessage());
                }
                looked.put(treasury.network(), ledger.time());
            }
        }
    }

    /** Whether an account's history was held against the ledger since this process began, and not too long ago. */
    boolean isMatched(AccountTreasury account) {
        Instant last = matched.get(account.network());
        return last != null && !ledger.time().isAfter(last.plus(TRUSTED_MOST));
    }

    private void match(AccountTreasury account) {
        if (isNew(account.coin(), account.account())) {
            adopt(account.coin(), account.account(), account.coins());
        }
        Matching.Report report = new Matching(ledger, account.chain(), this::freeze)
                .match(account.asset(), account.account(), _ -> Optional.empty(), anybody(account));
        if (report.unexplained() > 0) {
            LOG.warn(
                    "{} transfers left the treasury on `{}` without an intent",
                    report.unexplained(),
                    account.network());
        }
    }

    private boolean isNew(Asset asset, Address account) {
        return ledger.wallets().adoption(asset, account).isEmpty();
    }

    private void adopt(Asset asset, Address account, Treasury.Holdings held) {
        ledger.wallets()
                .adopt(
                        new WalletFacts(
                                asset, account, held.at().number(), held.at().hash()),
                        held.units());
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
