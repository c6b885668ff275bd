package dev.patron.ledger;

import dev.patron.money.Address;
import dev.patron.money.Asset;
import java.math.BigInteger;

/**
 * What a transaction of an account would use up, as the chain was found before it is signed.
 *
 * @param coin     what the network takes its fee in, which also names the network
 * @param sender   the account
 * @param next     the lowest number that the chain still leaves to the account
 * @param costMost the most that this transaction can cost, in the coin's units
 * @param held     what the account holds of the coin
 * @param dayMost  the most that may be at stake for fees within 24 hours
 */
public record AccountUse(
        Asset coin, Address sender, long next, BigInteger costMost, BigInteger held, BigInteger dayMost) {}
