package dev.patron.mainnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.patron.evm.EvmTreasury;
import dev.patron.invoice.PayAnswer;
import dev.patron.invoice.QuoteAnswer;
import dev.patron.invoice.VerifyAnswer;
import dev.patron.money.Amount;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A token of 18 decimals, as MNEE on Ethereum: paid to its last unit, and rounded up once where budgets count dollars. */
class MainnetTokenTest extends OnMainnet {
    private static final List<String> AMOUNTS = List.of("0.05", "0.000001000000000001", "0.000000000000000001");

    private void mnee(BigInteger day) throws IOException {
        EvmTreasury.Manners usual = MainnetBench.usual();
        on(new EvmTreasury.Manners("mainnet", MainnetBench.MNEE, "ETH", 2, usual.feeMost(), day, usual.patience()), 1);
    }

    @Test
    void amountsArePaidToTheLastUnitAndCountRoundedUpOnce() throws IOException {
        mnee(MainnetBench.usual().feesOfDayMost());
        for (String amount : AMOUNTS) {
            String quote = bench.quote("inv_" + amount, amount);
            pending(quote);
            bench.mine(2);
            PayAnswer.Paid paid = paid(quote);
            VerifyAnswer.Verified verified = assertInstanceOf(
                    VerifyAnswer.Verified.class, bench.gateway.verify(bench.provider, paid.proof(), "inv_" + amount));
            assertEquals(amount, verified.amount());
            bench.mine(DEEP);
        }
        List<BigInteger> units = AMOUNTS.stream()
                .map(amount -> Amount.ofTokens(MainnetBench.MNEE, amount).units())
                .toList();
        assertEquals(units, node().moved(MainnetBench.PAYEE));
        BigInteger all = units.stream().reduce(BigInteger.ZERO, BigInteger::add);
        assertEquals(Amount.ofTokens(MainnetBench.MNEE, "100").units().subtract(all), node().held(bench.account()));
        assertEquals(all, bench.books("expense/" + MainnetBench.HOST.text()));
        assertEquals(
                List.of("50000", "2", "1"),
                bench.events("reserved")
                        .map(event -> event.body().replaceAll(".*\"usd_micros\":\"([0-9]+)\".*", "$1"))
                        .toList());
        assertEquals(0, bench.events("wallet_moved").count(), "its own transfers are known");
        assertEquals(AMOUNTS.size(), bench.events("fee_paid").count());
    }

    @Test
    void nothingFinerAndNothingBeyondTheBudgetIsQuoted() throws IOException {
        mnee(MainnetBench.usual().feesOfDayMost());
        assertInstanceOf(QuoteAnswer.Unusable.class, bench.ask("inv_1", "0.0000000000000000001", MainnetBench.PAYEE));
        assertInstanceOf(
                QuoteAnswer.Denied.class, bench.ask("inv_2", "50.000000000000000001", MainnetBench.PAYEE), "50 a day");
        assertInstanceOf(QuoteAnswer.Allowed.class, bench.ask("inv_3", "49.999999999999999999", MainnetBench.PAYEE));
        assertInstanceOf(
                QuoteAnswer.Denied.class,
                bench.ask("inv_4", "0.000000000000000001", MainnetBench.PAYEE),
                "the day is full to its last micro-dollar, by what was rounded up");
    }
}
