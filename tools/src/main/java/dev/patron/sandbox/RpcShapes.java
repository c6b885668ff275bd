package dev.patron.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.sandbox.TokenCall.Emitted;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.web3j.utils.Numeric;

/** Blocks, transactions, receipts and logs in the form of the Ethereum execution API. */
final class RpcShapes {
    private static final String EMPTY_UNCLES = "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347";
    private static final String EMPTY_ROOT = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";
    private static final String TOKEN = Words.lower(Sandbox.TOKEN);

    /** How a block shows its transactions. */
    enum Detail {
        HASHES,
        FULL
    }

    private final SandboxChain chain;

    RpcShapes(SandboxChain chain) {
        this.chain = chain;
    }

    ObjectNode block(long number, Detail detail) {
        Optional<Transaction> inside = chain.transactionIn(number);
        String root = inside.map(transaction -> Words.keccak("root " + transaction.hash()))
                .orElse(EMPTY_ROOT);
        ObjectNode block = Json.object()
                .put("number", Words.quantity(number))
                .put("hash", chain.hashOf(number))
                .put("parentHash", chain.parentHashOf(number))
                .put("timestamp", Words.quantity(chain.secondsOf(number)))
                .put("nonce", "0x0000000000000000")
                .put("mixHash", Words.ZERO_WORD)
                .put("sha3Uncles", EMPTY_UNCLES)
                .put("logsBloom", inside.map(RpcShapes::bloom).orElse("0x" + "0".repeat(512)))
                .put("transactionsRoot", root)
                .put("stateRoot", Words.keccak("state " + chain.hashOf(number)))
                .put("receiptsRoot", root)
                .put("miner", Transaction.RELAYER)
                .put("difficulty", "0x0")
                .put("totalDifficulty", "0x0")
                .put("extraData", Numeric.toHexString("simulated".getBytes(StandardCharsets.US_ASCII)))
                .put("size", "0x220")
                .put("gasLimit", "0x1c9c380")
                .put("gasUsed", inside.map(_ -> hex(Transaction.GAS_USED)).orElse("0x0"))
                .put("baseFeePerGas", hex(Transaction.TIP_PER_GAS));
        ArrayNode transactions = block.putArray("transactions");
        inside.ifPresent(transaction -> {
            if (detail == Detail.FULL) {
                transactions.add(transaction(transaction));
            } else {
                transactions.add(transaction.hash());
            }
        });
        block.putArray("uncles");
        return block;
    }

    ObjectNode transaction(Transaction transaction) {
        ObjectNode shape = place(transaction)
                .put("hash", transaction.hash())
                .put("type", "0x2")
                .put("chainId", Words.quantity(Sandbox.CHAIN_ID))
                .put("nonce", Words.quantity(transaction.accountNonce()))
                .put("from", Transaction.RELAYER)
                .put("to", TOKEN)
                .put("value", "0x0")
                .put("input", transaction.call().input())
                .put("gas", hex(Transaction.GAS_LIMIT))
                .put("gasPrice", hex(Transaction.FEE_PER_GAS))
                .put("maxFeePerGas", hex(Transaction.FEE_PER_GAS))
                .put("maxPriorityFeePerGas", hex(Transaction.TIP_PER_GAS))
                .put("r", hex(new BigInteger(1, transaction.signature().getR())))
                .put("s", hex(new BigInteger(1, transaction.signature().getS())))
                .put("v", Words.quantity(transaction.signature().getV()[0] - 27))
                .put("yParity", Words.quantity(transaction.signature().getV()[0] - 27));
        shape.putArray("accessList");
        return shape;
    }

    ObjectNode receipt(Transaction transaction) {
        ObjectNode receipt = place(transaction)
                .put("transactionHash", transaction.hash())
                .put("type", "0x2")
                .put("from", Transaction.RELAYER)
                .put("to", TOKEN)
                .put("status", "0x1")
                .put("gasUsed", hex(Transaction.GAS_USED))
                .put("cumulativeGasUsed", hex(Transaction.GAS_USED))
                .put("effectiveGasPrice", hex(Transaction.FEE_PER_GAS))
                .put("logsBloom", bloom(transaction))
                .putNull("contractAddress");
        receipt.putArray("logs").addAll(logs(transaction));
        return receipt;
    }

    /** The logs of a transaction, in order. */
    List<ObjectNode> logs(Transaction transaction) {
        List<Emitted> emitted = transaction.call().emits();
        return IntStream.range(0, emitted.size())
                .mapToObj(index -> log(transaction, emitted.get(index), index))
                .toList();
    }

    private ObjectNode log(Transaction transaction, Emitted emitted, int index) {
        ObjectNode log = place(transaction)
                .put("address", TOKEN)
                .put("data", "0x" + emitted.data())
                .put("transactionHash", transaction.hash())
                .put("logIndex", Words.quantity(index))
                .put("removed", false);
        ArrayNode topics = log.putArray("topics");
        emitted.topics().forEach(topics::add);
        return log;
    }

    private ObjectNode place(Transaction transaction) {
        return Json.object()
                .put("blockHash", chain.hashOf(transaction.block()))
                .put("blockNumber", Words.quantity(transaction.block()))
                .put("transactionIndex", "0x0");
    }

    private static String hex(BigInteger number) {
        return Numeric.toHexStringWithPrefix(number);
    }

    /** The 2048-bit filter of the yellow paper, section 4.3.1. */
    private static String bloom(Transaction transaction) {
        byte[] bits = new byte[256];
        for (Emitted emitted : transaction.call().emits()) {
            mark(bits, TOKEN);
            emitted.topics().forEach(topic -> mark(bits, topic));
        }
        return Numeric.toHexString(bits);
    }

    private static void mark(byte[] bits, String hex) {
        byte[] hash = Arrays.copyOf(Words.keccak(Numeric.hexStringToByteArray(hex)), 6);
        for (int pair = 0; pair < 6; pair += 2) {
            int bit = ((hash[pair] & 7) << 8) | (hash[pair + 1] & 0xff);
            bits[255 - bit / 8] |= (byte) (1 << (bit % 8));
        }
    }
}
