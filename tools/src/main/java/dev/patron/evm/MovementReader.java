package dev.patron.evm;

import dev.patron.evm.RpcReader.LogQuery;
import dev.patron.money.Address;
import dev.patron.payment.Block;
import dev.patron.payment.ChainException;
import dev.patron.payment.EndpointRefusedException;
import dev.patron.payment.Movement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists what moved in and out of an address, and which nonce moved it. */
final class MovementReader {
    /** How many blocks one question spans at most; many public endpoints refuse more, and some refuse fewer. */
    static final long CHUNK = 2_000;

    /** An endpoint that refuses to look through so few is not asked for fewer. */
    private static final long CHUNK_LEAST = 50;

    /** Block, then position in it. */
    static final Comparator<TokenLog> CHAIN_ORDER =
            Comparator.comparingLong(TokenLog::block).thenComparingInt(TokenLog::index);

    private static final long CHUNKS_MOST = 2_000;
    private static final int LOGS_MOST = 50_000;
    private static final String NOBODY = "0x" + "0".repeat(40);

    private final RpcReader reader;
    private final Address contract;
    private final Address owner;

    MovementReader(RpcReader reader, Address contract, Address owner) {
        this.reader = reader;
        this.contract = contract;
        this.owner = owner;
    }

    /** A question that is asked of at most {@link #CHUNK} blocks at a time. */
    interface Chunk {
        List<TokenLog> logs(long from, long to);
    }

    static List<TokenLog> inChunks(long from, long to, Chunk chunk) {
        if (from < 0 || to - from >= CHUNKS_MOST * CHUNK) {
            throw new ChainException("blocks `" + from + "` to `" + to + "` are too many to look through at once");
        }
        List<TokenLog> logs = new ArrayList<>();
        long span = CHUNK;
        long start = from;
        while (start <= to) {
            long end = Math.min(to, start + span - 1);
            try {
                logs.addAll(chunk.logs(start, end));
            } catch (EndpointRefusedException e) {
                span = Math.min(span, end - start + 1) / 2;
                if (span < CHUNK_LEAST) {
                    throw e;
                }
                continue;
            }
            start = end + 1;
            if (logs.size() > LOGS_MOST) {
                throw new ChainException("blocks `" + from + "` to `" + to + "` hold more than " + LOGS_MOST + " logs");
            }
        }
        return logs;
    }

    List<Movement> read(long from, long to) {
        Optional<String> self = Optional.of(Hex.word(owner));
        List<TokenLog> outgoing = logs(from, to, List.of(Optional.of(TokenEvents.TRANSFER), self));
        List<TokenLog> incoming = logs(from, to, List.of(Optional.of(TokenEvents.TRANSFER), Optional.empty(), self));
        List<TokenLog> used = logs(from, to, List.of(Optional.of(TokenEvents.USED), self));
        Map<TokenLog, String> nonces = noncesByTransaction(Stream.concat(outgoing.stream(), used.stream()));
        Map<Long, Block> blocks = new HashMap<>();
        return Stream.concat(outgoing.stream(), incoming.stream())
                .distinct()
                .sorted(CHAIN_ORDER)
                .map(log -> movement(log, block(log, blocks), Optional.ofNullable(nonces.get(log))))
                .toList();
    }

    private List<TokenLog> logs(long from, long to, List<Optional<String>> topics) {
        return inChunks(from, to, (start, end) -> reader.logs(new LogQuery(contract, topics, start, end)));
    }

    private Block block(TokenLog log, Map<Long, Block> blocks) {
        Block block = blocks.computeIfAbsent(log.block(), reader::block);
        if (!block.hash().equals(log.blockHash())) {
            throw new ChainException("block `" + log.block() + "` changed while it was read; ask again");
        }
        return block;
    }

    private Movement movement(TokenLog log, Block block, Optional<String> nonce) {
        return new Movement(
                log.transaction(),
                log.index(),
                block,
                party(log.from(), contract),
                party(log.to(), contract),
                log.units(),
                nonce);
    }

    /** Tokens that a contract mints or burns come from and go to the zero address: shown as the contract's own. */
    static Address party(String text, Address contract) {
        return text.equals(NOBODY) ? contract : new Address(text);
    }

    private Map<TokenLog, String> noncesByTransaction(Stream<TokenLog> logs) {
        Map<TokenLog, String> nonces = new HashMap<>();
        logs.collect(Collectors.groupingBy(TokenLog::transaction, LinkedHashMap::new, Collectors.toList()))
                .values()
                .forEach(transaction -> nonces.putAll(nonces(transaction, owner)));
        return nonces;
    }

    /**
     * Which transfer out of {@code owner} each nonce caused, within one transaction. A token logs the use and then
     * its transfer, so a use belongs to the next transfer; what order leaves over is matched one to one.
     */
    static Map<TokenLog, String> nonces(List<TokenLog> transaction, Address owner) {
        Map<TokenLog, String> matched = new LinkedHashMap<>();
        List<TokenLog> uses = ordered(transaction, log -> log.matches(TokenEvents.USED, Hex.word(owner)));
        List<TokenLog> transfers = ordered(transaction, log -> log.matches(TokenEvents.TRANSFER, Hex.word(owner)));
        List<TokenLog> left = new ArrayList<>();
        for (int i = 0; i < uses.size(); i++) {
            TokenLog use = uses.get(i);
            int end = i + 1 < uses.size() ? uses.get(i + 1).index() : Integer.MAX_VALUE;
            transfers.stream()
                    .filter(transfer -> transfer.index() > use.index() && transfer.index() < end)
                    .findFirst()
                    .ifPresentOrElse(transfer -> matched.put(transfer, use.argument(2)), () -> left.add(use));
        }
        List<TokenLog> free = transfers.stream()
                .filter(transfer -> !matched.containsKey(transfer))
                .toList();
        for (int i = 0; i < Math.min(left.size(), free.size()); i++) {
            matched.put(free.get(i), left.get(i).argument(2));
        }
        return matched;
    }

    private static List<TokenLog> ordered(List<TokenLog> logs, Function<TokenLog, Boolean> wanted) {
        return logs.stream().filter(wanted::apply).sorted(CHAIN_ORDER).toList();
    }
}
