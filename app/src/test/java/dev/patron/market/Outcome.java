package dev.patron.market;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.app.Bench;
import dev.patron.ledger.IntentRecord;
import dev.patron.ledger.Ledger;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a run of one shot stands: what it says, and what the ledger holds.
 *
 * @param status of the run
 * @param exit   of the command
 * @param shot   status of the shot
 * @param codes  of the standing denials
 * @param money  what is settled and what is at risk
 * @param claims reason and state of each
 * @param tracks payment and fulfilment of each attempt
 */
record Outcome(
        String status,
        int exit,
        String shot,
        List<String> codes,
        Money money,
        List<String> claims,
        List<String> tracks) {
    /** In USD, as `run --json` prints it. */
    record Money(String spent, String atRisk) {
        private static String times(String usd, BigDecimal factor) {
            return new BigDecimal(usd).multiply(factor).setScale(6).toPlainString();
        }
    }

    /** The same with all money so many times as much. */
    Outcome times(BigDecimal factor) {
        Money more = new Money(Money.times(money.spent(), factor), Money.times(money.atRisk(), factor));
        return new Outcome(status, exit, shot, codes, more, claims, tracks);
    }

    static Outcome of(Bench.Ran ran, Ledger ledger) {
        JsonNode run = ran.json();
        List<String> codes = new ArrayList<>();
        run.path("denials").forEach(denial -> codes.add(denial.path("code").asText()));
        List<String> claims = new ArrayList<>();
        run.path("claims")
                .forEach(claim -> claims.add(claim.path("reason").asText() + " "
                        + claim.path("state").asText()));
        List<String> tracks = new ArrayList<>();
        for (IntentRecord intent : ledger.reader().intents(run.path("run").asText())) {
            tracks.add(intent.payment() + "/" + intent.fulfilment());
        }
        return new Outcome(
                run.path("status").asText(),
                ran.exit(),
                run.path("shots").path(0).path("status").asText(),
                codes,
                new Money(
                        run.path("spent_usd").asText(), run.path("at_risk_usd").asText()),
                claims,
                tracks);
    }
}
