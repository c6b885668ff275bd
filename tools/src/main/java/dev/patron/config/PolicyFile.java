package dev.patron.config;

import dev.patron.invoice.ProviderHost;
import dev.patron.plan.Kind;
import dev.patron.policy.AgentPolicy;
import dev.patron.policy.Allowed;
import dev.patron.policy.PolicySet;
import dev.patron.policy.SpendRequest;
import dev.patron.policy.WorkspacePolicy;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads {@code policy.yaml}, the spending policy. Every limit must be written: an absent one is an error, {@code "0"}
 * allows nothing, and only the word {@code unlimited} lifts a ceiling. Amounts are quoted decimals in USD.
 */
public final class PolicyFile {
    private static final String LIMIT =
            "write an amount in quotes such as \"2.00\", \"0\" to allow nothing, or unlimited";
    private static final String REQUIRED = "every key of a policy must be written";
    private static final List<String> WORKSPACE = List.of("daily", "monthly", "total", "at_risk");
    private static final List<String> AGENT = List.of(
            "enabled",
            "per_request",
            "daily",
            "rolling_24h",
            "per_brief",
            "at_risk",
            "payments_per_minute",
            "providers",
            "kinds",
            "models");
    private static final Pattern PROVIDER = Pattern.compile(Ids.ID.pattern() + "|" + ProviderHost.FORM.pattern());
    private static final int MOST_NAMES = 200;
    /** As an event of the ledger, which has a bound, a policy is at most a fourth larger. */
    private static final int MOST_CHARS = 48_000;

    private static final int MOST_PER_MINUTE = 100_000;

    private PolicyFile() {}

    /**
     * @throws ConfigException when the file cannot be read or is no policy
     */
    public static PolicySet read(Path file) {
        return YamlFile.read(file, PolicyFile::policy);
    }

    /**
     * As {@link #read}, for bytes already read.
     *
     * @param name stands for the file in messages
     */
    static PolicySet parse(String name, byte[] bytes) {
        return YamlFile.parse(name, 1, Texts.decoded(name, bytes), PolicyFile::policy);
    }

    private static PolicySet policy(Section root) {
        root.keys(REQUIRED, List.of("version", "zone", "workspace", "agents"), List.of());
        root.at("version").number(1, 1);
        Section agents = root.at("agents").section();
        agents.entries().values().forEach(agent -> agent.section().keys(LIMIT, AGENT, List.of()));
        WorkspacePolicy workspace = workspace(root.at("workspace").section());
        SortedMap<String, AgentPolicy> policies = new TreeMap<>();
        for (Map.Entry<String, Value> entry : agents.entries().entrySet()) {
            if (!Ids.isId(entry.getKey())) {
                throw entry.getValue().wrong("an agent's id is " + Ids.FORM);
            }
            policies.put(entry.getKey(), agent(entry.getValue().section()));
        }
        PolicySet policy = new PolicySet(root.at("zone").as(PolicyFile::zone), workspace, policies);
        int chars = policy.text().length();
        if (chars > MOST_CHARS) {
            throw root.at("agents")
                    .wrong("the policy takes " + chars + " characters as `policy show` prints it, more than the "
                            + MOST_CHARS + " that the ledger can record; use fewer agents or shorter lists");
        }
        return policy;
    }

    private static WorkspacePolicy workspace(Section section) {
        section.keys(LIMIT, WORKSPACE, List.of());
        return new WorkspacePolicy(
                section.at("daily").limit(),
                section.at("monthly").limit(),
                section.at("total").limit(),
                section.at("at_risk").limit());
    }

    private static AgentPolicy agent(Section section) {
        Value rate = section.at("payments_per_minute");
        return new AgentPolicy(
                section.at("enabled").isTrue(),
                section.at("per_request").limit(),
                section.at("daily").limit(),
                section.at("rolling_24h").limit(),
                section.at("per_brief").limit(),
                section.at("at_risk").limit(),
                rate.isWord("unlimited") ? Integer.MAX_VALUE : rate.number(0, MOST_PER_MINUTE),
                allowed(
                        section.at("providers"),
                        value -> value.matching(
                                PROVIDER,
                                "a provider's id: " + Ids.FORM
                                        + "; or the host of one that sends invoices, such as api.example.com")),
                allowed(section.at("kinds"), value -> value.oneOf(kinds())),
                allowed(section.at("models"), value -> value.matching(Ids.MODEL, "a model's id")));
    }

    private static Allowed allowed(Value value, Function<Value, String> reading) {
        if (value.isWord("any")) {
            return new Allowed.Any();
        }
        Set<String> names = new LinkedHashSet<>();
        for (Value item : value.items(MOST_NAMES)) {
            if (!names.add(reading.apply(item))) {
                throw item.wrong("stands twice in this list");
            }
        }
        return new Allowed.Only(names);
    }

    private static Collection<String> kinds() {
        return Stream.concat(Arrays.stream(Kind.values()).map(Kind::word), Stream.of(SpendRequest.INVOICE))
                .toList();
    }

    private static ZoneId zone(String id) {
        if (!id.equals("UTC")
                && (!id.contains("/") || !ZoneId.getAvailableZoneIds().contains(id))) {
            String near = Nearest.to(id, ZoneId.getAvailableZoneIds())
                    .map(zone -> "; did you mean `" + zone + "`?")
                    .orElse("");
            throw new IllegalArgumentException("`" + id + "` is not UTC or a time zone such as Europe/Berlin" + near);
        }
        return ZoneId.of(id);
    }
}
