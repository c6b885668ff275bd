package dev.patron.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.money.Amount;
import dev.patron.money.Usd;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each rule at its edge: permitted exactly at the limit, denied one micro-dollar beyond it, with its figures. */
class PoliciesTest {
    private static final Instant MIDNIGHT = Instant.parse("2026-03-11T00:00:00Z");
    private static final Instant APRIL = Instant.parse("2026-04-01T00:00:00Z");

    @Test
    void whatEveryRuleAllowsIsPermitted() {
        Decision decision = Case.permitted().decide();

        assertInstanceOf(Decision.Permit.class, decision);
        assertTrue(decision.findings().size() >= 16, "every rule reports, permitting ones too");
        assertTrue(decision.findings().stream().allMatch(finding -> finding.verdict() == Verdict.PERMIT));
    }

    @Test
    void workspaceBudgetsHoldToTheMicroDollar() {
        edge(Window.WORKSPACE_DAY, Code.WORKSPACE_BUDGET_EXCEEDED, "10", Optional.of(MIDNIGHT));
        edge(Window.WORKSPACE_MONTH, Code.WORKSPACE_BUDGET_EXCEEDED, "100", Optional.of(APRIL));
        edge(Window.WORKSPACE_TOTAL, Code.WORKSPACE_BUDGET_EXCEEDED, "1000", Optional.empty());
    }

    @Test
    void agentBudgetsHoldToTheMicroDollar() {
        edge(Window.AGENT_DAY, Code.AGENT_DAILY_LIMIT, "1", Optional.of(MIDNIGHT));
        edge(Window.BRIEF_TOTAL, Code.BRIEF_BUDGET_EXCEEDED, "0.50", Optional.empty());
    }

    /** Uses up a window so that 0.05 just fits, then one micro-dollar more of it. */
    private static void edge(Window window, Code code, String limit, Optional<Instant> freesAt) {
        Usd room = Usd.parse(limit).minus(Usd.parse("0.05"));
        Usd reserved = Usd.parse("0.02");
        Tally full = new Tally(room.minus(reserved), reserved);
        Case at = Case.permitted().used(window, full);
        assertInstanceOf(Decision.Permit.class, at.decide(), window + " at its limit");

        Tally over = full.plus(new Tally(Usd.ofMicros(1), Usd.ZERO));
        Decision.Deny denied = denied(at.used(window, over), code);
        Finding.Numbers numbers = numbers(denied);
        assertEquals(Case.most(limit), numbers.limit());
        assertEquals(over, numbers.used(), window + " says what is spent and what is reserved");
        assertEquals(Optional.of(Usd.parse("0.049999")), numbers.remaining());
        assertEquals(freesAt, numbers.freesAt(), window + " says when it frees");
    }

    @Test
    void theRollingLimitSaysWhenEnoughHasLeft() {
        Instant early = Instant.parse("2026-03-09T13:00:00Z");
        Instant late = Instant.parse("2026-03-10T11:00:00Z");
        TreeMap<Instant, Usd> buckets = new TreeMap<>(Map.of(early, Usd.parse("0.01"), late, Usd.parse("1.99")));
        Case full =
                Case.permitted().used(Window.AGENT_24H, Case.tally("2", "0")).rolling(buckets);

        Decision.Deny one = denied(full.asking("0.01"), Code.AGENT_DAILY_LIMIT);
        assertEquals(Optional.of(Window.leavesRolling(early)), numbers(one).freesAt(), "the oldest bucket is enough");
        Decision.Deny two = denied(full.asking("0.02"), Code.AGENT_DAILY_LIMIT);
        assertEquals(Optional.of(Window.leavesRolling(late)), numbers(two).freesAt(), "the second must leave too");
        assertEquals(Optional.of(Usd.ZERO), numbers(two).remaining());
    }

    @Test
    void whatIsAboveALimitByItselfNeverFrees() {
        AgentPolicy agent = agent(Case.most("5"), Case.most("1"));
        Decision.Deny denied = denied(Case.permitted().with(agent).asking("1.000001"), Code.AGENT_DAILY_LIMIT);

        assertEquals(Optional.empty(), numbers(denied).freesAt());
    }

