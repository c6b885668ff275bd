package dev.patron.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.ledger.BookStatement;
import dev.patron.ledger.CostBy;
import dev.patron.ledger.CostLine;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.RunRecord;
import dev.patron.ledger.StatementLine;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.run.Agent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** A statement of a period: what the wallet held, what moved, what is at risk or owed, and what an asset cost. */
final class StatementAnswers {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int USD_DECIMALS = 6;

    private final Ledger ledger;
    private final LocalAnswers.Sources sources;

    StatementAnswers(Ledger ledger, LocalAnswers.Sources sources) {
        this.ledger = ledger;
        this.sources = sources;
    }

    ObjectNode statement(Question question) {
        Instant now = sources.clock().instant().plusSeconds(1).truncatedTo(ChronoUnit.SECONDS);
        Span span = Span.of(question, now);
        Money money = Money.of(question, sources);
        Optional<CostBy> by = question.argument("by").map(StatementAnswers::by);
        BookStatement books = ledger.reader().books().statement(span.period(), by.orElse(CostBy.PROVIDER), span.zone());
        List<Asset> assets = money.of(books.assets());
        boolean simulated = money.isSimulated(books.assets());

        ObjectNode document = NODES.objectNode();
        document.put("ledger", ledger.id());
        document.put("market", simulated ? "simulated" : "real");
        document.put("simulated", simulated);
        document.put("from", span.period().from().toString());
        document.put("to", span.period().to().toString());
        document.put("zone", span.zone().getId());
        ArrayNode wallets = document.putArray("assets");
        ArrayNode accounts = document.putArray("accounts");
        for (Asset asset : assets) {
            List<StatementLine> lines = books.lines().stream()
                    .filter(line -> line.token().equals(asset.id()))
                    .toList();
            if (lines.isEmpty()) {
                continue;
            }
            wallets.add(wallet(asset, lines, books.flows()).put("simulated", simulated));
            lines.forEach(line -> accounts.add(account(line).put("simulated", simulated)));
        }
        document.set("costs", costs(by, assets, books.costs()));
        return document;
    }

    private static CostBy by(String word) {
        return Arrays.stream(CostBy.values())
                .filter(by -> by.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> new QuestionException("`--by` is agent, brief, model, provider or day"));
    }

    /** What the wallet held and what crossed its edge; networks' fees are part of what went out. */
    private static ObjectNode wallet(Asset asset, List<StatementLine> lines, List<BookStatement.Flow> flows) {
        Predicate<StatementLine> available = line -> line.account().equals("treasury");
        Predicate<StatementLine> reserved = line -> line.account().equals("reserved");
        Predicate<StatementLine> wallet = available.or(reserved);
        Predicate<StatementLine> owed =
                line -> line.account().startsWith("claims/") || line.account().equals("suspense");
        BookStatement.Flow flow = flows.stream()
                .filter(one -> one.token().equals(asset.id()))
                .findFirst()
                .orElse(new BookStatement.Flow(asset.id(), BigInteger.ZERO, BigInteger.ZERO));
        int decimals = asset.decimals();
        return NODES.objectNode()
                .put("asset", asset.id())
                .put("symbol", asset.symbol())
                .put("opening", plain(sum(lines, wallet, StatementLine::opening), decimals))
                .put("in", plain(flow.in(), decimals))
                .put("out", plain(flow.out(), decimals))
                .put("fees", plain(fees(lines), decimals))
                .put("closing", plain(sum(lines, wallet, StatementLine::closing), decimals))
                .put("available", plain(sum(lines, available, StatementLine::closing), decimals))
                .put("at_risk", plain(sum(lines, reserved, StatementLine::closing), decimals))
                .put("claims", plain(sum(lines, owed, StatementLine::closing), decimals));
    }

    /** What networks took within the period. */
    private static BigInteger fees(List<StatementLine> lines) {
        Predicate<StatementLine> fees = line -> line.account().equals("fees");
        return sum(lines, fees, StatementLine::in).subtract(sum(lines, fees, StatementLine::out));
    }

