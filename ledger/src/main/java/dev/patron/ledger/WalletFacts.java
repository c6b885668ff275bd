package dev.patron.ledger;

import dev.patron.money.Address;
import dev.patron.money.Asset;

/** A wallet's holding of one asset at a block. */
public record WalletFacts(Asset asset, Address wallet, long block, String blockHash) {}