    @Test
    void aRequestIsLimitedByItself() {
        assertInstanceOf(Decision.Permit.class, Case.permitted().asking("0.25").decide());
        Decision.Deny denied = denied(Case.permitted().asking("0.250001"), Code.AGENT_REQUEST_LIMIT);

        assertEquals(Case.most("0.25"), numbers(denied).limit());
        assertEquals(Optional.empty(), numbers(denied).freesAt(), "waiting does not make a request smaller");
    }

    @Test
    void moneyAtRiskIsLimitedAndSpentMoneyIsNot() {
        Case spent = Case.permitted().used(Window.AGENT_TOTAL, Case.tally("900", "0.70"));
        assertInstanceOf(Decision.Permit.class, spent.decide());

        Decision.Deny agent =
                denied(Case.permitted().used(Window.AGENT_TOTAL, Case.tally("0", "0.700001")), Code.AT_RISK_LIMIT);
        assertEquals(Case.tally("0", "0.700001"), numbers(agent).used());
        assertEquals(Optional.of(Usd.parse("0.049999")), numbers(agent).remaining());
        Decision.Deny workspace =
                denied(Case.permitted().used(Window.WORKSPACE_TOTAL, Case.tally("0", "4.950001")), Code.AT_RISK_LIMIT);
        assertEquals("workspace.at_risk", workspace.denials().getFirst().rule());
    }

    @Test
    void paymentsWithinAMinuteAreCounted() {
        Instant first = Case.NOON.minusSeconds(50);
        List<Instant> nine = seconds(first, 9);
        assertInstanceOf(Decision.Permit.class, Case.permitted().recent(nine).decide());

        Decision.Deny ten = denied(Case.permitted().recent(seconds(first, 10)), Code.PAYMENT_RATE_LIMIT);
        assertEquals(Optional.of(first.plusSeconds(60)), numbers(ten).freesAt());
        Decision.Deny twelve = denied(Case.permitted().recent(seconds(first, 12)), Code.PAYMENT_RATE_LIMIT);
        assertEquals(Optional.of(first.plusSeconds(62)), numbers(twelve).freesAt(), "three must have left");
    }

    private static List<Instant> seconds(Instant from, int count) {
        return IntStream.range(0, count).mapToObj(from::plusSeconds).toList();
    }

    @Test
    void namesOutsideTheListsAreDenied() {
        AgentPolicy agent = Case.agent();
        denied(
                Case.permitted().with(lists(agent, Case.only("other"), agent.kinds(), agent.models())),
                Code.PROVIDER_NOT_ALLOWED);
        denied(
                Case.permitted().with(lists(agent, agent.providers(), Case.only("video"), agent.models())),
                Code.KIND_NOT_ALLOWED);
        denied(
                Case.permitted().with(lists(agent, agent.providers(), agent.kinds(), Case.only())),
                Code.MODEL_NOT_ALLOWED);
        assertInstanceOf(
                Decision.Permit.class,
                Case.permitted()
                        .with(lists(agent, new Allowed.Any(), new Allowed.Any(), new Allowed.Any()))
                        .decide());
    }

    private static AgentPolicy lists(AgentPolicy agent, Allowed providers, Allowed kinds, Allowed models) {
        return new AgentPolicy(
                true,
                agent.perRequest(),
                agent.daily(),
                agent.rolling24h(),
                agent.perBrief(),
                agent.atRisk(),
                agent.paymentsPerMinute(),
                providers,
                kinds,
                models);
    }

    @Test
    void fundsFreezesAndLivePaymentsAreLookedAt() {
        assertInstanceOf(Decision.Permit.class, Case.permitted().funds(50_000).decide());
        denied(Case.permitted().funds(49_999), Code.INSUFFICIENT_BALANCE);
        denied(Case.permitted().frozen("everything"), Code.FROZEN);
        denied(Case.permitted().frozen("agent:painter"), Code.FROZEN);
        denied(Case.permitted().frozen("provider:xgen"), Code.FROZEN);
        assertInstanceOf(
                Decision.Permit.class, Case.permitted().frozen("provider:xgen2").decide());
        denied(Case.permitted().unresolved(), Code.PAYMENT_UNRESOLVED);
    }

