package dev.patron.ledger;

import dev.patron.money.Usd;
import dev.patron.policy.AgentPolicy;
import dev.patron.policy.Allowed;
import dev.patron.policy.Limit;
import dev.patron.policy.PolicySet;
import dev.patron.policy.WorkspacePolicy;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A whole policy as the ledger records it, canonical JSON from which exactly that policy can be made again.
 *
 * <p>Amounts are micro-dollars; a ceiling that is lifted is the word {@code unlimited}, a list that allows every name
 * the word {@code any}.
 */
final class PolicyCodec {
    private static final String UNLIMITED = "unlimited";
    private static final String ANY = "any";

    private PolicyCodec() {}

    static Map<String, Object> write(PolicySet policy) {
        Map<String, Object> agents = new TreeMap<>();
        policy.agents().forEach((id, agent) -> agents.put(id, agent(agent)));
        return Json.object(
                "zone",
                policy.zone().getId(),
                "workspace",
                Json.object(
                        "daily", limit(policy.workspace().daily()),
                        "monthly", limit(policy.workspace().monthly()),
                        "total", limit(policy.workspace().total()),
                        "at_risk", limit(policy.workspace().atRisk())),
                "agents",
                agents);
    }

    private static Map<String, Object> agent(AgentPolicy agent) {
        boolean paced = agent.paymentsPerMinute() != Integer.MAX_VALUE;
        return Json.object(
                "enabled", agent.enabled(),
                "per_request", limit(agent.perRequest()),
                "daily", limit(agent.daily()),
                "rolling_24h", limit(agent.rolling24h()),
                "per_brief", limit(agent.perBrief()),
                "at_risk", limit(agent.atRisk()),
                "payments_per_minute", paced ? Integer.toString(agent.paymentsPerMinute()) : UNLIMITED,
                "providers", allowed(agent.providers()),
                "kinds", allowed(agent.kinds()),
                "models", allowed(agent.models()));
    }

    private static String limit(Limit limit) {
        return switch (limit) {
            case Limit.AtMost(Usd most) -> Long.toString(most.micros());
            case Limit.Unlimited() -> UNLIMITED;
        };
    }

    private static Object allowed(Allowed allowed) {
        return switch (allowed) {
            case Allowed.Only(var names) -> List.copyOf(new TreeSet<>(names));
            case Allowed.Any() -> ANY;
        };
    }

    /**
     * The policy that {@link #write} wrote.
     *
     * @throws IllegalArgumentException when it is no recorded policy
     */
    static PolicySet read(Fields fields) {
        SortedMap<String, AgentPolicy> agents = new TreeMap<>();
        Fields written = fields.part("agents");
        for (String id : written.members().keySet()) {
            agents.put(id, agent(written.part(id)));
        }
        Fields workspace = fields.part("workspace");
        try {
            return new PolicySet(
                    ZoneId.of(fields.text("zone")),
                    new WorkspacePolicy(
                            limit(workspace, "daily"),
                            limit(workspace, "monthly"),
                            limit(workspace, "total"),
                            limit(workspace, "at_risk")),
                    agents);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("`zone` is no time zone of this Java", e);
        }
    }

    private static AgentPolicy agent(Fields fields) {
        String rate = fields.text("payments_per_minute");
        return new AgentPolicy(
                fields.flag("enabled"),
                limit(fields, "per_request"),
                limit(fields, "daily"),
                limit(fields, "rolling_24h"),
                limit(fields, "per_brief"),
                limit(fields, "at_risk"),
                rate.equals(UNLIMITED) ? Integer.MAX_VALUE : Integer.parseInt(rate),
                allowed(fields, "providers"),
                allowed(fields, "kinds"),
                allowed(fields, "models"));
    }

    private static Limit limit(Fields fields, String key) {
        String written = fields.text(key);
        return written.equals(UNLIMITED) ? Limit.unlimited() : Limit.of(Usd.ofMicros(Long.parseLong(written)));
    }

    private static Allowed allowed(Fields fields, String key) {
        return ANY.equals(fields.members().get(key))
                ? new Allowed.Any()
                : new Allowed.Only(new HashSet<>(fields.texts(key)));
    }
}
