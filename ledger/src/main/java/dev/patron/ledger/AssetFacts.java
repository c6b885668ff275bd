package dev.patron.ledger;

/** A stored file as the ledger records it: its digest, sniffed media type and size. */
public record AssetFacts(String sha256, String mediaType, long bytes) {}
