package dev.patron.http;

import dev.patron.invoice.BookTreasury;
import dev.patron.invoice.TreasuryException;
import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Payee;
import dev.patron.payment.Fate;
import dev.patron.policy.Code;
import dev.patron.treasury.SimulatedTreasury;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The real simulated treasury, behind a line that can be bad. */
final class Weather implements BookTreasury {
    /** What goes wrong. */
    enum Sky {
        CLEAR,
        /** Orders do not arrive. */
        LOST_ORDER,
        /** Orders arrive, and nobody hears of it. */
        LOST_ANSWER,
        /** No order can be made. */
        NO_WALLET,
        /** Somebody else empties the treasury just before an order arrives. */
        DRAINED
    }

    private final SimulatedTreasury treasury;
    private final AtomicInteger drains = new AtomicInteger();
    private volatile Sky sky = Sky.CLEAR;

    Weather(SimulatedTreasury treasury) {
        this.treasury = treasury;
    }

    void turns(Sky changed) {
        sky = changed;
    }

    /** Somebody else spends everything that is there, or all but some. */
    void drain(String left) {
        Amount rest = Amount.ofTokens(SimulatedTreasury.MNEE, left);
        Amount all = new Amount(rest.asset(), treasury.holdings().units().subtract(rest.units()));
        String id = "0x" + String.format("%064x", drains.incrementAndGet());
        treasury.present(
                treasury.order(new Transfer(id, treasury.payee("stranger").orElseThrow(), all)));
    }

    @Override
    public String network() {
        return treasury.network();
    }

    @Override
    public boolean isSimulated() {
        return treasury.isSimulated();
    }

    @Override
    public Asset asset() {
        return treasury.asset();
    }

    @Override
    public Address account() {
        return treasury.account();
    }

    @Override
    public Holdings holdings() {
        return treasury.holdings();
    }

    @Override
    public Optional<Payee> payee(String payTo) {
        return treasury.payee(payTo);
    }

    @Override
    public byte[] order(Transfer transfer) {
        if (sky == Sky.NO_WALLET) {
            throw new TreasuryException(Code.WALLET_ERROR, "the wallet is locked");
        }
        return treasury.order(transfer);
    }

    @Override
    public Optional<Fate> look(String id) {
        return treasury.look(id);
    }

    @Override
    public Fate present(byte[] order) {
        switch (sky) {
            case LOST_ORDER -> throw new IllegalStateException("the line is down");
            case LOST_ANSWER -> {
                treasury.present(order);
                throw new IllegalStateException("the line went down");
            }
            case DRAINED -> drain("0");
            case CLEAR, NO_WALLET -> {}
        }
        return treasury.present(order);
    }
}
