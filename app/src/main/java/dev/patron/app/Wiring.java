package dev.patron.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.cli.Consent;
import dev.patron.cli.House;
import dev.patron.cli.Market;
import dev.patron.cli.Person;
import dev.patron.cli.PlaceOptions;
import dev.patron.cli.SandboxOrder;
import dev.patron.cli.Session;
import dev.patron.cli.Setup;
import dev.patron.cli.UsageException;
import dev.patron.config.CatalogFile;
import dev.patron.config.ConfigException;
import dev.patron.config.Settings;
import dev.patron.config.SettingsFile;
import dev.patron.config.WatchedPolicy;
import dev.patron.door.Answers;
import dev.patron.door.Documents;
import dev.patron.door.LocalAnswers;
import dev.patron.door.Question;
import dev.patron.door.QuestionException;
import dev.patron.http.Door;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.LedgerSettings;
import dev.patron.ledger.RebuildOutcome;
import dev.patron.ledger.StepWatcher;
import dev.patron.payment.Catalog;
import dev.patron.payment.Payments;
import dev.patron.payment.Provider;
import dev.patron.payment.Settlements;
import dev.patron.plan.Brief;
import dev.patron.purchase.Progress;
import dev.patron.purchase.Purchasing;
import dev.patron.run.Agent;
import dev.patron.run.AgentTerms;
import dev.patron.run.Erasing;
import dev.patron.run.Proposal;
import dev.patron.run.StartReport;
import dev.patron.store.DeliveryFolder;
import dev.patron.store.FileAssetStore;
import dev.patron.treasury.SimulatedTreasury;
import dev.patron.wire.Wire;
import dev.patron.xgen.AssetFetcher;
import dev.patron.xgen.Resolver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;

/** The only place where adapters are made: reads like a table of what the program consists of. */
final class Wiring implements House {
    private final Environment environment;
    private final PrintStream err;
    private final Markets.Manners manners;

    Wiring(Environment environment, PrintStream err) {
        this(environment, err, Markets.Manners.USUAL);
    }

    /** With other manners towards the sandbox, which stands in no catalogue. */
    Wiring(Environment environment, PrintStream err, Markets.Manners manners) {
        this.environment = environment;
        this.err = err;
        this.manners = manners;
        Logs.quiet();
    }

    @Override
    public Settings settings(PlaceOptions common) {
        return SettingsFile.read(new Places(environment).settings(common));
    }

    @Override
    public String marketId(PlaceOptions common, Market market) {
        return market.id().orElseGet(() -> settings(common).market());
    }

    // --- asking

    @Override
    public Answers answers(PlaceOptions common) {
        Settings settings = settings(common);
        Path data = new Places(environment).data(common, settings);
        for (int tries = 0; tries < DataDirectory.TAKE_TRIES; tries++) {
            Optional<DataDirectory> taken = DataDirectory.take(data);
            if (taken.isPresent()) {
                return own(settings, taken.get());
            }
            Optional<? extends Answers> door = DataDirectory.door(data);
            if (door.isPresent()) {
                return door.get();
            }
            environment.pause().pause(DataDirectory.BETWEEN_TRIES);
        }
        throw DataDirectory.held(data);
    }

    /** Nobody owns the directory, so this process does for as long as one question takes. */
    private Answers own(Settings settings, DataDirectory data) {
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        opened.push(data);
        try {
            Logs.begin(data.resolve("logs"));
            Ledger ledger = ledger(data, settings, new SimpleMeterRegistry());
            opened.push(ledger);
            ledger.log().misfit().ifPresent(this::warn);
            FileAssetStore store = new FileAssetStore(data.resolve("assets"));
            Erasing erasing = erasing(ledger, store);
            Answers local = new LocalAnswers(ledger, resting(settings, ledger, store)).atRest(erasing);
            return Answers.closing(local, () -> Buying.closeAll(opened));
        } catch (RuntimeException e) {
            Buying.closeAfter(e, opened);
            throw e;
        }
    }

    /** The hand that erases, once it has completed what a stop interrupted. */
    private Erasing erasing(Ledger ledger, FileAssetStore store) {
        Erasing erasing = new Erasing(ledger, store, environment.durability());
        try {
            erasing.finish();
        } catch (RuntimeException e) {
            warn("an erasure that was begun is not complete: " + e.getMessage());
        }
        return erasing;
    }

    /** For a data directory in which no run goes on. */
    private LocalAnswers.Sources resting(Settings settings, Ledger ledger, FileAssetStore store) {
        return sources(
                settings,
                policy(settings),
                id -> asked(settings, id),
                run -> ledger.runStatus(run, "cancelled"),
                store);
    }

