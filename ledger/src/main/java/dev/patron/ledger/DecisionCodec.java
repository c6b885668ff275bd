package dev.patron.ledger;

import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.money.Payee;
import dev.patron.money.Usd;
import dev.patron.policy.Alternative;
import dev.patron.policy.Decision;
import dev.patron.policy.Finding;
import dev.patron.policy.Offer;
import dev.patron.policy.SpendRequest;
import dev.patron.policy.SpendState;
import dev.patron.policy.Tally;
import dev.patron.policy.Window;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A decision as the ledger records it: what went into it, from which exactly that can be made again, and what came
 * out. Money is units and micro-dollars, times are ISO 8601 in UTC.
 */
final class DecisionCodec {
    /** More payments at one time are no record of ours; bounds what reading a damaged one costs. */
    private static final int RECENT_MOST = 1_000_000;

    private DecisionCodec() {}

    /** Everything a decision was made of, and what it was. */
    static Map<String, Object> write(Judging.Made made) {
        Judging.Input input = made.input();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("policy", made.policy());
        fields.put("request", request(input.request()));
        fields.put("state", state(input.state(), input.clock()));
        fields.put("outcome", outcome(made.decision()));
        fields.put(
                "findings",
                made.decision().findings().stream().map(DecisionCodec::finding).toList());
        if (made.decision() instanceof Decision.Deny) {
            fields.put(
                    "offers", input.offers().stream().map(DecisionCodec::offer).toList());
        }
        made.instead().ifPresent(instead -> fields.put("instead", alternative(instead)));
        return fields;
    }

    /**
     * What went into a recorded decision.
     *
     * @throws IllegalArgumentException when something of it is absent or of another form
     */
    static Judging.Input read(Fields fields) {
        List<Offer> offers = new ArrayList<>();
        if (fields.has("offers")) {
            fields.parts("offers").forEach(offer -> offers.add(offer(offer)));
        }
        Fields state = fields.part("state");
        return new Judging.Input(
                request(fields.part("request")),
                state(state),
                offers,
                state.flag("clock_behind") ? Judging.Clock.BEHIND : Judging.Clock.RIGHT);
    }

    static String outcome(Decision decision) {
        return switch (decision) {
            case Decision.Permit _ -> "PERMIT";
            case Decision.Refer _ -> "REFER";
            case Decision.Deny _ -> "DENY";
        };
    }

    private static Map<String, Object> request(SpendRequest request) {
        Map<String, Object> map = Json.object(
                "agent", request.agent(),
                "run", request.run(),
                "line_item", request.lineItem(),
                "usd_micros", Long.toString(request.usd().micros()));
        map.putAll(offer(
                new Offer(request.provider(), request.kind(), request.model(), request.payee(), request.amount())));
        request.briefBudget().ifPresent(budget -> map.put("brief_budget_micros", Long.toString(budget.micros())));
        return map;
    }

    private static SpendRequest request(Fields fields) {
        Offer offer = offer(fields);
        return new SpendRequest(
                fields.text("agent"),
                fields.text("run"),
                fields.text("line_item"),
                offer.provider(),
                offer.kind(),
                offer.model(),
                offer.payee(),
                offer.amount(),
                fields.maybeText("brief_budget_micros").map(micros -> Usd.ofMicros(Long.parseLong(micros))));
    }

    static Map<String, Object> offer(Offer offer) {
        Map<String, Object> map = Json.object(
                "provider", offer.provider(),
                "kind", offer.kind(),
                "model", offer.model(),
                "payee", offer.payee().toString(),
                "units", offer.amount().units().toString());
        map.putAll(asset(offer.amount().asset()));
        return map;
    }

