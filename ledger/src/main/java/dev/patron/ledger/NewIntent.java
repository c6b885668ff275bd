package dev.patron.ledger;

import dev.patron.money.Address;
import dev.patron.money.Asset;

/** An attempt to pay for a planned shot, with everything it pins for life. */
public record NewIntent(
        String id,
        String run,
        String shot,
        int attempt,
        String agent,
        String provider,
        Asset asset,
        Address authorizer,
        String nonce) {}