    private LocalAnswers.Sources sources(
            Settings settings,
            WatchedPolicy policy,
            Function<String, Provider> sellers,
            Consumer<String> cancel,
            FileAssetStore store) {
        seller(settings, settings.market());
        return new LocalAnswers.Sources(
                policy::current, sellers, settings.market(), environment.clock(), cancel, store, environment.random());
    }

    /** A seller that a question names: not to know it is the asker's fault. */
    private Provider asked(Settings settings, String id) {
        try {
            return seller(settings, id);
        } catch (UsageException | ConfigException e) {
            throw new QuestionException(String.valueOf(e.getMessage()));
        }
    }

    /** A seller's terms, of the catalogue or the sandbox's own. */
    private Provider seller(Settings settings, String id) {
        return id.equals(Markets.SANDBOX) ? nowhere() : Markets.provider(id, CatalogFile.read(settings.catalog()));
    }

    /** The sandbox's terms without a sandbox: for reading, planning and checking. */
    private Provider nowhere() {
        return Markets.sandbox(URI.create("http://127.0.0.1:1"), manners);
    }

    private WatchedPolicy policy(Settings settings) {
        return new WatchedPolicy(settings.policy(), this::warn);
    }

    private Ledger ledger(DataDirectory data, Settings settings, MeterRegistry meters) {
        Ledger ledger = Ledger.open(terms(data, settings, meters));
        ledger.backup().takeAlong(Gatehouse.PROOF_KEYS, data.resolve(Gatehouse.PROOF_KEYS));
        return ledger;
    }

    private LedgerSettings terms(DataDirectory data, Settings settings, MeterRegistry meters) {
        return new LedgerSettings(
                data.resolve("ledger"),
                data.resolve("keys"),
                environment.clock(),
                environment.random(),
                meters,
                environment.durability(),
                settings.checkpointFrom());
    }

    @Override
    public RebuildOutcome rebuild(PlaceOptions common, StepWatcher watcher) {
        Settings settings = settings(common);
        Path path = new Places(environment).data(common, settings);
        try (DataDirectory data = DataDirectory.takeSoon(path, environment.pause())) {
            Logs.begin(data.resolve("logs"));
            return Ledger.rebuild(terms(data, settings, new SimpleMeterRegistry()), watcher);
        }
    }

    // --- planning

    @Override
    public ObjectNode plan(PlaceOptions common, Market market, Brief brief) {
        Settings settings = settings(common);
        Planners planners = planners(common, settings, market);
        String id = marketId(common, market);
        Proposal proposal = planners.propose(seller(settings, id), brief);
        Map<String, String> asked = new HashMap<>();
        asked.put("market", id);
        asked.put("agent", market.agent().orElse(settings.agent()));
        asked.put("shots", proposal.written());
        brief.budget().ifPresent(budget -> asked.put("budget", budget.toString()));
        try (Answers answers = answers(common)) {
            return Documents.plan(brief, id, proposal.warnings(), answers.ask(new Question("plan", asked)));
        }
    }

    /** Chooses the planner, and says which where nobody named one. */
    private Planners planners(PlaceOptions common, Settings settings, Market market) {
        Planners chosen = Planners.choose(environment, settings, market);
        chosen.notice().filter(_ -> !common.isQuiet()).ifPresent(err::println);
        return chosen;
    }

    // --- buying

    @Override
    public Session session(PlaceOptions common, Market market, Progress progress, Consent consent) {
        Settings settings = settings(common);
        String id = marketId(common, market);
        Catalog catalog = CatalogFile.read(settings.catalog());
        if (consent.begins() && !id.equals(Markets.SANDBOX)) {
            Payable.requirePayee(Markets.provider(id, catalog));
        }
        Counters.Found counter =
                new Counters(environment, manners, this::warn).find(id, catalog, market, settings.gateway());
        Planners planners = planners(common, settings, market);
        policy(settings).current();
        Path path = new Places(environment).data(common, settings);
        DataDirectory data = DataDirectory.takeSoon(path, environment.pause());
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        opened.push(data);
        try {
            Logs.begin(data.resolve("logs"));
            return open(new Chosen(settings, market, planners, counter, consent), progress, data, opened);
        } catch (RuntimeException e) {
            Buying.closeAfter(e, opened);
            throw e;
        }
    }

    /** What was chosen before the data directory was taken; {@code counter} is where it buys, once it can speak. */
    private record Chosen(
            Settings settings, Market market, Planners planners, Counters.Found counter, Consent consent) {}