    private static Offer offer(Fields fields) {
        String payee = fields.text("payee");
        int colon = payee.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("`payee` names no network");
        }
        return new Offer(
                fields.text("provider"),
                fields.text("kind"),
                fields.text("model"),
                new Payee(Network.parse(payee.substring(0, colon)), new Address(payee.substring(colon + 1))),
                Amount.ofUnits(asset(fields), fields.text("units")));
    }

    /** A token with all that is pinned of it. */
    static Map<String, Object> asset(Asset asset) {
        return Json.object(
                "asset", asset.id(),
                "symbol", asset.symbol(),
                "decimals", Integer.toString(asset.decimals()),
                "peg_micros", Long.toString(asset.peg().micros()));
    }

    static Asset asset(Fields fields) {
        String[] id = fields.text("asset").split("/erc20:", 2);
        if (id.length != 2) {
            throw new IllegalArgumentException("`asset` is no token's name");
        }
        return new Asset(
                fields.text("symbol"),
                Network.parse(id[0]),
                new Address(id[1]),
                Integer.parseInt(fields.text("decimals")),
                Usd.ofMicros(fields.number("peg_micros")));
    }

    private static Map<String, Object> state(SpendState state, Judging.Clock clock) {
        Map<String, Object> tallies = new TreeMap<>();
        state.tallies()
                .forEach((window, tally) -> tallies.put(
                        window.name(),
                        Json.object(
                                "spent_micros", Long.toString(tally.spent().micros()),
                                "reserved_micros",
                                        Long.toString(tally.reserved().micros()))));
        Map<String, Object> rolling = new TreeMap<>();
        state.rolling().forEach((start, usd) -> rolling.put(start.toString(), Long.toString(usd.micros())));
        SortedMap<Instant, Integer> recent = new TreeMap<>();
        state.recentPayments().forEach(at -> recent.merge(at, 1, Integer::sum));
        Map<String, Object> counted = new TreeMap<>();
        recent.forEach((at, count) -> counted.put(at.toString(), Integer.toString(count)));
        return Json.object(
                "at",
                state.at().toString(),
                "clock_behind",
                clock == Judging.Clock.BEHIND,
                "tallies",
                tallies,
                "rolling",
                rolling,
                "recent_payments",
                counted,
                "funds_units",
                state.fundsUnits().toString(),
                "frozen",
                List.copyOf(new TreeSet<>(state.frozen())),
                "unresolved",
                state.unresolved());
    }

    private static SpendState state(Fields fields) {
        Map<Window, Tally> tallies = new EnumMap<>(Window.class);
        Fields windows = fields.part("tallies");
        for (String window : windows.members().keySet()) {
            Fields tally = windows.part(window);
            tallies.put(
                    Window.valueOf(window),
                    new Tally(
                            Usd.ofMicros(tally.number("spent_micros")), Usd.ofMicros(tally.number("reserved_micros"))));
        }
        SortedMap<Instant, Usd> rolling = new TreeMap<>();
        Fields buckets = fields.part("rolling");
        for (String start : buckets.members().keySet()) {
            rolling.put(InstantText.parse(start), Usd.ofMicros(buckets.number(start)));
        }
        return new SpendState(
                InstantText.parse(fields.text("at")),
                tallies,
                rolling,
                recent(fields.part("recent_payments")),
                new BigInteger(fields.text("funds_units")),
                new HashSet<>(fields.texts("frozen")),
                fields.flag("unresolved"));
    }

    private static List<Instant> recent(Fields counted) {
        List<Instant> recent = new ArrayList<>();
        for (String at : counted.members().keySet()) {
            long count = counted.number(at);
            if (count < 1 || count > RECENT_MOST) {
                throw new IllegalArgumentException("`recent_payments` counts " + count + " payments at one time");
            }
            for (long n = 0; n < count; n++) {
                recent.add(InstantText.parse(at));
            }
        }
        return recent;
    }

    private static Map<String, Object> finding(Finding finding) {
        Map<String, Object> map = Json.object(
                "rule", finding.rule(), "verdict", finding.verdict().name(), "measured", finding.measured());
        finding.code().ifPresent(code -> map.put("code", code.name()));
        finding.numbers().ifPresent(numbers -> {
            map.put("limit", numbers.limit().toString());
            map.put("spent", numbers.used().spent().toString());
            map.put("reserved", numbers.used().reserved().toString());
            numbers.remaining().ifPresent(left -> map.put("remaining", left.toString()));
            numbers.freesAt().ifPresent(at -> map.put("frees_at", at.toString()));
        });
        return map;
    }

    /** What a recorded denial names in its place; empty where it names nothing. */
    static Optional<InsteadRecord> instead(Fields event) {
        if (!event.has("instead")) {
            return Optional.empty();
        }
        Fields named = event.part("instead");
        return Optional.of(named.maybeText("from")
                .<InsteadRecord>map(from -> new InsteadRecord.Later(InstantText.parse(from)))
                .orElseGet(() -> new InsteadRecord.Other(
                        named.text("provider"),
                        named.text("kind"),
                        named.text("model"),
                        Usd.parse(named.text("usd")))));
    }

    private static Map<String, Object> alternative(Alternative instead) {
        return switch (instead) {
            case Alternative.Instead(Offer offer) ->
                Json.object(
                        "provider", offer.provider(),
                        "kind", offer.kind(),
                        "model", offer.model(),
                        "usd", offer.amount().inUsd().toString());
            case Alternative.Later(Instant at) -> Json.object("from", at.toString());
        };
    }
}