    @Test
    void anUnknownOrDisabledAgentMayNotSpend() {
        SpendRequest ask = Case.ask("0.05");
        SpendRequest stranger = new SpendRequest(
                "stranger",
                ask.run(),
                ask.lineItem(),
                ask.provider(),
                ask.kind(),
                ask.model(),
                ask.payee(),
                ask.amount(),
                ask.briefBudget());
        Decision.Deny unknown = denied(Case.permitted().with(stranger), Code.AGENT_DISABLED);
        assertEquals("agents", unknown.denials().getFirst().rule());

        AgentPolicy agent = Case.agent();
        AgentPolicy off = new AgentPolicy(
                false,
                agent.perRequest(),
                agent.daily(),
                agent.rolling24h(),
                agent.perBrief(),
                agent.atRisk(),
                agent.paymentsPerMinute(),
                agent.providers(),
                agent.kinds(),
                agent.models());
        denied(Case.permitted().with(off), Code.AGENT_DISABLED);
    }

    @Test
    void aBriefCanOnlyLowerItsBudget() {
        SpendRequest ask = Case.ask("0.05");
        denied(Case.permitted().with(budgeted(ask, "0.049999")), Code.BRIEF_BUDGET_EXCEEDED);
        assertInstanceOf(
                Decision.Permit.class,
                Case.permitted().with(budgeted(ask, "0.05")).decide());
        Decision.Deny over = denied(
                Case.permitted().with(budgeted(ask, "99")).used(Window.BRIEF_TOTAL, Case.tally("0.46", "0")),
                Code.BRIEF_BUDGET_EXCEEDED);
        assertEquals(Case.most("0.50"), numbers(over).limit(), "the policy's own limit still holds");
    }

    private static SpendRequest budgeted(SpendRequest ask, String usd) {
        return new SpendRequest(
                ask.agent(),
                ask.run(),
                ask.lineItem(),
                ask.provider(),
                ask.kind(),
                ask.model(),
                ask.payee(),
                ask.amount(),
                Optional.of(Usd.parse(usd)));
    }

    @Test
    void zeroAllowsNothingAndUnlimitedEverything() {
        denied(Case.permitted().with(agent(Case.most("0"), Limit.unlimited())), Code.AGENT_REQUEST_LIMIT);
        Limit none = Limit.unlimited();
        Case open = Case.permitted().with(new WorkspacePolicy(none, none, none, none));
        assertInstanceOf(
                Decision.Permit.class,
                open.used(Window.WORKSPACE_TOTAL, Case.tally("999999999999", "0"))
                        .decide());
    }

    @Test
    void whenSeveralRulesFailAllAreListedAndTheFirstOfTheOrderLeads() {
        Case bad = Case.permitted()
                .asking("0.30")
                .frozen("everything")
                .used(Window.WORKSPACE_DAY, Case.tally("10", "0"))
                .used(Window.AGENT_DAY, Case.tally("1", "0"))
                .used(Window.BRIEF_TOTAL, Case.tally("0.50", "0"));
        Decision.Deny denied = denied(bad, Code.AGENT_DAILY_LIMIT);

        List<Code> codes = denied.denials().stream()
                .map(finding -> finding.code().orElseThrow())
                .toList();
        assertEquals(
                List.of(
                        Code.AGENT_DAILY_LIMIT,
                        Code.AGENT_REQUEST_LIMIT,
                        Code.WORKSPACE_BUDGET_EXCEEDED,
                        Code.FROZEN,
                        Code.BRIEF_BUDGET_EXCEEDED),
                codes);
    }

