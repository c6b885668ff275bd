package dev.patron.evm;

import dev.patron.payment.ChainException;
import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.response.TransactionReceipt;

/** A receipt that also holds what a rollup took for the chain beneath it. */
final class FeeReceipt extends TransactionReceipt {
    private @Nullable String l1Fee;

    /** An endpoint's answer. */
    static final class Answer extends Response<FeeReceipt> {}

    public void setL1Fee(@Nullable String l1Fee) {
        this.l1Fee = l1Fee;
    }

    /** Everything that was taken; empty where the endpoint does not say it in well-formed numbers. */
    Optional<BigInteger> cost() {
        try {
            BigInteger own = Hex.amount(getGasUsedRaw()).multiply(Hex.amount(getEffectiveGasPrice()));
            return Optional.of(l1Fee == null ? own : own.add(Hex.amount(l1Fee)));
        } catch (ChainException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
