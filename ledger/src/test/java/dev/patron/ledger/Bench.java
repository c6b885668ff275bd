package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.money.Payee;
import dev.patron.money.Usd;
import dev.patron.policy.AgentPolicy;
import dev.patron.policy.Allowed;
import dev.patron.policy.Limit;
import dev.patron.policy.PolicySet;
import dev.patron.policy.SpendRequest;
import dev.patron.policy.WorkspacePolicy;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A real ledger in a folder of the test's own, with a clock that is moved by hand and a wallet of 1000 USDC. */
final class Bench implements AutoCloseable {
    static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
    static final String RUN = "0123456789abcdef0123456789abcdef";
    static final Network NETWORK = Network.parse("eip155:8453");
    static final Address WALLET = new Address("0x00000000000000000000000000000000000000cc");
    static final Address PAYEE = new Address("0x00000000000000000000000000000000000000aa");
    static final Address STRANGER = new Address("0x00000000000000000000000000000000000000dd");
    static final Asset USDC =
            new Asset("USDC", NETWORK, new Address("0x00000000000000000000000000000000000000bb"), 6, Usd.parse("1"));
    static final Usd CHECKPOINT_FROM = Usd.parse("0.50");
    static final Limit FREE = Limit.unlimited();

    final Path directory;
    final HandClock clock = new HandClock(NOON);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<DurablePoint> points = new ArrayList<>();
    volatile Durability watcher = Durability.unobserved();
    private Ledger ledger;
    private PolicySet policy = policy(FREE);

    private final Path keys;

    private Bench(Path directory) {
        this(directory, directory.resolve("keys"));
    }

    private Bench(Path directory, Path keys) {
        this.directory = directory;
        this.keys = keys;
        this.ledger = open();
    }

    /** A fresh ledger with an adopted wallet and one run. */
    static Bench fresh(Path directory) {
        Bench bench = new Bench(directory);
        bench.ledger().wallets().adopt(new WalletFacts(USDC, WALLET, 100, "0xb100"), BigInteger.valueOf(1_000_000_000));
        bench.openRun(RUN);
        return bench;
    }

    /** Whatever lies in the folder. */
    static Bench again(Path directory) {
        return new Bench(directory);
    }

    /** The same, with keys that lie elsewhere. */
    static Bench at(Path directory, Path keys) {
        return new Bench(directory, keys);
    }

    private Ledger open() {
        return Ledger.open(settings());
    }

    LedgerSettings settings() {
        return new LedgerSettings(
                directory,
                keys,
                clock,
                new SecureRandom(),
                meters,
                new Watched(points, () -> watcher),
                CHECKPOINT_FROM);
    }

    Ledger ledger() {
        return ledger;
    }

    LedgerReader reader() {
        return ledger.reader();
    }

    void reopen() {
        ledger.close();
        ledger = open();
    }

    @Override
    public void close() {
        ledger.close();
    }

    /** Closes a ledger that nothing can be said against. */
    void closeSound() {
        VerifyReport report = ledger.verify();
        close();
        assertEquals(List.of(), report.problems());
    }

    /** What somebody does to the files of a ledger that nobody has open. */
    interface Harm {
        void done(Path database) throws IOException;
    }

    /** Closes the ledger, lets its database come to harm, makes it again and opens it. */
    RebuildOutcome rebuild(Harm harm) throws IOException {
        ledger.close();
        harm.done(directory.resolve("ledger.mv.db"));
        RebuildOutcome outcome = Ledger.rebuild(settings(), StepWatcher.unobserved());
        ledger = open();
        return outcome;
    }

    // --- policy

    static AgentPolicy agent(Limit daily, Limit rolling) {
        return new AgentPolicy(
                true,
                FREE,
                daily,
                rolling,
                FREE,
                FREE,
                1_000_000,
                new Allowed.Any(),
                new Allowed.Any(),
                new Allowed.Any());
    }

    static AgentPolicy rated(int perMinute) {
        return new AgentPolicy(
                true, FREE, FREE, FREE, FREE, FREE, perMinute, new Allowed.Any(), new Allowed.Any(), new Allowed.Any());
    }

    /** Everything is allowed to the agents {@code painter} and {@code second}, up to a day's limit on each. */
    static PolicySet policy(Limit daily) {
        return policy(FREE, agent(daily, FREE));
    }

    static PolicySet policy(Limit workspaceDaily, AgentPolicy agent) {
        return new PolicySet(
                ZoneId.of("UTC"),
                new WorkspacePolicy(workspaceDaily, FREE, FREE, FREE),
                new TreeMap<>(Map.of("painter", agent, "second", agent)));
    }

    static Limit most(String usd) {
        return Limit.of(Usd.parse(usd));
    }

    void policyIs(PolicySet changed) {
        policy = changed;
    }

    PolicySet policy() {
        return policy;
    }

    // --- one purchase, step by step

    void openRun(String run) {
        ledger.openRun(
                new NewRun(run, "b".repeat(64), "xgen", false, "painter", "outline", Optional.empty(), false, "out"),
                "brief",
                new byte[] {1});
    }

    void plan(String run, String shot) {
        ledger.judge(
                run,
                List.of(new PlannedShot(shot, "image", "xgen", "still", Usd.parse("0.05"), "c".repeat(64))),
                List.of(),
                () -> policy);
    }

    NewIntent wanted(String run, String shot, int attempt, String agent) {
        String id = Digests.intent(ledger.id(), run, shot, attempt);
        return new NewIntent(id, run, shot, attempt, agent, "xgen", USDC, WALLET, "0x" + Digests.sha256(id));
    }

