package dev.patron.evm;

import dev.patron.money.Network;
import dev.patron.payment.Block;
import dev.patron.payment.ChainException;
import dev.patron.payment.ChainHead;
import dev.patron.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The endpoints of one network. Those that serve another chain than they are listed for are not asked. Every failure is a
 * {@link ChainException}. Safe for use by many threads.
 */
final class Panel {
    private final Network network;
    private final Finality finality;
    private final List<RpcReader> readers;

    Panel(ChainAccess access, Wire wire) {
        this.network = access.network();
        this.finality = access.finality();
        this.readers = access.rpc().stream()
                .map(endpoint -> new RpcReader(wire, endpoint, access.network()))
                .toList();
    }

    /** What endpoints answered, at least one of them, and how many did not. */
    record Answers<T>(List<T> given, int silent) {}

    /** The final block is read first, so that it cannot lie above the newest. */
    ChainHead head(RpcReader reader) {
        Block settled = reader.block(finality.tag());
        Block latest = finality == Finality.LATEST ? settled : reader.block(Finality.LATEST.tag());
        if (settled.number() > latest.number() || settled.time().isAfter(latest.time())) {
            throw new ChainException("the final block of `" + network + "` lies above its newest");
        }
        return new ChainHead(latest, settled);
    }

    /** The answer of the first that gives one. */
    <T> T ask(Function<RpcReader, T> question) {
        ChainException last = new ChainException("network `" + network + "` has no endpoint");
        for (RpcReader reader : readers) {
            try {
                reader.requireNetwork();
                return question.apply(reader);
            } catch (ChainException e) {
                last = e;
            }
        }
        throw last;
    }

    <T> Answers<T> askAll(Function<RpcReader, T> question) {
        ChainException last = new ChainException("network `" + network + "` has no endpoint");
        List<T> given = new ArrayList<>();
        for (RpcReader reader : readers) {
            try {
                reader.requireNetwork();
                given.add(question.apply(reader));
            } catch (ChainException e) {
                last = e;
            }
        }
        if (given.isEmpty()) {
            throw last;
        }
        return new Answers<>(given, readers.size() - given.size());
    }

    <T> T agreed(Function<RpcReader, T> question) {
        List<T> given = askAll(question).given();
        if (given.stream().distinct().count() > 1) {
            throw new ChainException("the endpoints of `" + network + "` disagree; they are asked again later");
        }
        return given.getFirst();
    }
}
