package dev.patron.gateway;

import dev.patron.evm.RpcSettlements;
import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.payment.Authorization;
import dev.patron.payment.Block;
import dev.patron.payment.ChainException;
import dev.patron.payment.ChainHead;
import dev.patron.payment.Fate;
import dev.patron.payment.Movement;
import dev.patron.payment.SettlementProof;
import dev.patron.payment.Settlements;
import dev.patron.payment.Sighting;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What became of orders to a gateway.
 *
 * <p>On a real chain the chain says it: the transaction that the gateway named made exactly this transfer, from the pinned
 * treasury to the pinned payee, and not before the order. On {@code sandbox} there is no chain, and a proof that fits the order is
 * taken for it; that is allowed for a gateway on this machine only. Nothing says that an order was not paid, so none is ever dead.
 * The treasury pays for others, too: what else leaves it is nobody's business here. What a gateway that plays would pay is not known, so the
 * books begin with plenty; the gateway has the last word.
 */
public final class GatewaySettlements implements Settlements {
    private static final String PLENTY = "1000000";

    private final Asset asset;
    private final GatewayDesk desk;
    private final Optional<RpcSettlements> chain;

    private GatewaySettlements(Asset asset, GatewayDesk desk, Optional<RpcSettlements> chain) {
        this.asset = asset;
        this.desk = desk;
        this.chain = chain;
    }

    /** Of a gateway that plays. */
    public static GatewaySettlements sandbox(Asset asset, GatewayDesk desk) {
        return new GatewaySettlements(asset, desk, Optional.empty());
    }

    /** Of a gateway that pays on a chain. */
    public static GatewaySettlements on(RpcSettlements chain, Asset asset, GatewayDesk desk) {
        return new GatewaySettlements(asset, desk, Optional.of(chain));
    }

    @Override
    public ChainHead head(Network network) {
        if (!network.equals(asset.network())) {
            throw new ChainException("network `" + network + "` is not the one that this gateway pays on");
        }
        return chain.map(real -> real.head(network)).orElseGet(this::standing);
    }

    /** Where there is no chain there is one block, now. */
    private ChainHead standing() {
        Block now = new Block(
                0, "0x" + Digest.of(desk.terms().url().toString()), desk.clock().instant());
        return new ChainHead(now, now);
    }

    @Override
    public Fate fate(Authorization.Eip3009 authorization, long fromBlock) {
        if (!authorization.domain().isGateway()
                || !authorization.amount().asset().equals(asset)) {
            return new Fate.Unclear("the payment was not ordered from this gateway");
        }
        Optional<PayRecords.Shown> shown = desk.records().shown(authorization.nonce());
        if (shown.isEmpty()) {
            new Asking(desk).askAgain(authorization.nonce());
            shown = desk.records().shown(authorization.nonce());
        }
        if (shown.isPresent()) {
            return paid(authorization, shown.get(), fromBlock);
        }
        if (desk.records().promised(authorization.nonce()).isPresent()) {
            return new Fate.Unclear("the gateway has taken the order and has not shown yet that it paid");
        }
        boolean again = desk.terms().again() == GatewayTerms.Again.IDEMPOTENT;
        if (!again && desk.records().isAsked(authorization.nonce())) {
            return new Fate.Unclear("the gateway was asked to pay and has not shown that it did");
        }
        try {
            return new Fate.Open(head(asset.network()));
        } catch (ChainException e) {
            return new Fate.Unclear(String.valueOf(e.getMessage()));
        }
    }

    private Fate paid(Authorization.Eip3009 ordered, PayRecords.Shown shown, long fromBlock) {
        if (chain.isEmpty()) {
            return new Fate.Used(proof(ordered, shown));
        }
        Fate fate = chain.get().transfer(ordered, shown.transaction());
        boolean older = fate instanceof Fate.Used(SettlementProof proof)
                && proof.block().number() < fromBlock;
        return older ? new Fate.Unclear("`" + shown.transaction() + "` is older than the order") : fate;
    }

    private static SettlementProof proof(Authorization.Eip3009 ordered, PayRecords.Shown shown) {
        Instant at = shown.at();
        return new SettlementProof(
                shown.transaction(),
                new Block(0, shown.transaction(), at),
                ordered.from(),
                ordered.to(),
                ordered.amount().units(),
                ordered.nonce(),
                true);
    }

    @Override
    public Sighting sighting(Asset token, String transaction) {
        return chain.map(real -> real.sighting(token, transaction)).orElse(Sighting.UNKNOWN);
    }

    @Override
    public BigInteger balance(Asset token, Address owner, Block at) {
        return chain.map(real -> real.balance(token, owner, at))
                .orElseGet(() -> Amount.ofTokens(token, PLENTY).units());
    }

    @Override
    public List<Movement> movements(Asset token, Address owner, long fromBlock, long toBlock) {
        return chain.map(real -> real.movements(token, owner, fromBlock, toBlock).stream()
                        .filter(movement -> !movement.from().equals(owner))
                        .toList())
                .orElse(List.of());
    }
}
