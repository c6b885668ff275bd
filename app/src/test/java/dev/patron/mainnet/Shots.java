package dev.patron.mainnet;

import dev.patron.evm.ChainAccess;
import dev.patron.evm.Finality;
import dev.patron.evm.RpcSettlements;
import dev.patron.gateway.GatewayDesk;
import dev.patron.gateway.GatewayKey;
import dev.patron.gateway.GatewaySettlements;
import dev.patron.gateway.GatewayTerms;
import dev.patron.gateway.GatewayWallet;
import dev.patron.gateway.PayRecords;
import dev.patron.gateway.RemoteGateway;
import dev.patron.gateway.TreasuryDesk;
import dev.patron.gateway.TreasurySeller;
import dev.patron.invoice.ProviderHost;
import dev.patron.ledger.Digests;
import dev.patron.ledger.Durability;
import dev.patron.ledger.DurablePoint;
import dev.patron.ledger.IntentRecord;
import dev.patron.ledger.NewIntent;
import dev.patron.ledger.NewRun;
import dev.patron.ledger.PaymentState;
import dev.patron.ledger.PlannedShot;
import dev.patron.ledger.SpendCommand;
import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.payment.Answer;
import dev.patron.payment.Bought;
import dev.patron.payment.Deadlines;
import dev.patron.payment.Fate;
import dev.patron.payment.Heads;
import dev.patron.payment.Order;
import dev.patron.payment.Payments;
import dev.patron.payment.Protocol;
import dev.patron.payment.Provider;
import dev.patron.payment.Recovery;
import dev.patron.payment.Settlements;
import dev.patron.payment.TokenDomain;
import dev.patron.payment.Wallet;
import dev.patron.plan.Kind;
import dev.patron.plan.Menu;
import dev.patron.plan.Quality;
import dev.patron.plan.Shot;
import dev.patron.policy.SpendRequest;
import dev.patron.wire.Wire;
import dev.patron.xgen.AssetFetcher;
import dev.patron.xgen.Resolver;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Shots of one run that are bought at a {@link Studio} over the one money path, from the account of a {@link MainnetBench}. */
final class Shots implements AutoCloseable {
    private static final String RUN = "0123456789abcdef0123456789abcdef";
    private static final Amount PRICE = Amount.ofTokens(MainnetBench.USDC, "0.05");

    private final MainnetBench bench;
    private final Studio studio;
    private final Wire wire = new Wire();
    private final Provider provider;
    private Durability heard = Durability.unobserved();

    Shots(MainnetBench bench, Studio studio, String payTo) {
        this.bench = bench;
        this.studio = studio;
        Duration patience = Duration.ofSeconds(20);
        this.provider = new Provider(
                "studio",
                studio.url(),
                MainnetBench.USDC,
                TokenDomain.ofGateway("mainnet"),
                Set.of(new Address(payTo)),
                Map.of(Kind.IMAGE, PRICE),
                Recovery.REPLAY,
                new Menu("studio", List.of(new Menu.Item("m", Kind.IMAGE, "m", Quality.FAST))),
                Set.of(),
                new Deadlines(patience, patience, patience, patience, patience, Duration.ofDays(36_500)),
                false,
                new Protocol.Xfour("mainnet", "X-402-Proof"));
        bench.ledger.openRun(
                new NewRun(
                        RUN,
                        Digests.sha256("brief"),
                        "studio",
                        false,
                        "default",
                        "outline",
                        Optional.empty(),
                        false,
                        "out"),
                "begun",
                new byte[] {1});
        bench.ledger.judge(
                RUN,
                List.of("shot-01", "shot-02", "shot-03").stream()
                        .map(shot -> new PlannedShot(
                                shot, "image", "studio", "m", PRICE.inUsd(), Digests.sha256("kite of " + shot)))
                        .toList(),
                List.of(),
                () -> bench.policy);
    }

    /** Something else happens between a presentation and the record of its answer. */
    void beforeAnswered(Runnable work) {
        heard = point -> {
            if (point == DurablePoint.ANSWER_RECEIVED) {
                work.run();
            }
        };
    }

    ProviderHost host() {
        return ProviderHost.of(studio.url().toString()).orElseThrow();
    }

    private Wallet wallet() {
        return bench.gateway.wallet(bench.treasury, host());
    }

    private TreasurySeller seller() {
        return new TreasurySeller(
                provider,
                wire,
                new AssetFetcher(provider, Resolver.SYSTEM),
                TreasuryDesk.ofAccount(bench.gateway, bench.clock));
    }

    private Payments payments() {
        return payments(wallet(), bench.treasury.chain());
    }

    private Payments payments(Wallet wallet, Settlements chain) {
        return new Payments(new Payments.Hands(
                bench.ledger,
                wallet,
                chain,
                new Heads(chain, bench.clock, Set.of(MainnetBench.USDC.network())),
                () -> bench.policy,
                heard,
                bench.clock));
    }

    private Order order(String shot, int attempt) {
        String id = Digests.intent(bench.ledger.id(), RUN, shot, attempt);
        NewIntent intent = new NewIntent(
                id, RUN, shot, attempt, "default", "studio", MainnetBench.USDC, wallet().address(), wallet().nonce(id));
        SpendRequest asked = new SpendRequest(
                "default", RUN, shot, "studio", "image", "m", provider.payee().orElseThrow(), PRICE, Optional.empty());
        Shot wanted = new Shot(shot, Kind.IMAGE, "studio", "m", "a kite", Optional.empty(), Optional.empty());
        return new Order(
                intent, provider, Kind.IMAGE, seller().compose(wanted), new SpendCommand(id, false, asked, List.of()));
    }

    IntentRecord intent(String shot, int attempt) {
        return bench.ledger.reader().intent(order(shot, attempt).id()).orElseThrow();
    }

    IntentRecord intent(String shot) {
        return intent(shot, 1);
    }

    PaymentState state(String shot) {
        return intent(shot).payment();
    }

    Bought buy(String shot) {
        return buy(shot, 1);
    }

    Bought buy(String shot, int attempt) {
        return payments().buy(order(shot, attempt), seller());
    }

    Fate resolve(String shot) {
        return payments().resolve(intent(shot));
    }

    /** Asks about it as a process does whose settings name a gateway elsewhere that was never asked to pay it. */
    Fate resolveElsewhere(String shot, Path folder) {
        GatewayTerms terms = new GatewayTerms(
                URI.create("http://127.0.0.1:1/api/gateway"),
                GatewayTerms.Again.ONCE,
                new Address("0x00000000000000000000000000000000000000cc"));
        PayRecords records = PayRecords.open(folder.resolve("gateway-orders"));
        RpcSettlements chain = new RpcSettlements(
                List.of(new ChainAccess(
                        MainnetBench.USDC.network(), List.of(bench.node().uri()), Finality.FINALIZED)),
                wire);
        GatewayDesk desk = new GatewayDesk(
                new RemoteGateway(terms.url(), new GatewayKey("x402_agent_0123456789abcdef"), wire),
                terms,
                records,
                bench.clock);
        return payments(new GatewayWallet(terms), GatewaySettlements.on(chain, MainnetBench.USDC, desk))
                .resolve(intent(shot));
    }

    /** Presents the same payment again, which shows the proof once it is settled. */
    Answer again(String shot) {
        return payments()
                .presentAgain(
                        intent(shot), bench.ledger.reader().signed(intent(shot)).orElseThrow(), seller());
    }

    @Override
    public void close() {
        wire.close();
    }
}
