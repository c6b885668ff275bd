package dev.patron.payment;

/** The EIP-712 domain name and version of a token, pinned by the catalogue and never taken from a demand. */
public record TokenDomain(String name, String version) {}
