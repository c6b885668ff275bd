package dev.patron.mainnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.patron.config.Shapes;
import dev.patron.evm.ChainAccess;
import dev.patron.evm.Finality;
import dev.patron.evm.RpcSettlements;
import dev.patron.gateway.GatewayDesk;
import dev.patron.gateway.GatewayKey;
import dev.patron.gateway.GatewaySeller;
import dev.patron.gateway.GatewaySettlements;
import dev.patron.gateway.GatewayTerms;
import dev.patron.gateway.PayRecords;
import dev.patron.gateway.RemoteGateway;
import dev.patron.http.Door;
import dev.patron.http.GatewayServer;
import dev.patron.invoice.Keyring;
import dev.patron.invoice.ProviderHost;
import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.payment.Answer;
import dev.patron.payment.Authorization;
import dev.patron.payment.Deadlines;
import dev.patron.payment.Demand;
import dev.patron.payment.Fate;
import dev.patron.payment.PaymentRequired;
import dev.patron.payment.Protocol;
import dev.patron.payment.Provider;
import dev.patron.payment.Recovery;
import dev.patron.payment.SellerRequest;
import dev.patron.payment.TokenDomain;
import dev.patron.plan.Kind;
import dev.patron.plan.Menu;
import dev.patron.plan.Quality;
import dev.patron.plan.Shot;
import dev.patron.wire.Wire;
import dev.patron.xgen.AssetFetcher;
import dev.patron.xgen.Resolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A buyer that pays through a gateway elsewhere with real money, and hands an order over once, as the settings say when left alone. */
class MainnetBuyerTest extends OnMainnet {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String NONCE = "0x" + "1".repeat(64);

    private final Instant begun = Instant.now();
    private volatile Instant now = begun;
    private final AtomicInteger demands = new AtomicInteger();

    private void sell(HttpExchange exchange) throws IOException {
        boolean paid = exchange.getRequestHeaders().containsKey("X-402-Proof");
        if (!paid) {
            exchange.getResponseHeaders()
                    .putAll(Map.of(
                            "X-402-Invoice-Id", List.of("inv_" + demands.incrementAndGet()),
                            "X-402-Amount", List.of("0.05"),
                            "X-402-Pay-To", List.of(MainnetBench.PAYEE),
                            "X-402-Network", List.of("mainnet")));
        }
        byte[] bytes = (paid ? "{\"id\":\"gen_1\"}" : "{}").getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(paid ? 202 : 402, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static Provider provider(URI shop) {
        return new Provider(
                "studio",
                shop,
                MainnetBench.USDC,
                TokenDomain.ofGateway("mainnet"),
                Set.of(new Address(MainnetBench.PAYEE)),
                Map.of(Kind.IMAGE, Amount.ofTokens(MainnetBench.USDC, "0.05")),
                Recovery.REPLAY,
                new Menu("studio", List.of(new Menu.Item("m", Kind.IMAGE, "m", Quality.FAST))),
                Set.of(),
                new Deadlines(PATIENCE, PATIENCE, PATIENCE, PATIENCE, PATIENCE, Duration.ofDays(36_500)),
                false,
                new Protocol.Xfour("mainnet", "X-402-Proof"));
    }

    private Authorization.Eip3009 authorization(Provider provider) {
        return new Authorization.Eip3009(
                provider.domain(),
                new Address(bench.account()),
                new Address(MainnetBench.PAYEE),
                Amount.ofTokens(MainnetBench.USDC, "0.05"),
                begun.plus(Duration.ofDays(36_500)),
                NONCE);
    }

    @Test
    void whatTheGatewayHasTakenIsAskedAboutUntilItIsPaidAndTheGoodsAreFetched() throws Exception {
        HttpServer shop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        shop.createContext("/shop", this::sell);
        shop.start();
        String host = "127.0.0.1:" + shop.getAddress().getPort();
        Provider provider = provider(URI.create("http://" + host + "/shop"));
        bench.gateway.keys().forProvider(new ProviderHost(host), MainnetBench.PAYEE, Keyring.LIFE);
        String key = bench.gateway.keys().forAgent("default", Keyring.LIFE).text();
        try (Wire wire = new Wire();
                GatewayServer server = GatewayServer.open(
                        bench.gateway,
                        new GatewayServer.Manners(Shapes.PUBLISHED, "{}"),
                        Door.loopback(0),
                        InstantSource.system())) {
            URI url = URI.create("http://127.0.0.1:" + server.port() + "/api/gateway");
            GatewayDesk desk = new GatewayDesk(
                    new RemoteGateway(url, new GatewayKey(key), wire),
                    new GatewayTerms(url, GatewayTerms.Again.ONCE, new Address(bench.account())),
                    PayRecords.open(folder.resolve("orders")),
                    () -> now);
            GatewaySeller seller = new GatewaySeller(provider, wire, new AssetFetcher(provider, Resolver.SYSTEM), desk);
            RpcSettlements chain = new RpcSettlements(
                    List.of(new ChainAccess(MainnetBench.USDC.network(), List.of(node().uri()), Finality.FINALIZED)),
                    wire);
            GatewaySettlements settlements = GatewaySettlements.on(chain, provider.asset(), desk);
            bought(provider, seller, settlements);
        } finally {
            shop.stop(0);
        }
        assertEquals(1, demands.get());
        assertEquals(1, transfers());
        assertEquals(1, bench.events("account_signed").count());
    }

    private void bought(Provider provider, GatewaySeller seller, GatewaySettlements settlements) {
        SellerRequest unpaid = seller.compose(
                new Shot("shot-01", Kind.IMAGE, "studio", "m", "a kite", Optional.empty(), Optional.empty()));
        PaymentRequired required =
                assertInstanceOf(Demand.Demanded.class, seller.demand(unpaid)).required();
        Authorization.Eip3009 ordered = authorization(provider);
        SellerRequest order = seller.pay(
                unpaid, required, required.accepts().getFirst(), new Authorization.Signed(ordered, ""), "pay_1");
        assertEquals(
                202,
                assertInstanceOf(Answer.Answered.class, seller.present(order)).status());
        assertInstanceOf(Answer.Lost.class, seller.present(order), "it is ordered once");
        now = now.plusSeconds(5);
        assertInstanceOf(Fate.Unclear.class, settlements.fate(ordered, 0));
        bench.mine(2);
        now = now.plusSeconds(90);
        Fate.Used used = assertInstanceOf(Fate.Used.class, settlements.fate(ordered, 0));
        assertEquals(node().transfers(MainnetBench.PAYEE), List.of(used.proof().transaction()));
        Answer.Answered served = assertInstanceOf(Answer.Answered.class, seller.present(order));
        assertEquals(Optional.of("gen_1"), served.handle());
    }
}
