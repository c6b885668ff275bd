package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.money.Payee;
import dev.patron.money.Usd;
import dev.patron.policy.AgentPolicy;
import dev.patron.policy.Allowed;
import dev.patron.policy.Offer;
import dev.patron.policy.PolicySet;
import dev.patron.policy.WorkspacePolicy;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is decided fits an event, and what would not is refused before anything is recorded. */
class EventSizeTest {
    @TempDir
    Path folder;

    @Test
    void aPolicyThatNoEventCanHoldDecidesNothing() throws Exception {
        try (Bench bench = Bench.fresh(folder)) {
            TreeMap<String, AgentPolicy> agents = new TreeMap<>();
            for (int n = 0; n < 400; n++) {
                agents.put("agent-" + n, Bench.rated(n));
            }
            agents.put("painter", Bench.rated(1));
            PolicySet large = new PolicySet(
                    ZoneId.of("UTC"), new WorkspacePolicy(Bench.FREE, Bench.FREE, Bench.FREE, Bench.FREE), agents);
            String intent = bench.intent("shot-01");
            bench.quote(intent, "0.05");
            long events = bench.rows("event");
            SpendCommand command = bench.command(intent, "0.05");
            LedgerException refused =
                    assertThrows(LedgerException.class, () -> bench.ledger().reserve(command, () -> large));
            assertTrue(refused.toString().contains("nothing was recorded and nothing is spent"), refused::toString);
            assertEquals(PaymentState.QUOTED, bench.state(intent));
            assertEquals(events, bench.rows("event"));
        }
    }

    /** A day of full buckets, a minute of 599 payments and 450 frozen sellers. */
    private static void crowd(Bench bench) throws Exception {
        assertEquals(
                96,
                bench.tamper("INSERT INTO bucket SELECT anchor, DATEADD(MINUTE, -15 * X, starts_at), 9000000000000, 0"
                        + " FROM bucket, SYSTEM_RANGE(1, 96) WHERE anchor = 'real/agent/painter'"));
        assertEquals(
                598,
                bench.tamper("INSERT INTO reservation SELECT intent, round + X, decision, simulated, agent, run,"
                        + " provider, token, payee, units, usd_micros, moved_units, moved_micros, bucket,"
                        + " DATEADD(MILLISECOND, -100 * X, reserved_at), policy, 'voided'"
                        + " FROM reservation, SYSTEM_RANGE(1, 598)"));
        bench.tamper("INSERT INTO frozen SELECT 'provider:' || REPEAT('p', 28) || (X - 1), 'a test', CURRENT_TIMESTAMP"
                + " FROM SYSTEM_RANGE(1, 450)");
    }

    private static PolicySet wide() {
        Set<String> names = new java.util.HashSet<>();
        for (int n = 0; n < 200; n++) {
            names.add("m".repeat(90) + n);
        }
        AgentPolicy listed = new AgentPolicy(
                true,
                Bench.FREE,
                Bench.FREE,
                Bench.FREE,
                Bench.FREE,
                Bench.FREE,
                0,
                new Allowed.Only(names),
                new Allowed.Any(),
                new Allowed.Only(names));
        return new PolicySet(
                ZoneId.of("America/Argentina/ComodRivadavia"),
                new WorkspacePolicy(Bench.FREE, Bench.FREE, Bench.FREE, Bench.FREE),
                new TreeMap<>(Map.of("painter", listed)));
    }

    private static List<Offer> manyOffers() {
        Asset odd = new Asset(
                "S".repeat(16),
                new Network("eip155", "1".repeat(18)),
                new Address("0x" + "f".repeat(40)),
                36,
                Usd.ofMicros(Long.MAX_VALUE));
        List<Offer> offers = new ArrayList<>();
        for (int n = 0; n < 450; n++) {
            offers.add(new Offer(
                    "p".repeat(28) + n,
                    "k".repeat(16),
                    "\u0001".repeat(100),
                    new Payee(odd.network(), odd.contract()),
                    Amount.ofUnits(odd, "9".repeat(30))));
        }
        return offers;
    }

    @Test
    void aDecisionAlwaysFitsAnEvent() throws Exception {
        try (Bench bench = Bench.fresh(folder)) {
            PolicySet wide = wide();
            bench.reserve(bench.intent("shot-01"), "1");
            crowd(bench);
            String last = bench.intent("last");
            bench.quote(last, "1");
            SpendCommand command =
                    new SpendCommand(last, false, bench.command(last, "1").request(), manyOffers());
            bench.ledger().reserve(command, () -> wide);
            int largest = bench.reader().events(0, 100_000).stream()
                    .mapToInt(event -> event.body().getBytes(java.nio.charset.StandardCharsets.UTF_8).length)
                    .max()
                    .orElseThrow();
            EventRecord decided = bench.reader()
                    .event(bench.reader().decisions(Bench.RUN).getLast().id())
                    .orElseThrow();
            assertTrue(
                    decided.body().length() > 20_000,
                    "it has only " + decided.body().length());
            assertTrue(
                    decided.body().length() < Events.BYTES_MOST / 2,
                    "it has " + decided.body().length());
            assertTrue(largest <= Events.BYTES_MOST);
            assertTrue(decided.body().contains("599 payments"));
            assertEquals(List.of(), bench.replayed());
        }
    }
}
