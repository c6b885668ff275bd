package dev.patron.ledger;

import dev.patron.money.Address;
import dev.patron.money.Asset;
import java.time.Instant;

/**
 * One attempt to pay for one shot, as the ledger holds it: both tracks and what it pinned for life.
 *
 * @param id         hash of ledger, run, shot and attempt
 * @param attempt    1 for the first
 * @param asset      the asset it pinned
 * @param authorizer the wallet it pinned
 * @param nonce      {@code 0x} and 64 hexadecimal digits; never another one
 * @param note       why the fulfilment track stands where it does, in a fixed word; may be empty
 * @param round      how often it has been quoted
 */
public record IntentRecord(
        String id,
        String run,
        String shot,
        int attempt,
        String agent,
        String provider,
        Asset asset,
        Address authorizer,
        String nonce,
        PaymentState payment,
        FulfilmentState fulfilment,
        String note,
        int round,
        Instant openedAt) {}