    private Session open(Chosen chosen, Progress progress, DataDirectory data, Deque<AutoCloseable> opened) {
        Settings settings = chosen.settings();
        Market market = chosen.market();
        MeterRegistry meters = new SimpleMeterRegistry();
        Ledger ledger = push(opened, ledger(data, settings, meters));
        Wire wire = push(opened, new Wire());
        WatchedPolicy policy = policy(settings);
        var opening = new Counters.Opening(data, ledger, policy::current, wire, opened);
        Counter counter = chosen.counter().open(opening);
        Provider provider = counter.provider();
        Settlements chain = counter.chain();
        FileAssetStore store = new FileAssetStore(data.resolve("assets"));
        AssetFetcher assets = push(opened, new AssetFetcher(provider, Resolver.SYSTEM));
        LiveTrade trade = LiveTrade.of(
                provider, settings.catalog(), new LiveTrade.Hands(wire, assets, counter.sellers()), this::warn);
        AgentTerms terms = new AgentTerms(
                market.agent().orElse(settings.agent()), trade, settings.concurrency(), settings.retriesPerShot());
        LocalAnswers.Sources here =
                sources(settings, policy, _ -> provider, _ -> {}, store).at(provider);
        new FirstPayment(counter, ledger, new LocalAnswers(ledger, here)).agree(terms.agent(), chosen.consent());
        Payments payments = counter.payments(ledger, policy::current, environment);
        Purchasing purchasing = new Purchasing(
                ledger,
                payments,
                new Purchasing.Surroundings(
                        store, environment.clock(), environment.pause(), environment.durability(), progress));
        Agent agent = new Agent(
                terms,
                new Agent.Hands(
                        ledger,
                        payments,
                        chain,
                        purchasing,
                        trade.planner(chosen.planners()),
                        policy::current,
                        environment.durability(),
                        environment.random()));
        Erasing erasing = erasing(ledger, store);
        StartReport recovered = agent.start();
        counter.begins().run();
        StartReport started = settings.keepPayloads()
                .map(erasing::expired)
                .map(recovered::erased)
                .orElse(recovered);
        push(opened, Sealer.over(ledger.log(), environment.background()));
        Function<String, Provider> sellers =
                id -> id.equals(provider.id()) ? trade.get().provider() : asked(settings, id);
        LocalAnswers.Sources sources = sources(settings, policy, sellers, agent::cancel, store);
        push(opened, data.openDoor(new LocalAnswers(ledger, sources), environment.random()));
        opened.push(() -> MeterLog.write(meters));
        Path parent = settings.out().orElse(environment.directory().resolve("deliveries"));
        return new Buying(
                agent, ledger, started, new Buying.Folders(new DeliveryFolder(store), parent, provider.id()), opened);
    }

    private static <T extends AutoCloseable> T push(Deque<AutoCloseable> opened, T one) {
        opened.push(one);
        return one;
    }

    // --- the gateway

    @Override
    public void serve(PlaceOptions common, OptionalInt port, PrintWriter out) {
        Settings settings = settings(common);
        Door door = FrontDoor.of(settings.gateway(), port, this::warn);
        DataDirectory data =
                DataDirectory.takeSoon(new Places(environment).data(common, settings), environment.pause());
        try (data;
                Gatehouse house = new Gatehouse(environment, data)) {
            Ledger ledger = house.keep(ledger(data, settings, new SimpleMeterRegistry()));
            house.paysOnMainnet(settings, this::warn);
            LocalAnswers.Sources sources = resting(settings, ledger, new FileAssetStore(data.resolve("assets")));
            house.serve(ledger, sources, settings.gateway(), door, line -> {
                out.print(common.isJson() ? line.json() : line.text());
                out.flush();
            });
        }
    }

    // --- the sandbox by itself

    @Override
    public void sandbox(PlaceOptions common, SandboxOrder order, PrintWriter out) {
        Settings settings = settings(common);
        Path path = new Places(environment).data(common, settings);
        DataDirectory data = DataDirectory.take(path).orElseThrow(() -> DataDirectory.held(path));
        try (data) {
            StandaloneSandbox.serve(data.resolve("sandbox"), environment.clock(), order, line -> {
                out.print(common.isJson() ? line.json() : line.text());
                out.flush();
            });
        }
    }

    @Override
    public List<String> faults() {
        return StandaloneSandbox.faults();
    }

    @Override
    public boolean isSimulated(String token) {
        return token.startsWith(nowhere().asset().network() + "/") || SimulatedTreasury.isOfIts(token);
    }

    @Override
    public Optional<Person> person() {
        return environment.person();
    }

    @Override
    public Setup setup() {
        return new WalletDesk(environment, manners, this::warn);
    }

    private void warn(String warning) {
        err.println("patron: " + warning);
    }

    @Override
    public String version() {
        return Optional.ofNullable(Wiring.class.getPackage().getImplementationVersion())
                .orElse("0.1.0");
    }
}
