package dev.patron.sandbox;

import java.math.BigInteger;
import java.net.URI;
import java.util.Optional;

/**
 * A seller of pictures and clips, an x402 facilitator and a chain with one token, on loopback and offline.
 *
 * <p>It is no mock: a buyer speaks to it over HTTP as to the real ones, and it shares no code with the buyer. Its money
 * is worth nothing and can be had for the asking. Everything it knows is one log, durable before each answer that
 * depends on it: it may be killed at any moment and opened again, and time passes in between.
 *
 * <p>Safe for use by many threads. One process owns a directory.
 */
public final class Sandbox implements AutoCloseable {
    /**
     * The letters {@code PATRON} read as a number, 88241517776718. No public network has it or comes near it, so no
     * signature made here is worth anything elsewhere; and it is below 2^52, so tools that count in doubles hold it.
     */
    public static final long CHAIN_ID = 0x504154524F4EL;

    /** The token's address: the hash of a text, so nobody has put a contract there. */
    public static final String TOKEN = Words.addressOf("patron sandbox token");

    public static final String TOKEN_NAME = "Patron Sandbox Dollar";
    public static final String TOKEN_VERSION = "1";
    public static final String TOKEN_SYMBOL = "pUSD";
    public static final int TOKEN_DECIMALS = 6;

    /** The seller's address: the hash of a text, so nobody has its key. */
    public static final String PAY_TO = Words.addressOf("patron sandbox seller");

    /** Where the seller under {@code /gateway-seller} is paid; nobody has its key. */
    public static final String GATEWAY_PAY_TO = Words.addressOf("patron sandbox gateway seller");

    private final SandboxLog log;
    private final Faults faults;
    private final SandboxChain chain;
    private final Jobs jobs;
    private final Door door;

    private Sandbox(SandboxLog log, SandboxSettings settings, Faults faults, Optional<GatewayPlace> gateway) {
        this.log = log;
        this.faults = faults;
        this.chain = new SandboxChain(log, settings);
        this.jobs = new Jobs(log, settings, chain, faults);
        Seller seller = new Seller(settings, chain, faults, jobs);
        GatewaySeller invoiced = new GatewaySeller(log, settings, jobs, gateway);
        Control control = new Control(chain, faults, jobs);
        this.door = Door.open(settings.port(), log, new Routes(seller, invoiced, jobs, new Rpc(chain), control));
    }

    /**
     * Binds, replays the log and serves.
     *
     * @throws IllegalStateException if another process owns the directory
     * @throws java.io.UncheckedIOException if the port is taken or the directory cannot be used
     */
    public static Sandbox open(SandboxSettings settings) {
        return open(settings, Optional.empty());
    }

    /** The same, and a gateway for the seller that is paid through one. */
    public static Sandbox open(SandboxSettings settings, Optional<GatewayPlace> gateway) {
        Faults faults = new Faults();
        settings.faults().forEach(faults::schedule);
        SandboxLog log = SandboxLog.open(settings.directory());
        try {
            return new Sandbox(log, settings, faults, gateway);
        } catch (RuntimeException failed) {
            log.close();
            throw failed;
        }
    }

    /** Where it listens, {@code http://127.0.0.1:PORT}. */
    public URI url() {
        return door.url();
    }

    /** The price of a kind, {@code image} or {@code video}, in units of the token. */
    public static Optional<BigInteger> price(String kind) {
        return Kind.named(kind).map(Kind::price);
    }

    /** Gives an address new units of the token; durable on return. */
    public void fund(String address, BigInteger units) {
        Control.mint(chain, address, units);
        log.sync();
    }

    /**
     * Lets the seller send units that it holds to an address; durable on return.
     *
     * @return the transaction's hash
     * @throws IllegalArgumentException if the seller holds less
     */
    public String refund(String address, BigInteger units) {
        String transaction = Control.payOut(chain, address, units);
        log.sync();
        return transaction;
    }

    /** What goes wrong; changes hold from the next request on. */
    public Faults faults() {
        return faults;
    }

    public SandboxChain chain() {
        return chain;
    }

    /** Stops serving, cutting what is under way, and gives up the directory. */
    @Override
    public void close() {
        door.close();
        jobs.close();
        log.close();
    }
}
