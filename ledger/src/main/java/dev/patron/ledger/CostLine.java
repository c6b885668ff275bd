package dev.patron.ledger;

import java.math.BigInteger;

/**
 * What one agent, brief, model, seller or day paid for over a period, in units of one token.
 *
 * @param key       the agent's, model's or seller's id, the brief's digest, or the day
 * @param goods     what was bought
 * @param payments  settlements booked in the period
 * @param paid      what went to sellers in the period
 * @param returned  what came back from them: reversed settlements and refunds
 * @param atRisk    reserved, signed or of unknown fate at the period's end; zero by day
 * @param owed      owed by sellers at the period's end; zero by day
 * @param delivered assets that came to be both stored and paid for within the period, less those whose payment was reversed in it
 */
public record CostLine(
        String key,
        String token,
        Goods goods,
        long payments,
        BigInteger paid,
        BigInteger returned,
        BigInteger atRisk,
        BigInteger owed,
        long delivered) {
    /** Shots bring assets; what invoices of other programs bring is theirs. */
    public enum Goods {
        SHOTS,
        INVOICES
    }
}
