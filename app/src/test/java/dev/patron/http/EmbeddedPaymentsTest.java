package dev.patron.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.patron.config.PolicyFile;
import dev.patron.gateway.TreasuryDesk;
import dev.patron.gateway.TreasurySeller;
import dev.patron.invoice.BookSettlements;
import dev.patron.invoice.BookWallet;
import dev.patron.ledger.Digests;
import dev.patron.ledger.Durability;
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
import dev.patron.payment.TokenDomain;
import dev.patron.plan.Kind;
import dev.patron.plan.Menu;
import dev.patron.plan.Quality;
import dev.patron.plan.Shot;
import dev.patron.policy.Code;
import dev.patron.policy.PolicySet;
import dev.patron.policy.SpendRequest;
import dev.patron.proof.ProofAlgorithm;
import dev.patron.treasury.SimulatedTreasury;
import dev.patron.wire.Wire;
import dev.patron.xgen.AssetFetcher;
import dev.patron.xgen.Resolver;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shot that is paid from the ledger's own treasury, over the one money path, while that treasury is silent, locked or empty. */
class EmbeddedPaymentsTest {
    private static final String RUN = "0123456789abcdef0123456789abcdef";
    private static final String SHOT = "shot-01";
    private static final Address PAYEE = new Address("0x00000000000000000000000000000000000000aa");
    private static final Amount PRICE = Amount.ofTokens(SimulatedTreasury.MNEE, "0.05");

    @TempDir
    Path folder;

    private final Wire wire = new Wire();
    private final AtomicInteger invoices = new AtomicInteger();
    private final AtomicInteger proofs = new AtomicInteger();
    private GatewayBench bench;
    private HttpServer shop;
    private Provider provider;
    private TreasurySeller seller;
    private Payments payments;

    @BeforeEach
    void open() throws IOException {
        bench = new GatewayBench(folder, ProofAlgorithm.HS256);
        bench.next();
        shop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        shop.createContext("/", this::sell);
        shop.start();
        provider = provider(URI.create("http://127.0.0.1:" + shop.getAddress().getPort()));
        seller = new TreasurySeller(
                provider,
                wire,
                new AssetFetcher(provider, Resolver.SYSTEM),
                TreasuryDesk.of(bench.weather, bench.gateway, bench::now));
        payments = new Payments(hands());
        bench.ledger.openRun(
                new NewRun(
                        RUN,
                        Digests.sha256("brief"),
                        "studio",
                        true,
                        "painter",
                        "outline",
                        Optional.empty(),
                        false,
                        "out"),
                "begun",
                new byte[] {1});
        PolicySet policy = policy();
        bench.ledger.judge(
                RUN,
                List.of(new PlannedShot(SHOT, "image", "studio", "m", PRICE.inUsd(), Digests.sha256("kite"))),
                List.of(),
                () -> policy);
    }

    private Payments.Hands hands() throws IOException {
        BookSettlements settlements = new BookSettlements(bench.weather, bench::now);
        PolicySet policy = policy();
        return new Payments.Hands(
                bench.ledger,
                new BookWallet(bench.weather),
                settlements,
                new Heads(settlements, bench::now, Set.of(SimulatedTreasury.MNEE.network())),
                () -> policy,
                Durability.unobserved(),
                bench::now);
    }

    private PolicySet policy() throws IOException {
        return PolicyFile.read(Files.writeString(folder.resolve("buyer.yaml"), """
            version: 1
            zone: UTC
            workspace: {daily: unlimited, monthly: unlimited, total: unlimited, at_risk: unlimited}
            agents:
              painter: {enabled: true, per_request: unlimited, daily: "0.05", rolling_24h: unlimited, per_brief: unlimited,
                        at_risk: unlimited, payments_per_minute: unlimited, providers: [studio], kinds: any, models: any}
            """));
    }

    @AfterEach
    void close() {
        List<String> problems = bench.ledger.verify().problems();
        shop.stop(0);
        wire.close();
        bench.close();
        assertEquals(List.of(), problems);
    }

