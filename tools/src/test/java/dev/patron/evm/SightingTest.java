package dev.patron.evm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patron.Shop;
import dev.patron.money.Address;
import dev.patron.payment.Sighting;
import dev.patron.wire.Wire;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whether a transaction that a seller named is on the chain, by all endpoints together. */
@Timeout(30)
class SightingTest {
    private static final Address OWNER = new Address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
    private static final String KNOWN = FakeChain.transaction(1);
    private static final String UNKNOWN = FakeChain.transaction(9);

    private static RpcSettlements reading(Wire wire, URI... endpoints) {
        return new RpcSettlements(
                List.of(new ChainAccess(Shop.USDC.network(), List.of(endpoints), Finality.FINALIZED)), wire);
    }

    @Test
    void aTransactionIsAbsentOnlyWhereEveryEndpointSaysSo() throws IOException {
        try (Wire wire = new Wire();
                FakeChain first = new FakeChain();
                FakeChain second = new FakeChain()) {
            first.used(50, 1, OWNER, "0x" + "a1".repeat(32));
            RpcSettlements both = reading(wire, first.uri(), second.uri());
            assertEquals(Sighting.STANDS, both.sighting(Shop.USDC, KNOWN), "one that knows it is enough");
            assertEquals(Sighting.ABSENT, both.sighting(Shop.USDC, UNKNOWN));
            second.lie("eth_getTransactionReceipt", _ -> {
                throw new IllegalArgumentException();
            });
            assertEquals(Sighting.STANDS, both.sighting(Shop.USDC, KNOWN));
            assertEquals(Sighting.UNKNOWN, both.sighting(Shop.USDC, UNKNOWN));
            assertEquals(Sighting.UNKNOWN, reading(wire, second.uri()).sighting(Shop.USDC, KNOWN));
        }
    }
}
