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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What EVM chains say, read over JSON-RPC.
 *
 * <p>Each question is answered by an endpoint as a whole. Of what moves money, all listed endpoints are asked, and what
 * they do not agree on is waited for ({@link Agreement}); the head is that of the first that answers. Endpoints that
 * serve another chain than they are listed for are not asked. Safe for use by many threads.
 */
public final class RpcSettlements implements Settlements {
    private final Map<Network, Panel> chains = new HashMap<>();

    public RpcSettlements(List<ChainAccess> access, Wire wire) {
        for (ChainAccess chain : access) {
            if (chains.put(chain.network(), new Panel(chain, wire)) != null) {
                throw new IllegalArgumentException("network `" + chain.network() + "` is listed twice");
            }
        }
    }

    @Override
    public ChainHead head(Network network) {
        Panel panel = chain(network);
        return panel.ask(panel::head);
    }

    @Override
    public Fate fate(Authorization.Eip3009 authorization, long fromBlock) {
        if (authorization.domain().isGateway()) {
            return new Fate.Unclear("a gateway was ordered to pay, and no nonce of the chain says what became of it");
        }
        Network network = authorization.amount().asset().network();
        try {
            Panel panel = chain(network);
            Panel.Answers<Fate> answers =
                    panel.askAll(reader -> new FateReader(reader, authorization, panel.head(reader)).read(fromBlock));
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
            Panel panel = chain(network);
            Panel.Answers<Fate> answers =
                    panel.askAll(reader -> new TransferReader(reader, wanted, panel.head(reader)).read(transaction));
            return Agreement.of(answers.given(), answers.silent());
        } catch (ChainException e) {
            return new Fate.Unclear(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Sighting sighting(Asset asset, String transaction) {
        try {
            Panel.Answers<Boolean> answers = chain(asset.network())
                    .askAll(reader ->
                            reader.receipt(transaction, asset.contract()).isPresent());
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
        return chain(asset.network()).agreed(reader -> reader.balance(asset.contract(), owner, at));
    }

    @Override
    public List<Movement> movements(Asset asset, Address owner, long fromBlock, long toBlock) {
        return chain(asset.network())
                .agreed(reader -> new MovementReader(reader, asset.contract(), owner).read(fromBlock, toBlock));
    }

    private Panel chain(Network network) {
        Panel chain = chains.get(network);
        if (chain == null) {
            throw new ChainException(
                    "network `" + network + "` has no endpoint; add it to `networks` in the catalogue");
        }
        return chain;
    }
}
