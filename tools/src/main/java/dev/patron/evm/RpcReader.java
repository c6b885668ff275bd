package dev.patron.evm;

import dev.patron.money.Address;
import dev.patron.money.Network;
import dev.patron.payment.Block;
import dev.patron.payment.ChainException;
import dev.patron.payment.WrongChainException;
import dev.patron.wire.Wire;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.request.EthFilter;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.EthCall;
import org.web3j.protocol.core.methods.response.EthChainId;
import org.web3j.protocol.core.methods.response.EthGetCode;
import org.web3j.protocol.core.methods.response.EthLog;
import org.web3j.protocol.core.methods.response.Log;

/**
 * Reads one JSON-RPC endpoint, every value checked for form and size.
 *
 * <p>State is read at a block's hash (EIP-1898), so that an answer belongs to one block whatever happens meanwhile.
 * Every failure is a {@link ChainException}. Safe for use by many threads.
 */
final class RpcReader {
    private static final int LOGS_MOST = 10_000;

    private final RpcTransport transport;
    private final Network network;
    private final AtomicBoolean known = new AtomicBoolean();

    RpcReader(Wire wire, URI endpoint, Network network) {
        this.transport = new RpcTransport(wire, endpoint);
        this.network = network;
    }

    /**
     * A transaction's receipt, reduced to one token's logs.
     *
     * @param cost what the network took for it, in its coin's smallest units; empty where the endpoint does not say
     */
    record Receipt(Outcome outcome, long block, String blockHash, List<TokenLog> logs, Optional<BigInteger> cost) {
        boolean succeeded() {
            return outcome == Outcome.SUCCEEDED;
        }
    }

    /** What became of a transaction that lies in a block. */
    enum Outcome {
        SUCCEEDED,
        REVERTED,
        /** The endpoint says neither. */
        UNCLEAR;

        static Outcome of(@Nullable String status) {
            return "0x1".equals(status) ? SUCCEEDED : "0x0".equals(status) ? REVERTED : UNCLEAR;
        }
    }

    /** A question for one contract's logs in at most {@link MovementReader#CHUNK} blocks. */
    record LogQuery(Address contract, List<Optional<String>> topics, long from, long to) {}

    /** Asks once whether the endpoint serves the network it is listed for. */
    void requireNetwork() {
        if (known.get()) {
            return;
        }
        long served =
                Hex.quantity(send("eth_chainId", List.of(), EthChainId.class).getResult());
        if (served != network.chainId()) {
            throw new WrongChainException("`" + transport.host() + "` serves chain `" + served + "`, expected `"
                    + network.chainId() + "`; correct `networks` in the catalogue");
        }
        known.set(true);
    }

    Block block(String tag) {
        return block(List.of(tag, false), tag);
    }

    Block block(long number) {
        Block block = block(List.of(Hex.quantity(number), false), "number " + number);
        if (block.number() != number) {
            throw new ChainException("`" + transport.host() + "` answered with another block than was asked for");
        }
        return block;
    }

    private Block block(List<Object> parameters, String what) {
        EthBlock.Block block =
                send("eth_getBlockByNumber", parameters, EthBlock.class).getResult();
        if (block == null) {
            throw new ChainException("`" + transport.host() + "` has no block `" + what + "`");
        }
        return new Block(
                Hex.quantity(block.getNumberRaw()),
                Hex.word(block.getHash()),
                Instant.ofEpochSecond(Math.min(Hex.quantity(block.getTimestampRaw()), Instant.MAX.getEpochSecond())));
    }

    /** Whether a nonce is used or cancelled at a block: the token's state does not tell the two apart. */
    boolean isSpent(Address contract, Address owner, String nonce, Block at) {
        BigInteger state = call(contract, TokenEvents.AUTHORIZATION_STATE, List.of(Hex.word(owner), nonce), at);
        if (state.bitLength() > 1) {
            throw new ChainException("`" + transport.host() + "` gave an authorization state that is not a boolean");
        }
        return state.signum() == 1;
    }

    BigInteger balance(Address contract, Address owner, Block at) {
        return call(contract, TokenEvents.BALANCE_OF, List.of(Hex.word(owner)), at);
    }

    String host() {
        return transport.host();
    }

    /** Whether a contract is at an address. */
    boolean hasCode(Address contract, Block at) {
        return Hex.hasBytes(
                send("eth_getCode", List.of(contract.text(), Map.of("blockHash", at.hash())), EthGetCode.class)
                        .getResult());
    }

