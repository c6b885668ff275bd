package dev.patron.ledger;

import dev.patron.money.Usd;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;

/**
 * What a ledger needs to open.
 *
 * @param directory  holds database, journal and access file
 * @param keys       holds the keys of runs
 * @param clock      the store's wall clock, read under the anchors' locks
 * @param random     source of keys and ids
 * @param meters     where states, decisions and barrier times are counted
 * @param durability told of each durable point
 * @param checkpointFrom a payment of this much or more leaves only once a signed checkpoint covers its authorization
 */
public record LedgerSettings(
        Path directory,
        Path keys,
        InstantSource clock,
        SecureRandom random,
        MeterRegistry meters,
        Durability durability,
        Usd checkpointFrom) {}
