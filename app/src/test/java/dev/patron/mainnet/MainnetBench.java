package dev.patron.mainnet;

import dev.patron.config.PolicyFile;
import dev.patron.crash.Copy;
import dev.patron.evm.ChainAccess;
import dev.patron.evm.EvmTreasury;
import dev.patron.evm.Finality;
import dev.patron.evm.KeyWallet;
import dev.patron.invoice.Gateway;
import dev.patron.invoice.Keyring;
import dev.patron.invoice.PayAnswer;
import dev.patron.invoice.ProviderHost;
import dev.patron.invoice.QuoteAnswer;
import dev.patron.invoice.QuoteRequest;
import dev.patron.invoice.VerifyAnswer;
import dev.patron.ledger.ApiKey;
import dev.patron.ledger.Durability;
import dev.patron.ledger.DurablePoint;
import dev.patron.ledger.EventRecord;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.LedgerSettings;
import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.money.Usd;
import dev.patron.policy.PolicySet;
import dev.patron.proof.JwtProver;
import dev.patron.proof.ProofAlgorithm;
import dev.patron.wire.Wire;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A gateway with a treasury on a test's own chain, which can die at any durable point and be begun again on the same files. */
final class MainnetBench implements AutoCloseable {
    static final Asset USDC = new Asset(
            "USDC",
            Network.parse("eip155:8453"),
            new Address("0x833589fcd6edb6e08f4c7c32d4f71b54bda02913"),
            6,
            Usd.parse("1"));
    static final Asset MNEE = new Asset(
            "MNEE",
            Network.parse("eip155:1"),
            new Address("0x8ccedbae4916b79da7f3f612efb2eb93a2bfd6cf"),
            18,
            Usd.parse("1"));
    static final String PAYEE = "0x00000000000000000000000000000000000000aa";
    static final ProviderHost HOST = new ProviderHost("api.example.com");
    static final long FUNDS = 100_000_000;
    static final long PRICE = 50_000;
    private static final String AGENT = "default";
    private static final String POLICY = """
        version: 1
        zone: UTC
        workspace: {daily: "50", monthly: unlimited, total: unlimited, at_risk: unlimited}
        agents:
          default: {enabled: true, per_request: unlimited, daily: unlimited, rolling_24h: unlimited, per_brief: unlimited,
            at_risk: unlimited, payments_per_minute: unlimited, providers: any, kinds: [invoice, image], models: any}
        """;

    private final Path folder;
    private final SecureRandom random = new SecureRandom();
    private volatile Instant now = Instant.parse("2026-05-14T12:00:00Z");
    final InstantSource clock = () -> now;
    private KeyWallet wallet;
    private Asset asset;
    private boolean pays = true;
    private volatile Optional<DurablePoint> dies = Optional.empty();
    private volatile Optional<DurablePoint> breaks = Optional.empty();
    private volatile Consumer<DurablePoint> beside = _ -> {};
    final List<EvmNode> nodes;
    final EvmTreasury.Manners manners;
    private final Wire wire = new Wire();
    final ApiKey provider;
    Ledger ledger;
    Gateway gateway;
    EvmTreasury treasury;
    PolicySet policy;

    /** The process is gone, as far as the one who watches can bring that about: nothing catches this. */
    static final class Dead extends Error {}

    /** One thing went wrong, and the process lives. */
    static final class BrokenException extends RuntimeException {}

    MainnetBench(Path folder) throws IOException {
        this(folder, usual(), 1);
    }

    MainnetBench(Path folder, EvmTreasury.Manners manners, int nodes) throws IOException {
        this(folder, manners, nodes, 0);
    }

    /**
     * @param used transactions that the account has made before this ledger sees it
     */
    MainnetBench(Path folder, EvmTreasury.Manners manners, int nodes, int used) throws IOException {
        this.folder = folder;
        this.manners = manners;
        this.wallet = stranger();
        this.asset = manners.asset();
        this.nodes = nodes == 1 ? List.of(newNode()) : List.of(newNode(), newNode());
        Files.writeString(folder.resolve("policy.yaml"), POLICY);
        this.nodes.forEach(node ->
                node.mint(account(), Amount.ofTokens(manners.asset(), "100").units()));
        for (int i = 0; i < used; i++) {
            this.nodes.forEach(node -> node.somebodyElse(account()));
        }
        begin();
        provider = gateway.keys().forProvider(HOST, PAYEE, Keyring.LIFE).key();
        gateway.watch();
    }

    private EvmNode newNode() throws IOException {
        Asset asset = manners.asset();
        return new EvmNode(asset.network().chainId(), asset.contract().text(), clock);
    }

    /** A wallet that is nobody's yet. */
    private KeyWallet stranger() {
        byte[] key = new byte[32];
        random.nextBytes(key);
        return KeyWallet.of(key);
    }

    /** Another process on the same files, whose settings name other things: what they named before comes back. */
    Runnable againAsOther(Asset other) {
        KeyWallet before = wallet;
        Asset asset = this.asset;
        ledger.close();
        wallet = other.equals(asset) ? stranger() : wallet;
        this.asset = other;
        begin();
        return () -> {
            ledger.close();
            wallet = before;
            this.asset = asset;
            begin();
            gateway.watch();
        };
    }

    /** Another process on the same files, whose settings name no treasury of real money; what they named before comes back. */
    Runnable againWithoutTreasury() {
        ledger.close();
        pays = false;
        begin();
        return () -> {
            ledger.close();
            pays = true;
            begin();
            gateway.watch();
        };
    }

    /** Fees of at most a hundred million wei for one payment, a billion a day; a transaction waits three blocks. */
    static EvmTreasury.Manners usual() {
        return new EvmTreasury.Manners(
                "mainnet", USDC, "ETH", 2, BigInteger.valueOf(1_000_000_000L), BigInteger.valueOf(10_000_000_000L), 3);
    }

