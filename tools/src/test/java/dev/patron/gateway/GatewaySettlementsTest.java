package dev.patron.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.evm.ChainAccess;
import dev.patron.evm.Finality;
import dev.patron.evm.RpcSettlements;
import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.money.Usd;
import dev.patron.payment.Authorization;
import dev.patron.payment.Fate;
import dev.patron.payment.Movement;
import dev.patron.payment.TokenDomain;
import dev.patron.sandbox.Sandbox;
import dev.patron.sandbox.SandboxSettings;
import dev.patron.wire.Wire;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Payments by a gateway on a chain: what counts is the transfer that its transaction made. */
class GatewaySettlementsTest {
    private static final Address TREASURY = new Address(Sandbox.PAY_TO);
    private static final Address PAYEE = new Address("0x00000000000000000000000000000000000000aa");
    private static final BigInteger PRICE = BigInteger.valueOf(50_000);
    private static final Asset TOKEN = new Asset(
            "PLAY",
            new Network("eip155", Long.toString(Sandbox.CHAIN_ID)),
            new Address(Sandbox.TOKEN),
            6,
            Usd.parse("1"));

    @TempDir
    Path folder;

    private final Wire wire = new Wire();
    private final Instant now = Instant.parse("2026-05-14T12:00:00Z");
    private Sandbox sandbox;
    private RpcSettlements chain;
    private PayRecords records;
    private GatewaySettlements settlements;
    private int orders;

    @BeforeEach
    void open() {
        sandbox = Sandbox.open(SandboxSettings.defaults(folder.resolve("chain"), () -> now));
        sandbox.fund(TREASURY.text(), BigInteger.valueOf(1_000_000));
        chain = new RpcSettlements(
                List.of(new ChainAccess(TOKEN.network(), List.of(sandbox.url().resolve("/rpc")), Finality.FINALIZED)),
                wire);
        records = PayRecords.open(folder.resolve("orders"));
        URI url = URI.create("https://gateway.example.com");
        GatewayDesk desk = new GatewayDesk(
                new RemoteGateway(url, new GatewayKey("x402_agent_0123456789abcdef"), wire),
                new GatewayTerms(url, GatewayTerms.Again.ONCE, TREASURY),
                records,
                () -> now);
        settlements = GatewaySettlements.on(chain, TOKEN, desk);
    }

    @AfterEach
    void close() {
        sandbox.close();
        wire.close();
    }

    private Authorization.Eip3009 ordered(TokenDomain domain) {
        orders++;
        return new Authorization.Eip3009(
                domain,
                TREASURY,
                PAYEE,
                new Amount(TOKEN, PRICE),
                now.plus(Duration.ofDays(36_500)),
                "0x" + String.format("%064x", orders));
    }

    private Fate fate(String transaction, long fromBlock) {
        Authorization.Eip3009 order = ordered(TokenDomain.ofGateway("mainnet"));
        assertTrue(records.keep(order.nonce(), new PayRecords.Shown(transaction, "", now)));
        return settlements.fate(order, fromBlock);
    }

    @Test
    void theExactTransferSettles() {
        String transaction = sandbox.refund(PAYEE.text(), PRICE);
        Authorization.Eip3009 order = ordered(TokenDomain.ofGateway("mainnet"));
        records.keep(order.nonce(), new PayRecords.Shown(transaction, "", now));
        Fate.Used used = assertInstanceOf(Fate.Used.class, settlements.fate(order, 0));
        assertEquals(transaction, used.proof().transaction());
        assertEquals(PAYEE, used.proof().to());
        assertFalse(used.proof().isFinal());
        sandbox.fund(PAYEE.text(), BigInteger.ONE);
        sandbox.fund(PAYEE.text(), BigInteger.ONE);
        assertTrue(assertInstanceOf(Fate.Used.class, settlements.fate(order, 0))
                .proof()
                .isFinal());
    }

    @Test
    void anythingElseDoesNot() {
        assertUnclear(fate(sandbox.refund(PAYEE.text(), PRICE.add(BigInteger.ONE)), 0));
        assertUnclear(fate(sandbox.refund("0x00000000000000000000000000000000000000bb", PRICE), 0));
        assertUnclear(fate("0x" + "9".repeat(64), 0));
        String old = sandbox.refund(PAYEE.text(), PRICE);
        assertUnclear(fate(old, sandbox.chain().head() + 1));
    }

    @Test
    void aTransferFromAnotherAccountDoesNot() {
        Address stranger = new Address("0x00000000000000000000000000000000000000cc");
        String paid = sandbox.refund(PAYEE.text(), PRICE);
        Authorization.Eip3009 order = ordered(TokenDomain.ofGateway("mainnet"));
        assertUnclear(chain.transfer(
                new Authorization.Eip3009(
                        order.domain(), stranger, PAYEE, order.amount(), order.validBefore(), order.nonce()),
                paid));
    }

    @Test
    void eachKindOfPaymentIsAskedOfItsOwn() {
        assertUnclear(settlements.fate(ordered(new TokenDomain("USD Coin", "2")), 0));
        assertUnclear(chain.fate(ordered(TokenDomain.ofGateway("mainnet")), 0));
    }

    @Test
    void whatLeavesTheTreasuryForOthersIsNobodysBusinessHere() {
        sandbox.refund(PAYEE.text(), PRICE);
        List<Movement> seen =
                settlements.movements(TOKEN, TREASURY, 0, sandbox.chain().head());
        assertTrue(seen.stream().allMatch(movement -> movement.to().equals(TREASURY)), seen::toString);
        assertFalse(seen.isEmpty());
    }

    private static void assertUnclear(Fate fate) {
        assertInstanceOf(Fate.Unclear.class, fate, fate::toString);
    }
}