    /** What a call would give back; whoever asks checks its form. */
    @Nullable
    String call(Address contract, String data, Block at) {
        List<Object> parameters = List.of(Map.of("to", contract.text(), "data", data), Map.of("blockHash", at.hash()));
        return send("eth_call", parameters, EthCall.class).getResult();
    }

    private BigInteger call(Address contract, String selector, List<String> words, Block at) {
        StringBuilder data = new StringBuilder(selector);
        words.forEach(word -> data.append(word, 2, word.length()));
        String result = call(contract, data.toString(), at);
        if ("0x".equals(result)) {
            throw new WrongChainException("`" + transport.host() + "` has no token at `" + contract.text() + "` on `"
                    + network + "`; correct `assets` in the catalogue");
        }
        return Hex.uint256(result);
    }

    /** The logs that answer a query, in chain order. An endpoint that answers with others is not believed. */
    List<TokenLog> logs(LogQuery query) {
        EthFilter filter = new EthFilter(
                DefaultBlockParameter.valueOf(BigInteger.valueOf(query.from())),
                DefaultBlockParameter.valueOf(BigInteger.valueOf(query.to())),
                query.contract().text());
        query.topics().forEach(topic -> topic.ifPresentOrElse(filter::addSingleTopic, filter::addNullTopic));
        List<EthLog.LogResult<?>> found =
                send("eth_getLogs", List.of(filter), EthLog.class).getLogs();
        List<Log> raw = new ArrayList<>();
        for (EthLog.LogResult<?> result : found == null ? List.<EthLog.LogResult<?>>of() : found) {
            if (!(result instanceof EthLog.LogObject log)) {
                throw new ChainException("`" + transport.host() + "` listed something that is not a log");
            }
            raw.add(log);
        }
        List<TokenLog> logs = tokenLogs(raw, query.contract());
        if (logs.size() != raw.size() || !logs.stream().allMatch(log -> isAsked(log, query))) {
            throw new ChainException("`" + transport.host() + "` listed logs that were not asked for");
        }
        return logs;
    }

    private static boolean isAsked(TokenLog log, LogQuery query) {
        if (log.block() < query.from()
                || log.block() > query.to()
                || log.topics().size() < query.topics().size()) {
            return false;
        }
        for (int i = 0; i < query.topics().size(); i++) {
            Optional<String> wanted = query.topics().get(i);
            if (wanted.isPresent() && !wanted.get().equals(log.topics().get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The receipt of a transaction; empty where the endpoint knows none. */
    Optional<Receipt> receipt(String transaction, Address contract) {
        FeeReceipt receipt = send("eth_getTransactionReceipt", List.of(transaction), FeeReceipt.Answer.class)
                .getResult();
        if (receipt == null) {
            return Optional.empty();
        }
        if (!Hex.word(receipt.getTransactionHash()).equals(transaction)) {
            throw new ChainException("`" + transport.host() + "` gave the receipt of another transaction");
        }
        List<Log> logs = receipt.getLogs() == null ? List.of() : receipt.getLogs();
        return Optional.of(new Receipt(
                Outcome.of(receipt.getStatus()),
                Hex.quantity(receipt.getBlockNumberRaw()),
                Hex.word(receipt.getBlockHash()),
                tokenLogs(logs, contract),
                receipt.cost()));
    }

    private List<TokenLog> tokenLogs(List<Log> raw, Address contract) {
        if (raw.size() > LOGS_MOST) {
            throw new ChainException("`" + transport.host() + "` listed more than " + LOGS_MOST + " logs");
        }
        return raw.stream()
                .flatMap(log -> TokenLog.of(log, contract).stream())
                .sorted(MovementReader.CHAIN_ORDER)
                .toList();
    }

    <T extends Response<?>> T send(String method, List<?> parameters, Class<T> type) {
        T response;
        try {
            response = new Request<>(method, parameters, transport, type).send();
        } catch (ChainException e) {
            throw e;
        } catch (Exception e) {
            throw new ChainException("`" + transport.host() + "` gave an answer to `" + method
                    + "` that cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        if (response == null) {
            throw new ChainException("`" + transport.host() + "` gave an empty answer to `" + method + "`");
        }
        if (response.hasError()) {
            throw new ChainException("`" + transport.host() + "` refused `" + method + "` with code "
                    + response.getError().getCode() + ": "
                    + transport.withoutSecrets(response.getError().getMessage()));
        }
        return response;
    }
}
