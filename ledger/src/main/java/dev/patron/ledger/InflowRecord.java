package dev.patron.ledger;

import dev.patron.money.Address;
import java.math.BigInteger;

/** A transfer to the wallet that no claim has been matched with. */
public record InflowRecord(String transaction, int logIndex, long block, Address sender, BigInteger units) {}
