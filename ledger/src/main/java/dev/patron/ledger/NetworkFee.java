package dev.patron.ledger;

import dev.patron.money.Asset;
import java.math.BigInteger;

/** What a network took for a transaction, whose block is final. */
public record NetworkFee(String transaction, Asset coin, BigInteger units) {}