    String intend(String run, String shot, int attempt) {
        return ledger.intend(wanted(run, shot, attempt, "painter")).id();
    }

    /** A planned shot's first intent. */
    String intent(String shot) {
        plan(RUN, shot);
        return intend(RUN, shot, 1);
    }

    static Amount tokens(String decimal) {
        return Amount.ofTokens(USDC, decimal);
    }

    static BigInteger units(String decimal) {
        return tokens(decimal).units();
    }

    void quote(String intent, String price) {
        ledger.quote(intent, new QuoteFacts(new Payee(NETWORK, PAYEE), tokens(price), "d".repeat(64)));
    }

    SpendCommand command(String intent, String price) {
        IntentRecord record = record(intent);
        return new SpendCommand(
                intent,
                false,
                new SpendRequest(
                        record.agent(),
                        record.run(),
                        record.shot(),
                        "xgen",
                        "image",
                        "still",
                        new Payee(NETWORK, PAYEE),
                        tokens(price),
                        Optional.empty()),
                List.of());
    }

    ReserveOutcome reserve(String intent, String price) {
        quote(intent, price);
        return ledger.reserve(command(intent, price), () -> policy);
    }

    AuthorizeOutcome authorize(String intent, String price) {
        return ledger.authorize(command(intent, price), () -> policy, signing(intent));
    }

    static Signing signing(String intent) {
        return at -> new Signing.Signed("USD Coin", "2", at.plus(Duration.ofMinutes(5)), 101, request(intent));
    }

    static byte[] request(String intent) {
        return ("canary-request-bytes of " + intent).getBytes(StandardCharsets.UTF_8);
    }

    /** Reserved and signed. */
    void sign(String intent, String price) {
        reserve(intent, price);
        authorize(intent, price);
    }

    /** Signed, sent and answered by silence. */
    void send(String intent, String price) {
        sign(intent, price);
        ledger.answered(intent, new AnswerFacts("timeout", 0, ""));
    }

    void settle(String intent, String price) {
        ledger.settle(intent, moved(price, PAYEE));
    }

    /** Paid: signed, answered and seen on the chain. */
    String paid(String shot, String price) {
        String intent = intent(shot);
        send(intent, price);
        settle(intent, price);
        return intent;
    }

    ChainProof moved(String price, Address payee) {
        return new ChainProof("0x" + "7".repeat(64), 120, "0xb120", clock.instant(), payee, units(price), false);
    }

    /** A final block far beyond every signature's life. */
    ChainProof dead() {
        return new ChainProof("", 900, "0xb900", clock.instant().plusSeconds(3_600), WALLET, BigInteger.ZERO, true);
    }

    void retry(String intent) {
        ledger.generating(
                intent, "job-" + intent.substring(0, 8), clock.instant().plusSeconds(90));
        ledger.fulfil(intent, FulfilmentState.FAILED, "FAILED");
        ledger.allowRetry(intent, 1);
    }

    // --- looking

    IntentRecord record(String intent) {
        return reader().intent(intent).orElseThrow();
    }

    PaymentState state(String intent) {
        return record(intent).payment();
    }

    /** An account's balance in whole tokens, as the postings sum up. */
    String balance(String account) {
        return reader().statement(Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z")).stream()
                .filter(line -> line.account().equals(account))
                .map(line -> new java.math.BigDecimal(line.closing(), 6).toPlainString())
                .findFirst()
                .orElse("0.000000");
    }

    /** What the day's window of the workspace holds: spent and reserved. */
    String day() {
        var tally = ledger.preview(probe(), policy).tally(dev.patron.policy.Window.WORKSPACE_DAY);
        return tally.spent() + " spent " + tally.reserved() + " reserved";
    }

    SpendCommand probe() {
        return new SpendCommand(
                "",
                false,
                new SpendRequest(
                        "painter",
                        RUN,
                        "probe",
                        "xgen",
                        "image",
                        "still",
                        new Payee(NETWORK, PAYEE),
                        tokens("0.01"),
                        Optional.empty()),
                List.of());
    }

    /** What differs when every recorded decision is made again; empty when none does. */
    List<String> replayed() {
        ReplayPage page = reader().replay(0, Optional.empty());
        List<String> differences = new ArrayList<>(page.first());
        while (page.next() < page.through()) {
            page = reader().replay(page.next(), Optional.of(page.through()));
            differences.addAll(page.first());
        }
        return differences;
    }

    long rows(String table) throws SQLException, IOException {
        try (Connection owner = connect(Login.OWNER);
                var statement = owner.createStatement();
                var results = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            results.next();
            return results.getLong(1);
        }
    }

    // --- behind the ledger's back

    /** Who connects to the database beside the ledger. */
    enum Login {
        OWNER("PATRON_OWNER", 0),
        USER("PATRON", 1);

        private final String user;
        private final int line;

        Login(String user, int line) {
            this.user = user;
            this.line = line;
        }
    }

    Connection connect(Login login) throws SQLException, IOException {
        return DriverManager.getConnection(
                "jdbc:h2:file:" + directory.toAbsolutePath().resolve("ledger")
                        + ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000",
                login.user,
                Files.readAllLines(directory.resolve("access")).get(login.line));
    }

    /** Changes the database as its owner, and says how many rows it changed. */
    int tamper(String sql) throws SQLException, IOException {
        try (Connection owner = connect(Login.OWNER);
                var statement = owner.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }
}
