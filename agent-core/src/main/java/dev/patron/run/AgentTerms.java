package dev.patron.run;

import dev.patron.payment.Provider;

/**
 * How an agent works.
 *
 * @param agent       whose policy applies
 * @param provider    the market it buys at
 * @param concurrency shots bought at once, over all its runs
 * @param retriesMost further purchases for a shot whose paid generation failed
 */
public record AgentTerms(String agent, Provider provider, int concurrency, int retriesMost) {}
