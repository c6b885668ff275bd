package dev.patron.ledger;

import java.math.BigInteger;

/**
 * What one agent, brief, model, seller or day paid for over a period, in units of one token.
 *
 * @param key       the agent's, model's or seller's id, the brief's digest, or the day
 * @param payments  settlements booked in the period
 * @param paid      what went to sellers in the period
 * @param returned  what came back from them: reversed settlements and refunds
 * @param atRisk    reserved, signed or of unknown fate at the period's end; zero by day
 * @param owed      owed by sellers at the period's end; zero by day
 * @param delivered assets that were both stored and accounted for by the period's end, and not before its start
 */
public record CostLine(
        String key,
        String token,
        long payments,
        BigInteger paid,
        BigInteger returned,
        BigInteger atRisk,
        BigInteger owed,
        long delivered) {}
