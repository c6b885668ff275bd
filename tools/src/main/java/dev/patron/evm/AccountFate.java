package dev.patron.evm;

import dev.patron.evm.RpcReader.Receipt;
import dev.patron.invoice.AccountTreasury;
import dev.patron.money.Address;
import dev.patron.payment.Block;
import dev.patron.payment.ChainHead;
import dev.patron.payment.Fate;
import dev.patron.payment.SettlementProof;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * Finds out at one endpoint what became of a payment that owns a number of an account.
 *
 * <p>A receipt of any of its transactions counts, if its block stands at its height. Without one, the payment is dead only when
 * another transaction with its number is shown in a block that is final. Whatever does not fit together is unclear.
 */
final class AccountFate {
    private final RpcReader reader;
    private final AccountReader accounts;
    private final Address account;
    private final AccountTreasury.Signed signed;
    private final ChainHead head;

    AccountFate(RpcReader reader, Address account, AccountTreasury.Signed signed, ChainHead head) {
        this.reader = reader;
        this.accounts = new AccountReader(reader, account);
        this.account = account;
        this.signed = signed;
        this.head = head;
    }

    /**
     * What one endpoint says.
     *
     * @param cost of a transaction of this payment in a final block, where the endpoint says it
     */
    record Seen(Fate fate, Optional<BigInteger> cost, ChainHead head) {}

    Seen read() {
        for (AccountTreasury.Transaction transaction : signed.transactions()) {
            Optional<Receipt> receipt = reader.receipt(
                    transaction.hash(), signed.transfer().amount().asset().contract());
            if (receipt.isPresent()) {
                return mined(transaction.hash(), receipt.get());
            }
        }
        return seen(unmined());
    }

    private Seen seen(Fate fate) {
        return new Seen(fate, Optional.empty(), head);
    }

    private Seen mined(String hash, Receipt receipt) {
        if (receipt.block() > head.latest().number()) {
            return seen(new Fate.Unclear("the block of `" + hash + "` lies above the head"));
        }
        Block block = reader.block(receipt.block());
        if (!block.hash().equals(receipt.blockHash())) {
            return seen(new Fate.Unclear("the block of `" + hash + "` is no longer part of the chain"));
        }
        boolean isFinal = block.number() <= head.settled().number();
        Fate fate =
                switch (receipt.outcome()) {
                    case SUCCEEDED -> moved(hash, receipt, block);
                    case REVERTED -> failed(hash, block);
                    case UNCLEAR -> new Fate.Unclear("the receipt of `" + hash + "` does not say what became of it");
                };
        return new Seen(fate, isFinal ? receipt.cost() : Optional.empty(), head);
    }

    private Fate failed(String hash, Block block) {
        return block.number() <= head.settled().number()
                ? new Fate.Cancelled(hash, block)
                : new Fate.Unclear("transaction `" + hash + "` failed in a block that is not final yet");
    }

    /** The transfer that was ordered, or else the one that the token made instead. */
    private Fate moved(String hash, Receipt receipt, Block block) {
        List<TokenLog> out = receipt.logs().stream()
                .filter(log -> log.matches(TokenEvents.TRANSFER, Hex.word(account)))
                .toList();
        Optional<TokenLog> ordered = out.stream()
                .filter(log ->
                        log.to().equals(signed.transfer().payee().address().text())
                                && log.units().equals(signed.transfer().amount().units()))
                .findFirst();
        if (ordered.isEmpty() && out.size() > 1) {
            return new Fate.Unclear("transaction `" + hash + "` moved money in ways that were not ordered");
        }
        Optional<TokenLog> transfer = ordered.or(() -> out.stream().findFirst());
        return transfer.<Fate>map(log -> new Fate.Used(new SettlementProof(
                        hash,
                        block,
                        account,
                        MovementReader.party(
                                log.to(), signed.transfer().amount().asset().contract()),
                        log.units(),
                        signed.transfer().id(),
                        block.number() <= head.settled().number())))
                .orElseGet(() -> new Fate.Unclear(
                        "transaction `" + hash + "` succeeded, and its receipt shows no transfer of the account"));
    }

    private Fate unmined() {
        if (accounts.count(head.settled()) > signed.number()) {
            return another();
        }
        return accounts.count(head.latest()) > signed.number()
                ? new Fate.Unclear(
                        "the number of this payment is taken by a transaction that the endpoint does not show")
                : new Fate.Open(head);
    }

    /** The final block in which the account's count passed the number, found by halving, and what took the number there. */
    private Fate another() {
        long low = signed.fromBlock();
        long high = head.settled().number();
        if (low >= high || accounts.count(low) > signed.number()) {
            return new Fate.Unclear("the number of this payment was taken before it was signed");
        }
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            if (accounts.count(middle) > signed.number()) {
                high = middle;
            } else {
                low = middle;
            }
        }
        Block block = reader.block(high);
        Optional<String> taken = accounts.inBlock(block, signed.number());
        boolean own = taken.filter(hash -> signed.transactions().stream()
                        .anyMatch(transaction -> transaction.hash().equals(hash)))
                .isPresent();
        return taken.isEmpty() || own
                ? new Fate.Unclear("the number of this payment is taken, and the endpoint does not show by what")
                : new Fate.Cancelled(taken.get(), block);
    }
}
