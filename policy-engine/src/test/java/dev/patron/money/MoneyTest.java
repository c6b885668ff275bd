package dev.patron.money;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Amounts as they are read, added, converted and shown. */
class MoneyTest {
    private static final Network BASE = Network.parse("eip155:8453");
    private static final Address CONTRACT = new Address("0x00000000000000000000000000000000000000bb");
    private static final Asset USDC = asset(6, "1");

    private static Asset asset(int decimals, String peg) {
        return new Asset("USDC", BASE, CONTRACT, decimals, Usd.parse(peg));
    }

    @Test
    void wireAmountsAreWholeAtomicUnitsInPlainDigits() {
        List<String> refused = List.of(
                "-1",
                "-0",
                "+5",
                " 5",
                "5 ",
                "0x5",
                "5e3",
                "05",
                "5.0",
                "NaN",
                "Infinity",
                "",
                "null",
                "[]",
                "true",
                "9".repeat(400),
                "\u0665",
                "\uff15",
                "5\n",
                "1_000",
                "1,000");
        for (String text : refused) {
            assertThrows(IllegalArgumentException.class, () -> Amount.ofUnits(USDC, text), "`" + text + "`");
        }
        assertEquals(BigInteger.ZERO, Amount.ofUnits(USDC, "0").units());
        assertEquals(BigInteger.valueOf(50_000), Amount.ofUnits(USDC, "50000").units());
    }

    @Test
    void amountsEndAtTwoToThe256() {
        BigInteger most = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
        assertEquals(most, Amount.ofUnits(USDC, most.toString()).units());
        assertThrows(
                IllegalArgumentException.class,
                () -> Amount.ofUnits(USDC, most.add(BigInteger.ONE).toString()));
    }

    @Test
    void amountsBeyondALongAreRefusedAndNeverWrap() {
        assertEquals(
                Long.MAX_VALUE,
                Amount.ofUnits(USDC, Long.toString(Long.MAX_VALUE)).inUsd().micros());
        for (int bits : new int[] {63, 64, 255}) {
            Amount vast = new Amount(USDC, BigInteger.ONE.shiftLeft(bits));
            assertThrows(ArithmeticException.class, vast::inUsd, "2^" + bits);
        }
        Usd most = Usd.ofMicros(Long.MAX_VALUE);
        assertThrows(ArithmeticException.class, () -> most.plus(Usd.ofMicros(1)));
        assertThrows(ArithmeticException.class, () -> Usd.ZERO.minus(Usd.ofMicros(1)));
        assertThrows(ArithmeticException.class, () -> Usd.ofMicros(-1));
    }

    @Test
    void partsOfACentAreCountedExactly() {
        Usd sum = Usd.ZERO;
        for (int i = 0; i < 1_000; i++) {
            sum = sum.plus(Usd.parse("0.0049"));
        }
        assertEquals(Usd.parse("4.9"), sum);
    }

    @Test
    void dollarsAreShownWithSixDecimals() {
        assertEquals("0.999999", Usd.parse("0.999999").toString());
        assertEquals("0.000002", Usd.ofMicros(2).toString());
        assertEquals("1.000000", Usd.parse("1").toString());
        assertEquals("0.000000", Usd.ZERO.toString());
        assertTrue(Usd.parse("0.999999").plus(Usd.parse("0.000002")).isMoreThan(Usd.parse("1")));
    }

    @Test
    void dollarsAreWrittenInOneWay() {
        List<String> refused = List.of(
                "0.0000001",
                "1,000",
                "1.000,00",
                "$5",
                "5$",
                "-1",
                "+1",
                "1e3",
                "1.",
                ".5",
                "",
                " 1",
                "1 ",
                "01",
                "0x1",
                "NaN",
                "\u0665",
                "1000000000000",
                "1_0");
        for (String text : refused) {
            assertThrows(IllegalArgumentException.class, () -> Usd.parse(text), "`" + text + "`");
        }
        assertEquals(999_999_999_999_999_999L, Usd.parse("999999999999.999999").micros());
    }

    @Test
    void conversionRoundsUpOnceAndOnlyUp() {
        Asset fine = asset(18, "1");
        assertEquals(Usd.ofMicros(1), new Amount(fine, BigInteger.ONE).inUsd());
        assertEquals(Usd.ZERO, new Amount(fine, BigInteger.ZERO).inUsd());
        assertEquals(Usd.parse("0.05"), Amount.ofTokens(fine, "0.05").inUsd());
        assertEquals(
                Usd.parse("0.050001"),
                Amount.ofTokens(fine, "0.050000000000000001").inUsd());
        assertEquals(Usd.parse("1.08"), Amount.ofTokens(asset(6, "1.08"), "1").inUsd());
        assertEquals(Usd.ofMicros(2), Amount.ofUnits(asset(6, "1.08"), "1").inUsd(), "1.08 micro-dollars round up");
        assertEquals(Usd.parse("3"), Amount.ofTokens(asset(0, "3"), "1").inUsd());
    }

    @Test
    void tokensFinerThanTheAssetDividesAreRefused() {
        assertEquals(
                BigInteger.valueOf(50_000), Amount.ofTokens(USDC, "0.050000000").units());
        assertThrows(IllegalArgumentException.class, () -> Amount.ofTokens(USDC, "0.0000001"));
        assertThrows(IllegalArgumentException.class, () -> Amount.ofTokens(USDC, "1e-2"));
        assertEquals("0.050000 USDC", Amount.ofTokens(USDC, "0.05").toString());
    }

    @Test
    void amountsOfTwoAssetsDoNotCompare() {
        Asset other = new Asset("USDC", Network.parse("eip155:1"), CONTRACT, 6, Usd.parse("1"));
        Amount mine = Amount.ofUnits(USDC, "1");
        assertThrows(IllegalArgumentException.class, () -> mine.compareTo(Amount.ofUnits(other, "1")));
        assertThrows(IllegalArgumentException.class, () -> asset(6, "0"), "an asset without a peg");
    }

    @Test
    void oneNetworkHasOneName() {
        for (String text : List.of("base", "EIP155:8453", "eip155:08453", "eip155:", "eip155:8453:1", "eip155: 1")) {
            assertThrows(IllegalArgumentException.class, () -> Network.parse(text), text);
        }
        assertEquals(8453, BASE.chainId());
    }

    @Test
    void oneAddressHasOneSpelling() {
        Address mixed = new Address("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913");
        assertEquals("0x833589fcd6edb6e08f4c7c32d4f71b54bda02913", mixed.text());
        assertThrows(IllegalArgumentException.class, () -> new Address("0x" + "0".repeat(40)));
        assertThrows(IllegalArgumentException.class, () -> new Address("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA0291"));
        assertThrows(
                IllegalArgumentException.class, () -> new Address("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA0291\u0663"));
    }
}
