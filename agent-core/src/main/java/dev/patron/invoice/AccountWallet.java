package dev.patron.invoice;

import dev.patron.ledger.AuthorizeOutcome;
import dev.patron.ledger.IntentRecord;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.SpendCommand;
import dev.patron.money.Address;
import dev.patron.payment.Authorization;
import dev.patron.payment.ChainException;
import dev.patron.payment.Fate;
import dev.patron.payment.Matching;
import dev.patron.payment.Wallet;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Pays shots from this ledger's own account. Each payment is a transaction of it, signed, handed over, replaced and booked where those
 * of the door's invoices are.
 */
final class AccountWallet implements Wallet {
    private final AccountTreasury treasury;
    private final ProviderHost seller;
    private final Watching watching;
    private final Paying paying;

    /**
     * @param seller whom the invoices are of
     */
    AccountWallet(AccountTreasury treasury, ProviderHost seller, Watching watching, Paying paying) {
        this.treasury = treasury;
        this.seller = seller;
        this.watching = watching;
        this.paying = paying;
    }

    @Override
    public Address address() {
        return treasury.account();
    }

    /** The one id of the payment for life, as for an invoice of a tab; it is no secret, and the account's number is what the chain knows. */
    @Override
    public String nonce(String intent) {
        return "0x" + intent;
    }

    @Override
    public AuthorizeOutcome authorize(Ledger ledger, Reserved reserved) {
        SpendCommand spend = reserved.spend();
        IntentRecord intent = ledger.reader().intent(spend.intent()).orElseThrow();
        Treasury.Transfer transfer = new Treasury.Transfer(
                intent.nonce(), spend.request().payee(), spend.request().amount());
        AccountTill.Wanted wanted = new AccountTill.Wanted(
                intent,
                spend,
                reserved.policy(),
                transfer,
                made -> Optional.of(reserved.paid().apply(asked -> signed(asked, transfer, made))));
        return paying.authorize(treasury, seller, wanted);
    }

    private static Authorization.Signed signed(
            Authorization.Eip3009 asked, Treasury.Transfer transfer, AccountTreasury.Transaction made) {
        if (!asked.to().equals(transfer.payee().address()) || !asked.amount().equals(transfer.amount())) {
            throw new IllegalStateException("what is ordered is not what was reserved");
        }
        return new Authorization.Signed(asked, "0x" + HexFormat.of().formatHex(made.bytes()));
    }

    /** The account is held against the ledger first, so that nothing of an older copy is handed over. */
    @Override
    public Optional<Fate> follow(IntentRecord intent) {
        watching.look();
        return paying.follow(intent.id());
    }

    @Override
    public Optional<Matching.Report> match() {
        try {
            return Optional.of(watching.match(treasury));
        } catch (TreasuryException e) {
            throw new ChainException(String.valueOf(e.getMessage()));
        }
    }
}
