package dev.patron.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.ledger.DecisionRecord;
import dev.patron.ledger.EventRecord;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.LedgerReader;
import dev.patron.ledger.RunRecord;
import dev.patron.ledger.RunTotals;
import dev.patron.ledger.SpendCommand;
import dev.patron.ledger.StepWatcher;
import dev.patron.money.Amount;
import dev.patron.money.Payee;
import dev.patron.money.Usd;
import dev.patron.payment.Provider;
import dev.patron.plan.Shot;
import dev.patron.policy.Decision;
import dev.patron.policy.Finding;
import dev.patron.policy.Policies;
import dev.patron.policy.PolicySet;
import dev.patron.policy.SpendRequest;
import dev.patron.policy.SpendState;
import dev.patron.purchase.AssetStore;
import dev.patron.run.Agent;
import dev.patron.run.Erasing;
import dev.patron.run.Planning;
import dev.patron.run.Proposal;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Answers from the ledger itself. Closing it does not close the ledger. Safe for any number of threads. */
public final class LocalAnswers implements Answers {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int EVENTS_MOST = 1000;

    /** Questions that are answered by recording something. */
    private static final Set<String> RECORDING = Set.of("cancel", "freeze", "thaw", "claim-close", "erase");

    private final Ledger ledger;
    private final Sources sources;
    private final Optional<Erasing> erasing;

    /**
     * What answers draw on besides the ledger.
     *
     * @param policy  the policy in force
     * @param sellers a seller by its id; throws {@link QuestionException} where there is none
     * @param market  the market that head-room is shown for
     * @param cancel  called with the id of a run that is to be cancelled
     * @param assets  where bought files are kept
     * @param random  what keys of the gateway are made of
     */
    public record Sources(
            Supplier<PolicySet> policy,
            Function<String, Provider> sellers,
            String market,
            InstantSource clock,
            Consumer<String> cancel,
            AssetStore assets,
            SecureRandom random) {
        Provider seller() {
            return sellers.apply(market);
        }

        /** The same for one seller's market, whatever the settings' own. */
        public Sources at(Provider provider) {
            return new Sources(policy, _ -> provider, provider.id(), clock, cancel, assets, random);
        }
    }

    public LocalAnswers(Ledger ledger, Sources sources) {
        this(ledger, sources, Optional.empty());
    }

    private LocalAnswers(Ledger ledger, Sources sources, Optional<Erasing> erasing) {
        this.ledger = ledger;
        this.sources = sources;
        this.erasing = erasing;
    }

    /** The same, for a data directory in which no run goes on: there things can be erased. */
    public LocalAnswers atRest(Erasing hand) {
        return new LocalAnswers(ledger, sources, Optional.of(hand));
    }

    @Override
    public ObjectNode ask(Question question, StepWatcher watcher) {
        if (RECORDING.contains(question.name())) {
            ledger.log().requireFit();
        }
        return switch (question.name()) {
            case "runs" -> runs();
            case "show" -> Documents.run(Agent.report(ledger, runId(question.subject())));
            case "cancel" -> cancel(runId(question.subject()));
            case "headroom" -> headroom(question.argument("agent").orElse("default"));
            case "explain" -> explain(question.subject());
            case "ledger-show" -> events(question);
            case "statement" -> new StatementAnswers(ledger, sources).statement(question);
            case "export" -> new ExportAnswers(ledger, sources).export(question, watcher);
            case "verify" -> new VerifyAnswers(ledger).verify(question, watcher);
            case "backup" -> new BackupAnswers(ledger).backup(question, watcher);
            case "prove" -> new ProofAnswers(ledger).prove(question);
            case "replay" -> new ReplayAnswers(ledger).page(question);
            case "freeze" -> new SwitchAnswers(ledger, sources).freeze(question);
            case "thaw" -> new SwitchAnswers(ledger, sources).thaw(question);
            case "claims" -> new ClaimAnswers(ledger).list();
            case "claim" -> new ClaimAnswers(ledger).show(question);
            case "claim-close" -> new ClaimAnswers(ledger).close(question);
            case "trace" -> new TraceAnswers(ledger, sources.assets()).trace(question);
            case "erase-look" -> new ErasureAnswers(erasing).look(question);
            case "erase" -> new ErasureAnswers(erasing).erase(question);
            case "keys-list", "keys-new", "keys-rotate", "keys-revoke" ->
                new KeyAnswers(ledger, sources).answer(question);
            case "plan" -> plan(question);
            default -> throw new QuestionException("unknown question `" + question.name() + "`");
        };
    }

    /** A run's id from its first characters. */
    private String runId(String prefix) {
        List<String> found = ledger.reader().runs().stream()
                .map(RunRecord::id)
                .filter(id -> !prefix.isEmpty() && id.startsWith(prefix))
                .toList();
        if (found.size() != 1) {
            throw new QuestionException(
                    found.isEmpty()
                            ? "no run `" + prefix + "`; `patron runs` lists them"
                            : "`" + prefix + "` is the beginning of " + found.size() + " runs; give more of it");
        }
        return found.getFirst();
    }

