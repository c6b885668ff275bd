package dev.patron.evm;

import dev.patron.money.Address;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.payment.Authorization;
import dev.patron.payment.Block;
import dev.patron.payment.ChainException;
import dev.patron.payment.ChainHead;
import dev.patron.payment.Fate;
import dev.patron.payment.Movement;
import dev.patron.payment.Settlements;
import dev.patron.payment.Sighting;
import dev.patron.wire.Wire;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What EVM chains say, read over JSON-RPC.
 *
 * <p>Each question is answered by an endpoint as a whole. Of what moves money, all listed endpoints are asked, and what
 * they do not agree on is waited for ({@link Agreement}); the head is that of the first that answers. Endpoints that
 * serve another chain than they are listed for are not asked. Safe for use by many threads.
 */
public final class RpcSettlements implements Settlements {
    private final Map<Network, Chain> chains = new HashMap<>();

    private record Chain(Finality finality, List<RpcReader> readers) {}

    public RpcSettlements(List<ChainAccess> access, Wire wire) {
        for (ChainAccess chain : access) {
            List<RpcReader> readers = chain.rpc().stream()
                    .map(endpoint -> new RpcReader(wire, endpoint, chain.network()))
                    .toList();
            if (chains.put(chain.network(), new Chain(chain.finality(), readers)) != null) {
                throw new IllegalArgumentException("network `" + chain.network() + "` is listed twice");
            }
        }
    }

    @Override
    public ChainHead head(Network network) {
        return ask(network, reader -> head(reader, network));
    }

    /** The final block is read first, so that it cannot lie above the newest. */
    private ChainHead head(RpcReader reader, Network network) {
        Finality finality = chain(network).finality();
        Block settled = reader.block(finality.tag());
        Block latest = finality == Finality.LATEST ? settled : reader.block(Finality.LATEST.tag());
        if (settled.number() > latest.number() || settled.time().isAfter(latest.time())) {
            throw new ChainException("the final block of `" + network + "` lies above its newest");
        }
        return new ChainHead(latest, settled);
    }

    @Override
    public Fate fate(Authorization.Eip3009 authorization, long fromBlock) {
        if (authorization.domain().isGateway()) {
            return new Fate.Unclear("a gateway was ordered to pay, and no nonce of the chain says what became of it");
        }
        Network network = authorization.amount().asset().network();
        try {
            Answers<Fate> answers = askAll(
                    network, reader -> new FateReader(reader, authorization, head(reader, network)).read(fromBlock));
            return Agreement.of(answers.given(), answers.silent());
        } catch (ChainException e) {
            return new Fate.Unclear(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Whether a transaction made exactly this transfer, whatever authorized it: {@link Fate.Used} where every endpoint that
     * answers shows it, and {@link Fate.Unclear} otherwise. Never throws for an unreachable chain.
     */
    public Fate transfer(Authorization.Eip3009 wanted, String transaction) {
        Network network = wanted.amount().asset().network();
        try {
            Answers<Fate> answers = askAll(
                    network, reader -> new TransferReader(reader, wanted, head(reader, network)).read(transaction));
            return Agreement.of(answers.given(), answers.silent());
        } catch (ChainException e) {
            return new Fate.Unclear(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Sighting sighting(Asset asset, String transaction) {
        try {
            Answers<Boolean> answers = askAll(asset.network(), reader -> reader.receipt(transaction, asset.contract())
                    .isPresent());
            if (answers.given().contains(true)) {
                return Sighting.STANDS;
            }
            return answers.silent() == 0 ? Sighting.ABSENT : Sighting.UNKNOWN;
        } catch (ChainException e) {
            return Sighting.UNKNOWN;
        }
    }

    @Override
    public BigInteger balance(Asset asset, Address owner, Block at) {
        return agreed(asset.network(), reader -> reader.balance(asset.contract(), owner, at));
    }

    @Override
    public List<Movement> movements(Asset asset, Address owner, long fromBlock, long toBlock) {
        return agreed(asset.network(), reader -> new MovementReader(reader, asset.contract(), owner)
                .read(fromBlock, toBlock));
    }

    private Chain chain(Network network) {
        Chain chain = chains.get(network);
        if (chain == null) {
            throw new ChainException(
                    "network `" + network + "` has no endpoint; add it to `networks` in the catalogue");
        }
        return chain;
    }

    private <T> T ask(Network network, Function<RpcReader, T> question) {
        ChainException last = new ChainException("network `" + network + "` has no endpoint");
        for (RpcReader reader : chain(network).readers()) {
            try {
                reader.requireNetwork();
                return question.apply(reader);
            } catch (ChainException e) {
                last = e;
            }
        }
        throw last;
    }

    /** What endpoints answered, at least one of them, and how many did not. */
    private record Answers<T>(List<T> given, int silent) {}

    private <T> Answers<T> askAll(Network network, Function<RpcReader, T> question) {
        ChainException last = new ChainException("network `" + network + "` has no endpoint");
        List<T> given = new ArrayList<>();
        List<RpcReader> readers = chain(network).readers();
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

    private <T> T agreed(Network network, Function<RpcReader, T> question) {
        List<T> given = askAll(network, question).given();
        if (given.stream().distinct().count() > 1) {
            throw new ChainException("the endpoints of `" + network + "` disagree; they are asked again later");
        }
        return given.getFirst();
    }
}