    private static BigInteger sum(
            List<StatementLine> lines, Predicate<StatementLine> which, Function<StatementLine, BigInteger> what) {
        return lines.stream().filter(which).map(what).reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static ObjectNode account(StatementLine line) {
        return NODES.objectNode()
                .put("account", line.account())
                .put("asset", line.token())
                .put("symbol", line.symbol())
                .put("opening", plain(line.opening(), line.decimals()))
                .put("in", plain(line.in(), line.decimals()))
                .put("out", plain(line.out(), line.decimals()))
                .put("closing", plain(line.closing(), line.decimals()));
    }

    private static String plain(BigInteger units, int decimals) {
        return new BigDecimal(units, decimals).toPlainString();
    }

    // --- what was paid for

    private ObjectNode costs(Optional<CostBy> by, List<Asset> assets, List<CostLine> lines) {
        Map<String, Asset> known = new HashMap<>();
        assets.forEach(asset -> known.put(asset.id(), asset));
        Map<String, Cost> sums = new TreeMap<>();
        Cost total = Cost.NOTHING;
        for (CostLine line : lines) {
            Asset asset = known.get(line.token());
            if (asset != null) {
                Cost cost = Cost.of(line, asset);
                sums.merge(line.key(), cost, Cost::plus);
                total = total.plus(cost);
            }
        }
        ObjectNode node = NODES.objectNode();
        boolean daily = by.filter(CostBy.DAY::equals).isPresent();
        Documents.put(node, "by", by.map(one -> one.name().toLowerCase(Locale.ROOT)));
        ArrayNode rows = node.putArray("rows");
        if (by.isPresent()) {
            Map<String, String> titles = by.get() == CostBy.BRIEF ? titles() : Map.of();
            sums.forEach((key, cost) -> {
                ObjectNode row = rows.addObject().put("key", key);
                Documents.put(row, "title", Optional.ofNullable(titles.get(key)));
                row.setAll(cost.document(daily));
            });
        }
        node.set("total", total.document(daily));
        return node;
    }

    /** The title of each brief, as its newest readable run knows it. */
    private Map<String, String> titles() {
        Map<String, String> titles = new HashMap<>();
        List<RunRecord> runs = new ArrayList<>(ledger.reader().runs());
        runs.sort(Comparator.comparing(RunRecord::openedAt));
        runs.forEach(run ->
                titles.put(run.briefDigest(), Agent.report(ledger, run.id()).title()));
        return titles;
    }

    /** In micro-dollars at each token's peg, since costs of several tokens are summed up. */
    private record Cost(
            long payments,
            BigInteger paid,
            BigInteger returned,
            BigInteger invoices,
            BigInteger atRisk,
            BigInteger owed,
            long delivered) {
        static final Cost NOTHING =
                new Cost(0, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, 0);

        static Cost of(CostLine line, Asset asset) {
            BigInteger paid = micros(line.paid(), asset);
            BigInteger returned = micros(line.returned(), asset);
            BigInteger invoices = line.goods() == CostLine.Goods.INVOICES ? paid.subtract(returned) : BigInteger.ZERO;
            return new Cost(
                    line.payments(),
                    paid,
                    returned,
                    invoices,
                    micros(line.atRisk(), asset),
                    micros(line.owed(), asset),
                    line.delivered());
        }

        private static BigInteger micros(BigInteger units, Asset asset) {
            return BigInteger.valueOf(new Amount(asset, units).inUsd().micros());
        }

        Cost plus(Cost other) {
            return new Cost(
                    payments + other.payments,
                    paid.add(other.paid),
                    returned.add(other.returned),
                    invoices.add(other.invoices),
                    atRisk.add(other.atRisk),
                    owed.add(other.owed),
                    delivered + other.delivered);
        }

        ObjectNode document(boolean daily) {
            BigInteger cost = paid.subtract(returned);
            ObjectNode node = NODES.objectNode();
            node.put("payments", payments);
            node.put("paid_usd", plain(paid, USD_DECIMALS));
            node.put("returned_usd", plain(returned, USD_DECIMALS));
            node.put("cost_usd", plain(cost, USD_DECIMALS));
            node.put("invoices_usd", plain(invoices, USD_DECIMALS));
            node.put("delivered", delivered);
            Optional<String> each = delivered <= 0
                    ? Optional.empty()
                    : Optional.of(new BigDecimal(cost.subtract(invoices), USD_DECIMALS)
                            .divide(BigDecimal.valueOf(delivered), USD_DECIMALS, RoundingMode.HALF_UP)
                            .toPlainString());
            Documents.put(node, "cost_per_asset_usd", each);
            Optional<Cost> ends = daily ? Optional.empty() : Optional.of(this);
            Documents.put(node, "at_risk_usd", ends.map(one -> plain(one.atRisk, USD_DECIMALS)));
            Documents.put(node, "claims_usd", ends.map(one -> plain(one.owed, USD_DECIMALS)));
            return node;
        }
    }
}