    private ObjectNode runs() {
        ObjectNode document = NODES.objectNode();
        ArrayNode rows = document.putArray("runs");
        LedgerReader reader = ledger.reader();
        for (RunRecord run : reader.runs()) {
            RunTotals totals = reader.totals(run.id());
            rows.add(Documents.line(run, Agent.report(ledger, run.id()).title(), totals.spent(), totals.atRisk()));
        }
        return document;
    }

    private ObjectNode cancel(String run) {
        RunRecord row = ledger.reader().run(run).orElseThrow();
        if (!row.isUnfinished()) {
            throw new QuestionException("run `" + run + "` is " + row.status() + " already");
        }
        sources.cancel().accept(run);
        ObjectNode document = Documents.run(Agent.report(ledger, run));
        document.put("cancelling", true);
        return document;
    }

    private ObjectNode headroom(String agent) {
        PolicySet policy = sources.policy().get();
        if (policy.agent(agent).isEmpty()) {
            throw new QuestionException("agent `" + agent + "` is not in the policy, so it may spend nothing");
        }
        Provider market = sources.seller();
        SpendRequest nothing = new SpendRequest(
                agent,
                "headroom",
                "headroom",
                market.id(),
                "image",
                "any",
                market.payee()
                        .orElse(new Payee(
                                market.asset().network(), market.asset().contract())),
                new Amount(market.asset(), BigInteger.ZERO),
                Optional.empty());
        SpendState state = ledger.preview(new SpendCommand("", market.simulated(), nothing, List.of()), policy);
        Decision decision = Policies.decide(policy, state, nothing);
        ObjectNode document = NODES.objectNode();
        document.put("agent", agent);
        document.put("market", market.id());
        document.put("simulated", market.simulated());
        document.put("policy", policy.digest());
        document.put("at", state.at().toString());
        ArrayNode rows = document.putArray("limits");
        for (Finding finding : decision.findings()) {
            finding.numbers().ifPresent(numbers -> {
                ObjectNode row = rows.addObject();
                row.put("rule", finding.rule());
                row.put("limit_usd", numbers.limit().toString());
                row.put("spent_usd", numbers.used().spent().toString());
                row.put("reserved_usd", numbers.used().reserved().toString());
                Documents.put(row, "remaining_usd", numbers.remaining().map(Usd::toString));
                Documents.put(row, "frees_at", numbers.freesAt().map(Instant::toString));
            });
        }
        ArrayNode frozen = document.putArray("frozen");
        ledger.reader().frozen().forEach(frozen::add);
        return document;
    }

    private ObjectNode explain(String id) {
        String digits = id.startsWith("D") || id.startsWith("d") ? id.substring(1) : id;
        if (!digits.matches("[0-9]{1,18}")) {
            throw new QuestionException("`" + id + "` is not a decision's id such as `D42`");
        }
        EventRecord event = ledger.reader()
                .event(Long.parseLong(digits))
                .filter(found -> found.type().equals("decided") || found.type().equals("refused"))
                .orElseThrow(() -> new QuestionException("no decision `D" + digits + "`"));
        DecisionRecord row = ledger.reader().decisions(event.run().orElse("")).stream()
                .filter(made -> made.id() == event.seq())
                .findFirst()
                .orElseThrow(() -> new QuestionException("no decision `D" + digits + "`"));
        ObjectNode document = NODES.objectNode();
        document.put("decision", "D" + event.seq());
        document.put("decided_at", row.decidedAt().toString());
        document.put("run", row.run());
        document.put("shot", row.shot());
        document.put("outcome", row.outcome());
        Documents.put(document, "code", row.code());
        document.put("message", row.message());
        document.put("policy", row.policy());
        try {
            document.set("input", Documents.parse(event.body().getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new IllegalStateException("an event is canonical JSON", e);
        }
        return document;
    }

    private ObjectNode events(Question question) {
        int most = question.argument("limit").map(Integer::parseInt).orElse(50);
        Optional<String> run = question.argument("run").map(this::runId);
        ObjectNode document = NODES.objectNode();
        document.put("ledger", ledger.id());
        ArrayNode rows = document.putArray("events");
        for (EventRecord event : ledger.reader().newest(run, Math.clamp(most, 1, EVENTS_MOST))) {
            ObjectNode row = rows.addObject();
            row.put("seq", event.seq());
            row.put("recorded_at", event.recordedAt().toString());
            row.put("type", event.type());
            Documents.put(row, "run", event.run());
            Documents.put(row, "intent", event.intent());
            row.put("body", event.body());
        }
        return document;
    }

    /** Judges shots that somebody else has planned. */
    private ObjectNode plan(Question question) {
        Provider market = sources.sellers().apply(question.argument("market").orElse(""));
        try {
            List<Shot> shots = Proposal.read(question.argument("shots").orElse(""));
            Optional<Usd> budget = question.argument("budget").map(Usd::parse);
            Planning planning =
                    new Planning(ledger, market, question.argument("agent").orElse("default"));
            return Documents.plan(planning.judge(shots, budget, sources.policy().get()));
        } catch (IllegalArgumentException | NoSuchElementException e) {
            throw new QuestionException("these are no shots that can be judged: " + e.getMessage());
        }
    }

    @Override
    public void close() {}
}
