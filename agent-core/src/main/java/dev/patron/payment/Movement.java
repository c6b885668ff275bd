package dev.patron.payment;

import dev.patron.money.Address;
import java.math.BigInteger;
import java.util.Optional;

/**
 * One transfer of a token as a chain's log shows it.
 *
 * @param logIndex position within its block
 * @param nonce    the EIP-3009 nonce used in the same transaction by the payer, where there was one
 */
public record Movement(
        String transaction,
        int logIndex,
        Block block,
        Address from,
        Address to,
        BigInteger units,
        Optional<String> nonce) {}
