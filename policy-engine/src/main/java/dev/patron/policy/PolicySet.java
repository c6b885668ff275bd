package dev.patron.policy;

import dev.patron.money.Usd;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An immutable spending policy. Two sets with the same rules have the same digest, whatever their files look like.
 *
 * @param zone      time zone in which calendar days and months begin
 * @param workspace limits over all agents
 * @param agents    limits by agent; an agent that is not here may not spend
 */
public record PolicySet(ZoneId zone, WorkspacePolicy workspace, SortedMap<String, AgentPolicy> agents) {
    public PolicySet {
        agents = Collections.unmodifiableSortedMap(new TreeMap<>(agents));
    }

    /** The policy's revision: SHA-256 of its canonical text, in lower-case hexadecimal. */
    public String digest() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public Optional<AgentPolicy> agent(String id) {
        return Optional.ofNullable(agents.get(id));
    }

    /** Every rule that bears on a request, in the order of the file. Never empty for a policy that could permit. */
    List<Rule> rulesFor(SpendRequest request) {
        List<Rule> rules = new ArrayList<>();
        rules.add(new Rule.NotFrozen());
        rules.add(new Rule.OneLivePayment());
        rules.add(new Rule.Funds());
        rules.add(budget("workspace.daily", Window.WORKSPACE_DAY, workspace.daily()));
        rules.add(budget("workspace.monthly", Window.WORKSPACE_MONTH, workspace.monthly()));
        rules.add(budget("workspace.total", Window.WORKSPACE_TOTAL, workspace.total()));
        rules.add(new Rule.AtRisk("workspace.at_risk", Window.WORKSPACE_TOTAL, workspace.atRisk()));
        Optional<AgentPolicy> found = agent(request.agent());
        rules.add(new Rule.Enabled(
                request.agent(),
                found.isPresent(),
                found.map(AgentPolicy::enabled).orElse(false)));
        found.ifPresent(agent -> addAgentRules(rules, agent, request));
        return rules;
    }

    private void addAgentRules(List<Rule> rules, AgentPolicy agent, SpendRequest request) {
        String path = "agents." + request.agent() + ".";
        rules.add(new Rule.PerRequest(path + "per_request", agent.perRequest()));
        rules.add(new Rule.Budget(path + "daily", Code.AGENT_DAILY_LIMIT, Window.AGENT_DAY, agent.daily(), zone));
        rules.add(new Rule.Budget(
                path + "rolling_24h", Code.AGENT_DAILY_LIMIT, Window.AGENT_24H, agent.rolling24h(), zone));
        if (!request.isInvoice()) {
            Limit brief = request.briefBudget()
                    .map(Limit::of)
                    .map(agent.perBrief()::min)
                    .orElse(agent.perBrief());
            rules.add(new Rule.Budget(path + "per_brief", Code.BRIEF_BUDGET_EXCEEDED, Window.BRIEF_TOTAL, brief, zone));
        }
        rules.add(new Rule.AtRisk(path + "at_risk", Window.AGENT_TOTAL, agent.atRisk()));
        rules.add(new Rule.Rate(path + "payments_per_minute", agent.paymentsPerMinute()));
        rules.add(
                new Rule.InList(path + "providers", Code.PROVIDER_NOT_ALLOWED, agent.providers(), request.provider()));
        rules.add(new Rule.InList(path + "kinds", Code.KIND_NOT_ALLOWED, agent.kinds(), request.kind()));
        if (!request.isInvoice()) {
            rules.add(new Rule.InList(path + "models", Code.MODEL_NOT_ALLOWED, agent.models(), request.model()));
        }
    }

    /** The ceilings on windows that bear on a request, for guarding counters; unlimited ones are left out. */
    public Map<Window, Usd> ceilings(SpendRequest request) {
        Map<Window, Usd> ceilings = new EnumMap<>(Window.class);
        for (Rule rule : rulesFor(request)) {
            if (rule instanceof Rule.Budget budget && budget.limit() instanceof Limit.AtMost(Usd most)) {
                ceilings.put(budget.window(), most);
            }
        }
        return ceilings;
    }

    private Rule budget(String name, Window window, Limit limit) {
        return new Rule.Budget(name, Code.WORKSPACE_BUDGET_EXCEEDED, window, limit, zone);
    }

    /** Every setting, one a line, in a fixed order: what the digest covers and what {@code policy show} prints. */
    public String text() {
        StringBuilder text = new StringBuilder("policy 1\n");
        line(text, "zone", zone.getId());
        line(text, "workspace.daily", workspace.daily());
        line(text, "workspace.monthly", workspace.monthly());
        line(text, "workspace.total", workspace.total());
        line(text, "workspace.at_risk", workspace.atRisk());
        for (Map.Entry<String, AgentPolicy> entry : agents.entrySet()) {
            String path = "agents." + entry.getKey() + ".";
            AgentPolicy agent = entry.getValue();
            line(text, path + "enabled", agent.enabled());
            line(text, path + "per_request", agent.perRequest());
            line(text, path + "daily", agent.daily());
            line(text, path + "rolling_24h", agent.rolling24h());
            line(text, path + "per_brief", agent.perBrief());
            line(text, path + "at_risk", agent.atRisk());
            line(text, path + "payments_per_minute", agent.paymentsPerMinute());
            line(text, path + "providers", agent.providers());
            line(text, path + "kinds", agent.kinds());
            line(text, path + "models", agent.models());
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String key, Object value) {
        text.append(key).append(" = ").append(value).append('\n');
    }
}
