package dev.patron.ledger;

import java.math.BigInteger;
import java.util.Optional;

/**
 * What a receipt of success says about one payment: a claim.
 *
 * @param transaction {@code 0x} and 64 hexadecimal digits, or empty where it names none
 * @param units       atomic units that are said to have moved, where it says so
 */
public record ReceiptClaim(String transaction, Optional<BigInteger> units) {}
