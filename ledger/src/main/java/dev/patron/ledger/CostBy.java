package dev.patron.ledger;

/** What costs are summed up by. A day is one of the statement's zone. */
public enum CostBy {
    AGENT,
    BRIEF,
    MODEL,
    PROVIDER,
    DAY
}