    private void sell(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        int status = 402;
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        if (exchange.getRequestHeaders().containsKey("X-402-Proof")) {
            proofs.incrementAndGet();
            status = 202;
            body = "{\"id\":\"gen_1\"}".getBytes(StandardCharsets.UTF_8);
        } else {
            Map.of(
                            "X-402-Invoice-Id",
                            "inv_" + invoices.incrementAndGet(),
                            "X-402-Amount",
                            "0.05",
                            "X-402-Pay-To",
                            PAYEE.text(),
                            "X-402-Network",
                            "sandbox")
                    .forEach(exchange.getResponseHeaders()::add);
        }
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Provider provider(URI url) {
        Duration patience = Duration.ofSeconds(20);
        return new Provider(
                "studio",
                url,
                SimulatedTreasury.MNEE,
                TokenDomain.ofGateway("sandbox"),
                Set.of(PAYEE),
                Map.of(Kind.IMAGE, PRICE),
                Recovery.REPLAY,
                new Menu("studio", List.of(new Menu.Item("m", Kind.IMAGE, "m", Quality.FAST))),
                Set.of(),
                new Deadlines(patience, patience, patience, patience, patience, Duration.ofDays(36_500)),
                true,
                new Protocol.Xfour("sandbox", "X-402-Proof"));
    }

    private Order order(int attempt) {
        String id = Digests.intent(bench.ledger.id(), RUN, SHOT, attempt);
        NewIntent intent = new NewIntent(
                id,
                RUN,
                SHOT,
                attempt,
                "painter",
                "studio",
                SimulatedTreasury.MNEE,
                bench.weather.account(),
                payments.wallet().nonce(id));
        SpendRequest asked = new SpendRequest(
                "painter", RUN, SHOT, "studio", "image", "m", provider.payee().orElseThrow(), PRICE, Optional.empty());
        Shot shot = new Shot(SHOT, Kind.IMAGE, "studio", "m", "a kite", Optional.empty(), Optional.empty());
        return new Order(
                intent, provider, Kind.IMAGE, seller.compose(shot), new SpendCommand(id, true, asked, List.of()));
    }

    private IntentRecord intent(int attempt) {
        return bench.ledger.reader().intent(order(attempt).id()).orElseThrow();
    }

    private Answer again() {
        return payments.presentAgain(
                intent(1), bench.ledger.reader().signed(intent(1)).orElseThrow(), seller);
    }

    private void isServedForOneTransfer() {
        assertInstanceOf(Fate.Used.class, payments.resolve(intent(1)));
        assertEquals(PaymentState.SETTLED, intent(1).payment());
        Answer.Answered served = assertInstanceOf(Answer.Answered.class, again());
        assertEquals(Optional.of("gen_1"), served.handle());
        assertEquals(1, proofs.get());
        assertEquals(new BigDecimal("0.05"), bench.moved());
    }

    private Bought bought(Weather.Sky sky) {
        bench.weather.turns(sky);
        Bought bought = payments.buy(order(1), seller);
        bench.weather.turns(Weather.Sky.CLEAR);
        return bought;
    }

    @Test
    void anOrderThatIsLostIsHandedOverAgain() {
        Bought.Presented lost = assertInstanceOf(Bought.Presented.class, bought(Weather.Sky.LOST_ORDER));
        assertInstanceOf(Answer.Lost.class, lost.answer());
        assertInstanceOf(Fate.Open.class, payments.resolve(intent(1)));
        assertEquals(PaymentState.UNKNOWN, intent(1).payment(), "it may yet be handed over, so nothing is free");
        assertEquals(
                404,
                bench.pay(bench.agentKey("painter"), "quote_" + intent(1).id() + "_1")
                        .status(),
                "no client of the door can pay it");
        assertEquals(0, proofs.get());
        assertInstanceOf(Answer.Answered.class, again());
        isServedForOneTransfer();
    }

    @Test
    void anAnswerThatIsLostIsReadInTheBook() {
        bought(Weather.Sky.LOST_ANSWER);
        assertEquals(PaymentState.UNKNOWN, intent(1).payment());
        isServedForOneTransfer();
    }

    @Test
    void aLockedTreasuryGivesTheReservationBack() {
        Bought.Refused refused = assertInstanceOf(Bought.Refused.class, bought(Weather.Sky.NO_WALLET));
        assertEquals(Code.WALLET_ERROR, refused.code());
        assertEquals(PaymentState.VOIDED, intent(1).payment());
        assertInstanceOf(Bought.Presented.class, payments.buy(order(1), seller));
        isServedForOneTransfer();
        assertTrue(bench.ledger.invoices().behind(intent(1).id()).stream()
                .allMatch(invoice -> invoice.invoice().equals("inv_2")));
    }

    @Test
    void theDoorVerifiesTheProofForItsInvoiceAndProviderAlone() {
        bought(Weather.Sky.CLEAR);
        assertEquals(Optional.empty(), bench.gateway.proof(intent(1).id()), "not before it is settled");
        isServedForOneTransfer();
        String proof = bench.gateway.proof(intent(1).id()).orElseThrow();
        String key = bench.providerKey(provider.baseUrl().getAuthority(), PAYEE.text());
        GatewayBench.Answer verified = bench.verify(key, proof, "inv_1");
        assertEquals(200, verified.status(), verified.body()::toString);
        assertEquals("payment_" + intent(1).id(), verified.text("paymentId"));
        assertEquals(new BigDecimal("0.05"), verified.body().path("amount").decimalValue());
        assertEquals("INVOICE_MISMATCH", bench.verify(key, proof, "inv_2").text("errorCode"));
        String forged = proof.substring(0, proof.length() - 8) + "AAAAAAAA";
        assertEquals("INVALID_PROOF", bench.verify(key, forged, "inv_1").text("errorCode"));
        String other = bench.providerKey("other.example.com", PAYEE.text());
        assertEquals("PAYMENT_NOT_FOUND", bench.verify(other, proof, "inv_1").text("errorCode"));
        bench.move(Duration.ofHours(24));
        assertEquals("PROOF_EXPIRED", bench.verify(key, proof, "inv_1").text("errorCode"));
    }

    /** The treasury's last word is that it moved nothing: the budget is free, and the next attempt pays another invoice. */
    @Test
    void aTransferThatFailedForGoodFreesTheMoney() {
        bought(Weather.Sky.DRAINED);
        BigDecimal before = bench.moved();
        assertInstanceOf(Fate.Cancelled.class, payments.resolve(intent(1)));
        assertEquals(PaymentState.CANCELLED, intent(1).payment());
        Bought.Refused empty = assertInstanceOf(Bought.Refused.class, payments.buy(order(2), seller));
        assertEquals(Code.INSUFFICIENT_BALANCE, empty.code(), "the day's limit of 0.05 has room again");
        assertEquals(PaymentState.VOIDED, intent(2).payment());
        assertEquals(before, bench.moved());
        assertEquals(0, proofs.get());
    }
}
