package dev.patron.policy;

/** What one rule says of one request; the strongest of all rules is the decision. */
public enum Verdict {
    PERMIT,
    REFER,
    DENY
}
