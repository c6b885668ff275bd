package dev.patron.style.bad.money;

import dev.patron.style.bad.policy.Rule;

/** Money that knows policy: against the line, and a cycle. */
public record UsesPolicy(Rule rule) {}
