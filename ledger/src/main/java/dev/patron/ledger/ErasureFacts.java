package dev.patron.ledger;

import java.util.List;

/**
 * What erasing a run takes away.
 *
 * @param brief    SHA-256 of the brief's bytes
 * @param out      the delivery folder, which is somebody's own and stays; empty when it can no longer be read
 * @param steps    sealed entries of the run's journal
 * @param requests sealed requests of its payments
 * @param assets   digests of stored files that no other run has stored
 */
public record ErasureFacts(String run, String brief, String out, long steps, long requests, List<String> assets) {
    public ErasureFacts {
        assets = List.copyOf(assets);
    }
}
