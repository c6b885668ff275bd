package dev.patron.ledger;

import dev.patron.money.Address;
import dev.patron.money.Network;
import dev.patron.policy.PolicySet;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Payments that are transactions of an account: each owns one of the account's numbers for life, may be signed anew under it, and
 * costs a fee of the network. Each change returns when it is on disk. Safe for any number of threads.
 */
public final class AccountBook {
    private final Writer writer;
    private final Acts acts;
    private final Releasing releasing;

    AccountBook(Writer writer, Acts acts, Releasing releasing) {
        this.writer = writer;
        this.acts = acts;
        this.releasing = releasing;
    }

    /** {@link Ledger#authorize} for a transaction of an account. Only when this returns may it be handed over. */
    public AuthorizeOutcome authorize(SpendCommand command, Supplier<PolicySet> policy, AccountSigning signing) {
        return releasing.authorize(command, sql -> acts.authorizing()
                .authorize(sql, command, policy, acts.shotInvoices().recorded((inside, intent, at) -> acts.accounts()
                        .sign(inside, intent, signing, at))));
    }

    /**
     * Signs a transaction that is to take the place of one that nobody mines, under the same number; durable in database and
     * journal when this returns.
     *
     * @throws Signing.RefusedException when its fee has no room
     * @throws LedgerException          with {@link Fault#ILLEGAL} when the payment's fate is not open
     */
    public void replace(String intent, AccountSigning signing) {
        releasing.journal(sql -> {
            IntentRecord before = Intents.get(sql, intent);
            Budgets.Locked locked =
                    acts.budgets().lock(sql, Intents.mustHold(sql, before).scope());
            return acts.accounts().replace(sql, Intents.get(sql, intent), signing, locked.at());
        });
    }

    /** Whether an intent is paid by a transaction of an account. */
    public boolean ownsNumber(String intent) {
        return writer.read(sql -> sql.count("SELECT COUNT(*) FROM account_nonce WHERE intent = ?", intent) > 0);
    }

    /** Every transaction that was signed for an intent, oldest first. */
    public List<AccountTransaction> transactions(IntentRecord intent) {
        return writer.read(sql -> acts.accounts().opened(sql, intent));
    }

    /** Books a settlement, with the network's fee where its block is final. */
    public void settle(String intent, ChainProof proof, Optional<NetworkFee> fee) {
        writer.changeInTurn(DurablePoint.SETTLED, sql -> {
            acts.settling().settle(sql, Intents.get(sql, intent), proof);
            fee(sql, intent, fee);
        });
    }

    /** Notes that a settlement's block is final, and books the fee. */
    public void finalize(String intent, ChainProof proof, Optional<NetworkFee> fee) {
        writer.changeInTurn(DurablePoint.FINALIZED, sql -> {
            acts.settling().finalize(sql, Intents.get(sql, intent), proof);
            fee(sql, intent, fee);
        });
    }

    /**
     * Frees the money of a payment that is dead in a final block, and books the fee of a failure of its own. Where it is dead because of a transaction that was
     * not signed here, everything is frozen.
     */
    public void cancel(String intent, ChainProof proof, Optional<NetworkFee> fee) {
        writer.changeInTurn(DurablePoint.CANCELLED, sql -> {
            acts.settling().die(sql, Intents.get(sql, intent), PaymentState.CANCELLED, proof);
            acts.accounts().counts().another(sql, Intents.get(sql, intent), proof, writer.now());
            fee(sql, intent, fee);
        });
    }

    private void fee(Sql sql, String intent, Optional<NetworkFee> fee) throws SQLException {
        if (fee.isPresent()) {
            acts.accounts().fee(sql, Intents.get(sql, intent), fee.get(), writer.now());
        }
    }

    /**
     * Takes an account over, once.
     *
     * @param coin  what it holds of the coin that its network takes fees in
     * @param count how many transactions it has made
     */
    public void adopt(WalletFacts coin, BigInteger held, long count) {
        writer.change(DurablePoint.WALLET_MATCHED, sql -> {
            acts.wallets().adopt(sql, coin, held, writer.now());
            acts.accounts()
                    .counts()
                    .adopt(sql, new AccountCounts.Account(coin.asset().network(), coin.wallet()), count, writer.now());
        });
    }

    /**
     * Freezes everything where an account has made more transactions than the ledger knows of; whether it has.
     *
     * @param found how many it has made, those that no block holds yet included
     */
    public boolean isAhead(Network network, Address account, long found) {
        AccountCounts.Account one = new AccountCounts.Account(network, account);
        if (writer.read(sql -> acts.accounts().counts().known(sql, one, found)) >= found) {
            return false;
        }
        acts.budgets().prepareAll();
        return writer.write(DurablePoint.FROZEN, sql -> {
            Budgets.Locked locked = acts.budgets().lockAll(sql);
            return acts.accounts().counts().isAhead(sql, one, found, locked.at());
        });
    }

    /** Payments whose fate is open, of tabs and of shots. */
    public List<String> open() {
        return outstanding("'AUTHORIZED', 'UNKNOWN'");
    }

    /** Settlements whose block was not final when last heard of. */
    public List<String> notFinal() {
        return outstanding("'SETTLED'");
    }

    private List<String> outstanding(String states) {
        return writer.read(sql -> sql.list(
                "SELECT i.id FROM account_open o JOIN intent i ON i.id = o.intent WHERE i.payment IN (" + states
                        + ") ORDER BY i.opened_at",
                row -> row.text("id")));
    }

    /** The intent that a transaction was signed for, if it was signed here. */
    public Optional<IntentRecord> signedAs(String transaction) {
        return writer.read(sql -> sql.first(
                Intents.SELECT + "WHERE i.id IN (SELECT intent FROM account_transaction WHERE tx = ?)",
                Intents::record,
                transaction));
    }
}
