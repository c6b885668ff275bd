package dev.patron.evm;

import dev.patron.money.Address;
import dev.patron.payment.ChainException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.web3j.protocol.core.methods.response.Log;

/**
 * One log entry of a token contract, checked for form.
 *
 * @param topics      each 32 bytes in lower-case hexadecimal, the event's name first
 * @param data        as received
 * @param transaction the hash of its transaction
 * @param index       position within its block
 */
record TokenLog(List<String> topics, String data, String transaction, long block, String blockHash, int index) {
    private static final int TOPICS_MOST = 4;

    TokenLog {
        topics = List.copyOf(topics);
    }

    /** The log as the contract's own; empty when another contract wrote it. */
    static Optional<TokenLog> of(Log log, Address contract) {
        if (log.getAddress() == null || !log.getAddress().equalsIgnoreCase(contract.text())) {
            return Optional.empty();
        }
        if (log.isRemoved()) {
            throw new ChainException("a chain listed a log that a reorganisation removed");
        }
        if (log.getTopics() == null
                || log.getTopics().isEmpty()
                || log.getTopics().size() > TOPICS_MOST) {
            throw new ChainException("a chain listed a log without a name");
        }
        return Optional.of(new TokenLog(
                log.getTopics().stream().map(Hex::word).toList(),
                log.getData() == null ? "" : log.getData(),
                Hex.word(log.getTransactionHash()),
                Hex.quantity(log.getBlockNumberRaw()),
                Hex.word(log.getBlockHash()),
                Math.toIntExact(Math.min(Integer.MAX_VALUE, Hex.quantity(log.getLogIndexRaw())))));
    }

    boolean isNamed(String event) {
        return topics.getFirst().equals(event);
    }

    /** Whether this is {@code event} with these indexed arguments leading. */
    boolean matches(String event, String... arguments) {
        if (!isNamed(event) || topics.size() < arguments.length + 1) {
            return false;
        }
        return topics.subList(1, arguments.length + 1).equals(List.of(arguments));
    }

    /** Who a {@code Transfer} came from, as text because it may be the zero address. */
    String from() {
        return Hex.addressText(argument(1));
    }

    /** Who a {@code Transfer} went to, as text because it may be the zero address. */
    String to() {
        return Hex.addressText(argument(2));
    }

    /** What a {@code Transfer} moved. */
    BigInteger units() {
        return Hex.uint256(data);
    }

    String argument(int position) {
        if (position >= topics.size()) {
            throw new ChainException("a chain listed a log with too few topics");
        }
        return topics.get(position);
    }
}
