package dev.patron.payment;

import dev.patron.money.Address;
import java.math.BigInteger;

/**
 * A transfer and the use of an authorization, matched in one receipt of the chain.
 *
 * @param transaction {@code 0x} and 64 hexadecimal digits
 * @param block       the block that holds it
 * @param from        who paid
 * @param to          who was paid
 * @param units       atomic units moved
 * @param nonce       the nonce used
 * @param isFinal     whether the block was final when this was read
 */
public record SettlementProof(
        String transaction, Block block, Address from, Address to, BigInteger units, String nonce, boolean isFinal) {}