    @Test
    void theGatewaysWordsComeFirstAndInItsOrder() {
        assertEquals(
                "AGENT_DAILY_LIMIT, AGENT_REQUEST_LIMIT, PROVIDER_NOT_ALLOWED, WORKSPACE_BUDGET_EXCEEDED,"
                        + " AGENT_DISABLED, INSUFFICIENT_BALANCE, QUOTE_EXPIRED, QUOTE_NOT_FOUND, TRANSACTION_FAILED,"
                        + " WALLET_ERROR, INVALID_PROOF, PAYMENT_NOT_FOUND, INVOICE_MISMATCH, PROOF_EXPIRED",
                String.join(
                        ", ",
                        Arrays.stream(Code.values()).limit(14).map(Code::name).toList()));
    }

    @Test
    void noRuleAtAllDenies() {
        Case asked = Case.permitted();
        Decision decision = Policies.decide(List.of(), asked.state(), asked.request());

        assertEquals(
                Code.NO_POLICY, assertInstanceOf(Decision.Deny.class, decision).code());
    }

    @Test
    void aRuleThatFailsDenies() {
        for (Window window : Window.values()) {
            Map<Window, Tally> tallies = new EnumMap<>(Case.everyWindow(Tally.NONE));
            tallies.remove(window);
            SpendState idle = Case.idle();
            SpendState lacking = new SpendState(
                    idle.at(), tallies, idle.rolling(), idle.recentPayments(), idle.fundsUnits(), idle.frozen(), false);
            denied(Case.permitted().with(lacking), Code.RULE_ERROR);
        }
    }

    @Test
    void sumsBeyondALongDenyAndNeverWrap() {
        Case huge = Case.permitted().used(Window.WORKSPACE_DAY, new Tally(Usd.ofMicros(Long.MAX_VALUE), Usd.ZERO));
        denied(huge, Code.RULE_ERROR);

        for (int bits : new int[] {63, 64, 255}) {
            Amount amount = new Amount(Case.USDC, BigInteger.ONE.shiftLeft(bits));
            SpendRequest ask = Case.ask("0.05");
            SpendRequest vast = new SpendRequest(
                    ask.agent(),
                    ask.run(),
                    ask.lineItem(),
                    ask.provider(),
                    ask.kind(),
                    ask.model(),
                    ask.payee(),
                    amount,
                    Optional.empty());
            assertInstanceOf(Decision.Deny.class, Case.permitted().with(vast).decide(), "2^" + bits + " units");
        }
    }

    @Test
    void aStoryboardIsJudgedAsThoughWhatWasPermittedIsPaid() {
        Case start = Case.permitted();
        List<Decision> decisions = Policies.decideInTurn(
                start.policy(),
                start.state(),
                List.of(Case.ask("0.25"), Case.ask("0.26"), Case.ask("0.20"), Case.ask("0.05"), Case.ask("0.01")));

        List<Boolean> permitted = decisions.stream()
                .map(decision -> decision instanceof Decision.Permit)
                .toList();
        assertEquals(List.of(true, false, true, true, false), permitted, "0.50 a brief, 0.25 a request");
    }

    private static AgentPolicy agent(Limit perRequest, Limit daily) {
        AgentPolicy agent = Case.agent();
        return new AgentPolicy(
                true,
                perRequest,
                daily,
                Limit.unlimited(),
                Limit.unlimited(),
                Limit.unlimited(),
                10,
                agent.providers(),
                agent.kinds(),
                agent.models());
    }

    private static Decision.Deny denied(Case asked, Code leads) {
        Decision.Deny denied = assertInstanceOf(Decision.Deny.class, asked.decide());
        assertEquals(leads, denied.code());
        assertFalse(denied.denials().isEmpty());
        return denied;
    }

    private static Finding.Numbers numbers(Decision.Deny denied) {
        return denied.denials().getFirst().numbers().orElseThrow();
    }

    @Test
    void aWindowIsAQuarterHourAndADay() {
        assertEquals(Duration.ofMinutes(15), Window.BUCKET);
        assertEquals(
                Duration.ofHours(24).plus(Window.BUCKET), Duration.between(Case.NOON, Window.leavesRolling(Case.NOON)));
    }
}
