package dev.patron.evm;

import dev.patron.money.Address;
import dev.patron.payment.Block;
import dev.patron.payment.ChainException;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.EthEstimateGas;
import org.web3j.protocol.core.methods.response.EthGetBalance;
import org.web3j.protocol.core.methods.response.EthGetTransactionCount;
import org.web3j.protocol.core.methods.response.EthMaxPriorityFeePerGas;
import org.web3j.protocol.core.methods.response.EthSendTransaction;

/** Asks one endpoint about an account and its transactions, every value checked for form and size. */
final class AccountReader {
    private final RpcReader reader;
    private final Address account;

    AccountReader(RpcReader reader, Address account) {
        this.reader = reader;
        this.account = account;
    }

    /** How many transactions of the account lie in the chain up to a block: its lowest free number then. */
    long count(Block at) {
        return count(Map.of("blockHash", at.hash()));
    }

    long count(long block) {
        return count(Hex.quantity(block));
    }

    /** The same with those that the endpoint knows and no block holds. */
    long pending() {
        return count("pending");
    }

    private long count(Object at) {
        return Hex.quantity(
                reader.send("eth_getTransactionCount", List.of(account.text(), at), EthGetTransactionCount.class)
                        .getResult());
    }

    /** What the account holds of the network's coin. */
    BigInteger coins(Block at) {
        return Hex.amount(reader.send(
                        "eth_getBalance", List.of(account.text(), Map.of("blockHash", at.hash())), EthGetBalance.class)
                .getResult());
    }

    /** What a unit of gas costs in the newest block. */
    BigInteger baseFee() {
        EthBlock.Block block = reader.send("eth_getBlockByNumber", List.of("latest", false), EthBlock.class)
                .getResult();
        if (block == null) {
            throw new ChainException("`" + reader.host() + "` has no newest block");
        }
        return Hex.amount(block.getBaseFeePerGasRaw());
    }

    /** What is usually offered on top of it; empty where the endpoint does not say. */
    Optional<BigInteger> tip() {
        try {
            return Optional.of(
                    Hex.amount(reader.send("eth_maxPriorityFeePerGas", List.of(), EthMaxPriorityFeePerGas.class)
                            .getResult()));
        } catch (ChainException e) {
            return Optional.empty();
        }
    }

    /** The gas that a call would use; a call that would fail is a {@link ChainException}. */
    BigInteger gas(Address contract, String data) {
        return Hex.amount(reader.send(
                        "eth_estimateGas",
                        List.of(Map.of("from", account.text(), "to", contract.text(), "data", data)),
                        EthEstimateGas.class)
                .getResult());
    }

    /** Hands a transaction over. Whatever is answered says nothing of what becomes of it, so nothing is told. */
    void handOver(String transaction) {
        try {
            reader.send("eth_sendRawTransaction", List.of(transaction), EthSendTransaction.class);
        } catch (ChainException e) {
            // `already known`, `nonce too low`, `replacement underpriced`, silence: all the same, the chain is asked
        }
    }

    /** The transaction of the account with a number in a block, if the endpoint lists one there. */
    Optional<String> inBlock(Block block, long number) {
        EthBlock.Block found = reader.send(
                        "eth_getBlockByNumber", List.of(Hex.quantity(block.number()), true), EthBlock.class)
                .getResult();
        if (found == null || !Hex.word(found.getHash()).equals(block.hash()) || found.getTransactions() == null) {
            throw new ChainException("`" + reader.host() + "` does not show block `" + block.number() + "`");
        }
        for (EthBlock.TransactionResult<?> result : found.getTransactions()) {
            if (result instanceof EthBlock.TransactionObject transaction
                    && account.text()
                            .equals(String.valueOf(transaction.getFrom()).toLowerCase(Locale.ROOT))
                    && Hex.quantity(transaction.getNonceRaw()) == number) {
                return Optional.of(Hex.word(transaction.getHash()));
            }
        }
        return Optional.empty();
    }
}
