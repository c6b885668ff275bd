package dev.patron.evm;

import dev.patron.evm.RpcReader.LogQuery;
import dev.patron.evm.RpcReader.Receipt;
import dev.patron.money.Address;
import dev.patron.payment.Authorization;
import dev.patron.payment.Block;
import dev.patron.payment.ChainHead;
import dev.patron.payment.Fate;
import dev.patron.payment.SettlementProof;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out what became of one authorization at one endpoint.
 *
 * <p>{@code authorizationState} is true for used and for cancelled alike, so a spent nonce is followed to its event,
 * the event to its receipt, and the receipt to the block that now stands at its height. Whatever does not fit
 * together is unclear: nothing is released or booked on it.
 */
final class FateReader {
    private final RpcReader reader;
    private final Authorization.Eip3009 authorization;
    private final Address contract;
    private final ChainHead head;

    FateReader(RpcReader reader, Authorization.Eip3009 authorization, ChainHead head) {
        this.reader = reader;
        this.authorization = authorization;
        this.contract = authorization.amount().asset().contract();
        this.head = head;
    }

    Fate read(long fromBlock) {
        if (!isSpentAt(head.settled())) {
            if (!head.settled().time().isBefore(authorization.validBefore())) {
                return new Fate.Dead(head.settled());
            }
            if (!isSpentAt(head.latest())) {
                return new Fate.Open(head);
            }
        }
        List<TokenLog> used = events(TokenEvents.USED, fromBlock);
        if (used.size() > 1) {
            return new Fate.Unclear("the chain lists the nonce as used " + used.size() + " times");
        }
        if (!used.isEmpty()) {
            return used(used.getFirst());
        }
        List<TokenLog> cancelled = events(TokenEvents.CANCELED, fromBlock);
        return cancelled.size() == 1
                ? cancelled(cancelled.getFirst())
                : new Fate.Unclear("the nonce is spent, but the chain lists no event for it since block " + fromBlock);
    }

    private boolean isSpentAt(Block block) {
        return reader.isSpent(contract, authorization.from(), nonce(), block);
    }

    private String nonce() {
        return Hex.word(authorization.nonce());
    }

    private List<TokenLog> events(String event, long fromBlock) {
        List<Optional<String>> topics =
                List.of(Optional.of(event), Optional.of(Hex.word(authorization.from())), Optional.of(nonce()));
        return MovementReader.inChunks(
                fromBlock, head.latest().number(), (from, to) -> reader.logs(new LogQuery(contract, topics, from, to)));
    }

    private Fate used(TokenLog event) {
        Optional<Receipt> receipt = reader.receipt(event.transaction(), contract);
        if (receipt.isEmpty()) {
            return new Fate.Unclear("the chain has no receipt for `" + event.transaction() + "`");
        }
        if (!receipt.get().succeeded() || !receipt.get().blockHash().equals(event.blockHash())) {
            return new Fate.Unclear("the receipt of `" + event.transaction() + "` does not fit its event");
        }
        Block block = reader.block(receipt.get().block());
        if (!block.hash().equals(event.blockHash())
                || block.number() > head.latest().number()) {
            return new Fate.Unclear("the block of `" + event.transaction() + "` is no longer part of the chain");
        }
        return transfer(receipt.get())
                .<Fate>map(transfer -> new Fate.Used(new SettlementProof(
                        event.transaction(),
                        block,
                        authorization.from(),
                        MovementReader.party(transfer.to(), contract),
                        transfer.units(),
                        authorization.nonce(),
                        block.number() <= head.settled().number())))
                .orElseGet(() -> new Fate.Unclear(
                        "the receipt of `" + event.transaction() + "` holds no transfer that fits the nonce"));
    }

    private Optional<TokenLog> transfer(Receipt receipt) {
        return MovementReader.nonces(receipt.logs(), authorization.from()).entrySet().stream()
                .filter(pair -> pair.getValue().equals(nonce()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private Fate cancelled(TokenLog event) {
        Block block = reader.block(event.block());
        if (!block.hash().equals(event.blockHash())) {
            return new Fate.Unclear("the block of `" + event.transaction() + "` is no longer part of the chain");
        }
        return block.number() <= head.settled().number()
                ? new Fate.Cancelled(event.transaction(), block)
                : new Fate.Unclear("the nonce is cancelled in a block that is not final yet");
    }
}
