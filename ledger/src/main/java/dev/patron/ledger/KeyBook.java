package dev.patron.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The gateway's keys: who may ask for what. Each change returns when it is on disk, and is an event. A key itself is never
 * here, only its SHA-256.
 */
public final class KeyBook {
    private final Writer writer;
    private final ApiKeys keys;

    KeyBook(Writer writer, ApiKeys keys) {
        this.writer = writer;
        this.keys = keys;
    }

    /** Every key that was ever made, oldest first. */
    public List<ApiKey> all() {
        return writer.read(ApiKeys::all);
    }

    /** The keys of the provider at a host. */
    public List<ApiKey> ofProvider(String host) {
        return writer.read(sql -> ApiKeys.ofProvider(sql, host));
    }

    public Optional<ApiKey> find(String id) {
        return writer.read(sql -> ApiKeys.find(sql, id));
    }

    /** Records a key that was just made. */
    public void add(ApiKey key) {
        writer.keep(sql -> {
            keys.add(sql, key, Optional.empty(), writer.now());
            return true;
        });
    }

    /** Records the key that takes another's place, which works until {@code overlapEnds} or its own end. */
    public void rotate(String old, ApiKey successor, Instant overlapEnds) {
        writer.keep(sql -> {
            keys.add(sql, successor, Optional.of(old), writer.now());
            keys.shorten(sql, old, overlapEnds, writer.now());
            return true;
        });
    }

    /** Takes a key back; whether it had not been before. */
    public boolean revoke(String id) {
        return writer.keep(sql -> keys.revoke(sql, id, writer.now()));
    }
}
