package dev.patron.evm;

import dev.patron.evm.RpcReader.Receipt;
import dev.patron.money.Address;
import dev.patron.payment.Authorization;
import dev.patron.payment.Block;
import dev.patron.payment.ChainHead;
import dev.patron.payment.Fate;
import dev.patron.payment.SettlementProof;
import java.util.List;
import java.util.Optional;

/** Looks at one endpoint whether a transaction made one transfer: exactly these units, from this payer, to this payee. */
final class TransferReader {
    private final RpcReader reader;
    private final Authorization.Eip3009 wanted;
    private final ChainHead head;

    TransferReader(RpcReader reader, Authorization.Eip3009 wanted, ChainHead head) {
        this.reader = reader;
        this.wanted = wanted;
        this.head = head;
    }

    Fate read(String transaction) {
        Address contract = wanted.amount().asset().contract();
        Optional<Receipt> receipt = reader.receipt(transaction, contract);
        if (receipt.isEmpty() || !receipt.get().succeeded()) {
            return new Fate.Unclear("the chain has no receipt of success for `" + transaction + "`");
        }
        Block block = reader.block(receipt.get().block());
        if (!block.hash().equals(receipt.get().blockHash())
                || block.number() > head.latest().number()) {
            return new Fate.Unclear("the block of `" + transaction + "` is not part of the chain");
        }
        List<TokenLog> fitting =
                receipt.get().logs().stream().filter(this::fits).toList();
        if (fitting.size() != 1) {
            return new Fate.Unclear("`" + transaction + "` holds " + fitting.size() + " transfers of this amount from `"
                    + wanted.from() + "` to `" + wanted.to() + "`");
        }
        return new Fate.Used(new SettlementProof(
                transaction,
                block,
                wanted.from(),
                wanted.to(),
                wanted.amount().units(),
                wanted.nonce(),
                block.number() <= head.settled().number()));
    }

    private boolean fits(TokenLog log) {
        return log.matches(TokenEvents.TRANSFER, Hex.word(wanted.from()), Hex.word(wanted.to()))
                && log.units().equals(wanted.amount().units());
    }
}
