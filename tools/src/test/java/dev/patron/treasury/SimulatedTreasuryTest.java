package dev.patron.treasury;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.invoice.Treasury.Transfer;
import dev.patron.invoice.TreasuryException;
import dev.patron.money.Amount;
import dev.patron.payment.Fate;
import dev.patron.policy.Code;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The simulated treasury moves money once for an id, also across a stop in the middle of a line. */
class SimulatedTreasuryTest {
    private static final Instant NOON = Instant.parse("2026-05-14T12:00:00Z");
    private static final String ID = "0x" + "1".repeat(64);

    @TempDir
    Path folder;

    private SimulatedTreasury open() {
        return SimulatedTreasury.open(folder.resolve("gateway/treasury"), "10", () -> NOON);
    }

    private static Transfer transfer(SimulatedTreasury treasury, String id, String tokens) {
        return new Transfer(
                id, treasury.payee("1ABC...xyz").orElseThrow(), Amount.ofTokens(SimulatedTreasury.MNEE, tokens));
    }

    private static BigInteger units(String tokens) {
        return Amount.ofTokens(SimulatedTreasury.MNEE, tokens).units();
    }

    @Test
    void theSameOrderMovesMoneyOnce() throws IOException {
        byte[] order;
        Fate first;
        try (SimulatedTreasury treasury = open()) {
            order = treasury.order(transfer(treasury, ID, "4"));
            assertEquals(BigInteger.ZERO, treasury.moved(), "an order that nobody has moves nothing");
            first = treasury.present(order);
            assertEquals(first, treasury.present(order));
        }
        Path file = folder.resolve("gateway/treasury");
        Files.writeString(file, "moved 0x22 0xab", StandardOpenOption.APPEND);
        try (SimulatedTreasury treasury = open()) {
            assertEquals(first, treasury.present(order), "after a stop, and a line that was cut short");
            assertEquals(units("4"), treasury.moved());
            assertEquals(units("6"), treasury.holdings().units());
            byte[] other = treasury.order(transfer(treasury, ID, "5"));
            assertInstanceOf(Fate.Unclear.class, treasury.present(other), "one id is one transfer");
        }
        assertEquals(2, Files.readAllLines(file).size());
    }

    @Test
    void whatItDoesNotHoldItDoesNotMove() {
        try (SimulatedTreasury treasury = open()) {
            byte[] early = treasury.order(transfer(treasury, ID, "6"));
            treasury.present(treasury.order(transfer(treasury, "0x" + "2".repeat(64), "5")));
            assertInstanceOf(Fate.Cancelled.class, treasury.present(early));
            assertInstanceOf(Fate.Cancelled.class, treasury.present(early), "for good");
            TreasuryException refused =
                    assertThrows(TreasuryException.class, () -> treasury.order(transfer(treasury, ID, "6")));
            assertEquals(Code.INSUFFICIENT_BALANCE, refused.code());
            assertEquals(units("5"), treasury.moved());
        }
    }

    @Test
    void addressesOfManyChainsNameAccountsAndOtherTextNone() {
        try (SimulatedTreasury treasury = open()) {
            for (String good : List.of("1ABC...xyz", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "0x" + "aB".repeat(20))) {
                assertTrue(treasury.payee(good).isPresent(), good);
            }
            assertEquals(treasury.payee("0x" + "ab".repeat(20)), treasury.payee("0x" + "AB".repeat(20)));
            for (String bad : List.of("", "1", "a b", "-abc", "a\nb", "x".repeat(101), "0x" + "0".repeat(40))) {
                assertTrue(treasury.payee(bad).isEmpty(), bad);
            }
        }
    }

    @Test
    void aFileThatIsSomethingElseIsRefused() throws IOException {
        Files.createDirectories(folder.resolve("gateway"));
        Files.writeString(folder.resolve("gateway/treasury"), "hello\n");
        TreasuryException refused = assertThrows(TreasuryException.class, this::open);
        assertTrue(String.valueOf(refused.getMessage()).contains("put it back"), refused::getMessage);
    }
}
