package dev.patron.invoice;

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
import java.math.BigInteger;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What the book of this ledger's own treasury says of orders. An order that is not in it may be handed over at any time, so none is ever
 * dead; one that is in it is final. The tabs are paid from the same book, so what else left it is not matched here.
 */
public final class BookSettlements implements Settlements {
    private final BookTreasury treasury;
    private final InstantSource clock;

    public BookSettlements(BookTreasury treasury, InstantSource clock) {
        this.treasury = treasury;
        this.clock = clock;
    }

    /** The book's last block, which is the newest at any time. */
    @Override
    public ChainHead head(Network network) {
        if (!network.equals(treasury.asset().network())) {
            throw new ChainException("network `" + network + "` is not the one that this treasury pays on");
        }
        Block last = held().at();
        Block now = new Block(last.number(), last.hash(), clock.instant());
        return new ChainHead(now, now);
    }

    private Treasury.Holdings held() {
        try {
            return treasury.holdings();
        } catch (RuntimeException e) {
            throw new ChainException("the treasury does not answer: " + e.getMessage());
        }
    }

    @Override
    public Fate fate(Authorization.Eip3009 authorization, long fromBlock) {
        boolean ordered = authorization.domain().isGateway()
                && authorization.from().equals(treasury.account())
                && authorization.amount().asset().equals(treasury.asset());
        if (!ordered) {
            return new Fate.Unclear("the payment was not ordered from this treasury");
        }
        try {
            Optional<Fate> known = treasury.look(authorization.nonce());
            return known.isPresent()
                    ? known.get()
                    : new Fate.Open(head(treasury.asset().network()));
        } catch (RuntimeException e) {
            return new Fate.Unclear("the treasury does not answer: " + e.getMessage());
        }
    }

    @Override
    public Sighting sighting(Asset asset, String transaction) {
        return Sighting.UNKNOWN;
    }

    @Override
    public BigInteger balance(Asset asset, Address owner, Block at) {
        return held().units();
    }

    @Override
    public List<Movement> movements(Asset asset, Address owner, long fromBlock, long toBlock) {
        return List.of();
    }
}
