package dev.patron.ledger;

import dev.patron.money.Address;
import dev.patron.money.Asset;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** What came into wallets and left them, as chains show it. Each change returns when it is on disk. */
public final class WalletBook {
    private final Writer writer;
    private final Acts acts;

    WalletBook(Writer writer, Acts acts) {
        this.writer = writer;
        this.acts = acts;
    }

    public Optional<Adoption> adoption(Asset asset, Address wallet) {
        return writer.read(sql -> acts.wallets().find(sql, asset, wallet));
    }

    public void adopt(WalletFacts facts, BigInteger balance) {
        writer.change(DurablePoint.WALLET_MATCHED, sql -> acts.wallets().adopt(sql, facts, balance, writer.now()));
    }

    public void funded(Asset asset, MovementFacts movement) {
        writer.change(DurablePoint.WALLET_MATCHED, sql -> acts.wallets().funded(sql, asset, movement, writer.now()));
    }

    /** Whether a movement is recorded, of whatever kind. */
    public boolean knows(Asset asset, MovementFacts movement) {
        return writer.read(sql -> Wallets.known(sql, asset, movement));
    }

    public void unexplained(Asset asset, MovementFacts movement, SpendCommand about) {
        Budgets.Scope scope = Budgets.Scope.of(about);
        acts.budgets().prepare(scope);
        writer.change(DurablePoint.WALLET_MATCHED, sql -> acts.wallets()
                .unexplained(sql, asset, movement, scope, writer.now()));
    }

    public void matched(WalletFacts facts, List<MovementFacts> seen) {
        writer.change(DurablePoint.WALLET_MATCHED, sql -> {
            acts.wallets().vanished(sql, facts, seen, writer.now());
            acts.wallets().matched(sql, facts, writer.now());
        });
    }

    /** Closes the claims that final transfers to the wallet paid back, and says which; see {@link Refunds}. */
    public List<ClaimRecord> matchRefunds(Asset asset, Address wallet) {
        return writer.write(DurablePoint.WALLET_MATCHED, sql -> acts.refunds().match(sql, asset, wallet, writer.now()));
    }
}
