package dev.patron.ledger;

/**
 * Every point at which something has become durable, or has been seen outside, on the way of a purchase.
 *
 * <p>These are the places where a process may die and another must take over. The crash test takes its list from
 * here.
 */
public enum DurablePoint {
    RUN_OPENED,
    STEP_JOURNALED,
    STORYBOARD_JUDGED,
    INTENT_OPENED,
    QUOTED,
    DENIED,
    ABANDONED,
    UNCHARGED,
    RESERVED,
    VOIDED,
    AUTHORIZATION_COMMITTED,
    AUTHORIZATION_SYNCED,
    AUTHORIZATION_JOURNALED,
    ANSWER_RECEIVED,
    ANSWERED,
    SETTLED,
    FINALIZED,
    EXPIRED,
    CANCELLED,
    REVERSED,
    GENERATION_POLLED,
    FULFILMENT_MOVED,
    ASSET_FETCHED,
    ASSET_RECORDED,
    RETRY_ALLOWED,
    WALLET_MATCHED,
    RECOVERED,
    FROZEN,
    FOLDER_WRITTEN,
    RUN_ENDED,
    EVENTS_PLACED,
    CHECKPOINT_SIGNED,
    ERASURE_RECORDED,
    COPIES_ERASED,
    KEY_DESTROYED,
    DATABASE_REBUILT,
    DATABASE_REPLACED,
    BACKUP_WRITTEN
}
