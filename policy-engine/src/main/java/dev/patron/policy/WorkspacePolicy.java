package dev.patron.policy;

/** What all agents together may spend: by calendar day, by calendar month, in all, and at risk at once. */
public record WorkspacePolicy(Limit daily, Limit monthly, Limit total, Limit atRisk) {}
