package dev.patron.evm;

import dev.patron.invoice.AccountTreasury.Fee;
import dev.patron.invoice.AccountTreasury.Transaction;
import dev.patron.invoice.TreasuryException;
import dev.patron.money.Address;
import dev.patron.policy.Code;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.Optional;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.transaction.type.Transaction1559;
import org.web3j.utils.Numeric;

/** The fees that transactions of an account offer, none of which may cost more than one payment's limit. Safe for use by many threads. */
final class Offers {
    private static final BigInteger GAS_LEAST = BigInteger.valueOf(21_000);
    private static final BigInteger GAS_MOST = BigInteger.valueOf(500_000);
    private static final BigInteger TIP_USUAL = BigInteger.valueOf(1_000_000);
    private static final BigInteger TWO = BigInteger.TWO;
    private static final BigInteger EIGHT = BigInteger.valueOf(8);

    private final Panel panel;
    private final Address account;
    private final Address contract;
    private final BigInteger limit;

    /** @param limit the most that one payment's fee may be */
    Offers(Panel panel, Address account, Address contract, BigInteger limit) {
        this.panel = panel;
        this.account = account;
        this.contract = contract;
        this.limit = limit;
    }

    /**
     * What a call of the contract offers first.
     *
     * @throws TreasuryException                     when that would pass the limit
     * @throws dev.patron.payment.ChainException when the chain does not say it
     */
    Fee first(String data) {
        record Asked(BigInteger gas, BigInteger base, BigInteger tip) {}
        BigInteger besides = besides();
        Asked asked = panel.ask(reader -> {
            AccountReader accounts = new AccountReader(reader, account);
            return new Asked(
                    accounts.gas(contract, data),
                    accounts.baseFee(),
                    accounts.tip().orElse(TIP_USUAL));
        });
        BigInteger gas = asked.gas().add(asked.gas().shiftRight(2)).max(GAS_LEAST);
        if (gas.compareTo(GAS_MOST) > 0) {
            throw new TreasuryException(Code.FEE_LIMIT, "the transfer would use more than " + GAS_MOST + " gas");
        }
        BigInteger wanted = asked.base().multiply(TWO).add(asked.tip());
        BigInteger most = wanted.min(most(besides, gas));
        if (most.compareTo(asked.base().add(asked.tip())) < 0) {
            throw new TreasuryException(Code.FEE_LIMIT, "the network's fee would be more than one payment may cost");
        }
        return new Fee(gas, most, asked.tip(), besides);
    }

    /** An eighth more than was offered, as nodes ask of a replacement, or what the network asks now; within the limit. */
    Optional<Fee> higher(Transaction newest) {
        if (!(TransactionDecoder.decode(Numeric.toHexString(newest.bytes())).getTransaction()
                instanceof Transaction1559 before)) {
            return Optional.empty();
        }
        BigInteger besides = besides();
        BigInteger base = panel.ask(reader -> new AccountReader(reader, account).baseFee());
        BigInteger tip = more(before.getMaxPriorityFeePerGas());
        BigInteger least = more(before.getMaxFeePerGas());
        BigInteger gas = before.getGasLimit();
        BigInteger most = least.max(base.multiply(TWO).add(tip)).min(most(besides, gas));
        return most.compareTo(least) < 0 ? Optional.empty() : Optional.of(new Fee(gas, most, tip.min(most), besides));
    }

    private static BigInteger more(BigInteger offered) {
        return offered.add(offered.divide(EIGHT)).add(BigInteger.ONE);
    }

    /** What a rollup takes besides, by the endpoint that says most. */
    private BigInteger besides() {
        return panel.askAll(reader -> RollupFee.most(reader, panel.head(reader).latest())).given().stream()
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** What is left for each unit of gas, of the most that one payment may cost. */
    private BigInteger most(BigInteger besides, BigInteger gas) {
        return limit.subtract(besides).max(BigInteger.ZERO).divide(gas);
    }
}