    private EvmTreasury.Manners manners() {
        return new EvmTreasury.Manners(
                manners.network(),
                asset,
                manners.coin(),
                manners.confirmations(),
                manners.feeMost(),
                manners.feesOfDayMost(),
                manners.patience());
    }

    EvmNode node() {
        return nodes.getFirst();
    }

    String account() {
        return wallet.address().text();
    }

    /** Opens what lies in the folder, as a start of the process does. */
    void begin() {
        dies = Optional.empty();
        ledger = Ledger.open(new LedgerSettings(
                folder.resolve("ledger"),
                folder.resolve("keys"),
                clock,
                random,
                new SimpleMeterRegistry(),
                new Durability() {
                    @Override
                    public void reached(DurablePoint point) {
                        beside.accept(point);
                        if (dies.filter(point::equals).isPresent()) {
                            dies = Optional.empty();
                            throw new Dead();
                        }
                        if (breaks.filter(point::equals).isPresent()) {
                            breaks = Optional.empty();
                            throw new BrokenException();
                        }
                    }
                },
                Usd.parse("1000")));
        ledger.recover();
        policy = PolicyFile.read(folder.resolve("policy.yaml"));
        ChainAccess access = new ChainAccess(
                manners.asset().network(), nodes.stream().map(EvmNode::uri).toList(), Finality.FINALIZED);
        treasury = new EvmTreasury(manners(), wallet, access, wire, clock);
        try {
            gateway = new Gateway(new Gateway.Hands(
                    ledger,
                    pays ? Map.of("mainnet", treasury) : Map.of(),
                    JwtProver.open(folder.resolve("proof-keys"), ProofAlgorithm.HS256, random),
                    new Keyring(ledger.keys(), random, clock),
                    () -> policy));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        gateway.start();
    }

    void diesAt(DurablePoint point) {
        dies = Optional.of(point);
    }

    /** Something else happens at durable points, on the thread that reaches them. */
    void beside(Consumer<DurablePoint> work) {
        beside = work;
    }

    void breaksAt(DurablePoint point) {
        breaks = Optional.of(point);
    }

    /** Another process on the same files. */
    void again() {
        ledger.close();
        begin();
    }

    /** A copy of the whole data directory, taken between two processes. */
    Copy copy() throws IOException {
        ledger.close();
        Copy copy = Copy.of(
                folder, Files.createTempDirectory(folder.getParent(), "copies").resolve("copy"));
        begin();
        return copy;
    }

    /** Another process, on what was put back of an older copy. */
    void back(Runnable puts) {
        ledger.close();
        puts.run();
        begin();
    }

    /** Lets somebody use the data directory between two processes. */
    void with(Consumer<Path> use) {
        ledger.close();
        try {
            use.accept(folder);
        } finally {
            begin();
        }
    }

    QuoteAnswer ask(String invoice, String amount, String payTo) {
        return gateway.quote(AGENT, new QuoteRequest(invoice, new BigDecimal(amount), payTo, "mainnet", "", HOST));
    }

    String quote(String invoice) {
        return quote(invoice, "0.05");
    }

    String quote(String invoice, String amount) {
        QuoteAnswer answer = ask(invoice, amount, PAYEE);
        if (answer instanceof QuoteAnswer.Allowed(String quote)) {
            return quote;
        }
        throw new IllegalStateException("not quoted: " + answer);
    }

    PayAnswer pay(String quote) {
        return gateway.pay(AGENT, quote);
    }

    /** Time passes, and nobody does anything. */
    void pass(Duration time) {
        now = now.plus(time);
    }

    /** A key of the provider, for a payee as somebody writes it. */
    ApiKey providerKey(String payTo) {
        return gateway.keys().forProvider(HOST, payTo, Keyring.LIFE).key();
    }

    /** What the provider hears of a proof: {@code VERIFIED} or a code. */
    String verified(ApiKey provider, PayAnswer.Paid paid) {
        return gateway.verify(provider, paid.proof(), paid.invoiceId()) instanceof VerifyAnswer.Refused refused
                ? refused.code().name()
                : "VERIFIED";
    }

    /** Time passes, and what is done now and then is done. */
    void later() {
        now = now.plus(Duration.ofSeconds(11));
        gateway.tend();
        gateway.watch();
    }

    /** A block on every node, then as {@link #later}. */
    void mine(int blocks) {
        for (int i = 0; i < blocks; i++) {
            nodes.forEach(EvmNode::mine);
        }
        later();
    }

    Stream<EventRecord> events(String type) {
        return ledger.reader().events(0, 100_000).stream()
                .filter(event -> event.type().equals(type));
    }

    /** What was proved of payments, in order: the word, and whether its block was final. */
    List<String> proofs() {
        return events("proved")
                .map(event -> event.body().replaceAll(".*\"kind\":\"([A-Z]+)\".*", "$1")
                        + (event.body().contains("\"final\":true") ? " final" : ""))
                .toList();
    }

    /** The numbers of the account that were given, in order. */
    List<Long> numbers() {
        return events("account_signed")
                .map(event -> Long.valueOf(event.body().replaceAll(".*\"account_nonce\":\"([0-9]+)\".*", "$1")))
                .distinct()
                .toList();
    }

    /** What an account of the books stands at, in its asset's units. */
    BigInteger books(String account) {
        return ledger.reader().statement(Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z")).stream()
                .filter(line -> line.account().equals(account))
                .map(line -> line.closing())
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    @Override
    public void close() {
        ledger.close();
        wire.close();
        nodes.forEach(EvmNode::close);
    }
}
