package dev.patron.policy;

import dev.patron.money.Usd;
import dev.patron.policy.Finding.Numbers;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** One condition of a policy. Evaluating it reads nothing but the state and the request. */
sealed interface Rule {
    /** The rule's name: its path in the policy file, or a fixed word for rules that no file can switch off. */
    String name();

    Finding check(SpendState state, SpendRequest request);

    /** The agent is known and enabled. */
    record Enabled(String agent, boolean known, boolean enabled) implements Rule {
        @Override
        public String name() {
            return known ? "agents." + agent + ".enabled" : "agents";
        }

        @Override
        public Finding check(SpendState state, SpendRequest request) {
            if (!known) {
                return Finding.deny(name(), Code.AGENT_DISABLED, "agent `" + agent + "` is unknown", Optional.empty());
            }
            return enabled
                    ? Finding.permit(name(), "agent `" + agent + "` is enabled", Optional.empty())
                    : Finding.deny(name(), Code.AGENT_DISABLED, "agent `" + agent + "` is disabled", Optional.empty());
        }
    }

    /** Nothing that the request touches is frozen. */
    record NotFrozen() implements Rule {
        @Override
        public String name() {
            return "freeze";
        }

        @Override
        public Finding check(SpendState state, SpendRequest request) {
            return List.of("everything", "agent:" + request.agent(), "provider:" + request.provider()).stream()
                    .filter(state.frozen()::contains)
                    .findFirst()
                    .map(scope -> Finding.deny(name(), Code.FROZEN, "`" + scope + "` is frozen", Optional.empty()))
                    .orElseGet(() -> Finding.permit(name(), "nothing here is frozen", Optional.empty()));
        }
    }

    /** No other payment for the same line item is live or settled. */
    record OneLivePayment() implements Rule {
        @Override
        public String name() {
            return "one-live-payment";
        }

        @Override
        public Finding check(SpendState state, SpendRequest request) {
            return state.unresolved()
                    ? Finding.deny(
                            name(),
                            Code.PAYMENT_UNRESOLVED,
                            "`" + request.lineItem() + "` has a payment that is live or settled",
                            Optional.empty())
                    : Finding.permit(name(), "no payment is live for this line item", Optional.empty());
        }
    }

    /** The wallet's account holds the amount. */
    record Funds() implements Rule {
        @Override
        public String name() {
            return "funds";
        }

        @Override
        public Finding check(SpendState state, SpendRequest request) {
            BigInteger asked = request.amount().units();
            String measured = asked + " units asked of " + state.fundsUnits() + " available "
                    + request.amount().asset().symbol();
            return asked.compareTo(state.fundsUnits()) <= 0
                    ? Finding.permit(name(), measured, Optional.empty())
                    : Finding.deny(name(), Code.INSUFFICIENT_BALANCE, measured, Optional.empty());
        }
    }

    /** A name is in a list of the agent's. */
    record InList(String name, Code code, Allowed allowed, String value) implements Rule {
        @Override
        public Finding check(SpendState state, SpendRequest request) {
            String measured = "`" + value + "` in " + allowed;
            return allowed.allows(value)
                    ? Finding.permit(name, measured, Optional.empty())
                    : Finding.deny(name, code, "`" + value + "` is not in " + allowed, Optional.empty());
        }
    }

    /** One request is not too large. */
    record PerRequest(String name, Limit limit) implements Rule {
        @Override
        public Finding check(SpendState state, SpendRequest request) {
            Optional<Numbers> numbers = Optional.of(new Numbers(limit, Tally.NONE, Optional.empty()));
            String measured = request.usd() + " asked, limit " + limit;
            return limit.allows(request.usd())
                    ? Finding.permit(name, measured, numbers)
                    : Finding.deny(name, Code.AGENT_REQUEST_LIMIT, measured, numbers);
        }
    }

    /** A window's spent and reserved money and this request together stay within a limit. */
    record Budget(String name, Code code, Window window, Limit limit, ZoneId zone) implements Rule {
        @Override
        public Finding check(SpendState state, SpendRequest request) {
            Tally used = state.tally(window);
            Usd after = used.used().plus(request.usd());
            String measured = request.usd() + " asked on top of " + used.spent() + " spent and " + used.reserved()
                    + " reserved, limit " + limit;
            if (limit.allows(after)) {
                Optional<Instant> frees = used.used().isZero() ? Optional.empty() : someFreesAt(state);
                return Finding.permit(name, measured, Optional.of(new Numbers(limit, used, frees)));
            }
            Optional<Instant> frees = limit.allows(request.usd()) ? freesAt(state, request) : Optional.empty();
            return Finding.deny(name, code, measured, Optional.of(new Numbers(limit, used, frees)));
        }

        private Optional<Instant> someFreesAt(SpendState state) {
            return window == Window.AGENT_24H && !state.rolling().isEmpty()
                    ? Optional.of(Window.leavesRolling(state.rolling().firstKey()))
                    : window.resetsAt(state.at(), zone);
        }

        private Optional<Instant> freesAt(SpendState state, SpendRequest request) {
            if (window != Window.AGENT_24H) {
                return window.resetsAt(state.at(), zone);
            }
            Usd left = state.tally(window).used();
            for (var bucket : state.rolling().entrySet()) {
                left = left.minusOrZero(bucket.getValue());
                if (limit.allows(left.plus(request.usd()))) {
                    return Optional.of(Window.leavesRolling(bucket.getKey()));
                }
            }
            return Optional.empty();
        }
    }

    /** Money reserved, signed or of unknown fate stays within a limit. */
    record AtRisk(String name, Window window, Limit limit) implements Rule {
        @Override
        public Finding check(SpendState state, SpendRequest request) {
            Tally used = new Tally(Usd.ZERO, state.tally(window).reserved());
            String measured = request.usd() + " asked on top of " + used.reserved() + " at risk, limit " + limit;
            Optional<Numbers> numbers = Optional.of(new Numbers(limit, used, Optional.empty()));
            return limit.allows(used.reserved().plus(request.usd()))
                    ? Finding.permit(name, measured, numbers)
                    : Finding.deny(name, Code.AT_RISK_LIMIT, measured, numbers);
        }
    }

    /** Reservations within any minute stay within a count. */
    record Rate(String name, int perMinute) implements Rule {
        private static final Duration MINUTE = Duration.ofMinutes(1);

        @Override
        public Finding check(SpendState state, SpendRequest request) {
            int recent = state.recentPayments().size();
            String most = perMinute == Integer.MAX_VALUE ? "unlimited" : Integer.toString(perMinute);
            String measured = recent + " payments in the last minute, limit " + most;
            if (recent < perMinute) {
                return Finding.permit(name, measured, Optional.empty());
            }
            Limit none = Limit.unlimited();
            Optional<Instant> frees = perMinute == 0
                    ? Optional.empty()
                    : Optional.of(state.recentPayments().get(recent - perMinute).plus(MINUTE));
            return Finding.deny(
                    name, Code.PAYMENT_RATE_LIMIT, measured, Optional.of(new Numbers(none, Tally.NONE, frees)));
        }
    }
}
