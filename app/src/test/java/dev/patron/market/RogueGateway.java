package dev.patron.market;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.patron.invoice.ProofClaims;
import dev.patron.proof.JwtProver;
import dev.patron.proof.ProofAlgorithm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A small gateway of its own making that publishes the keys of its proofs, and goes wrong in one way at a time. */
final class RogueGateway implements AutoCloseable {
    static final String KEY = "x402_agent_" + "k3y".repeat(12);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MEGABYTES = 2 * 1024 * 1024;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final InstantSource clock;
    private final JwtProver prover;
    private final JwtProver stranger;
    private final Map<String, JsonNode> quotes = new HashMap<>();
    private final Map<String, Instant> moved = new HashMap<>();
    private final List<String> orders = new ArrayList<>();
    private final Semaphore arrived = new Semaphore(0);
    private Optional<GatewayWrong> wrong = Optional.empty();
    private String lastTransaction = "";

    RogueGateway(Path folder, InstantSource clock) throws IOException {
        this.clock = clock;
        this.prover = JwtProver.open(folder.resolve("keys"), ProofAlgorithm.EDDSA, new SecureRandom());
        this.stranger = JwtProver.open(folder.resolve("stranger"), ProofAlgorithm.EDDSA, new SecureRandom());
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setExecutor(threads);
        server.createContext("/g/.well-known/jwks.json", exchange -> send(exchange, 200, prover.publicKeys()));
        server.createContext("/g/quote", exchange -> quote(exchange, body(exchange)));
        server.createContext("/g/pay", exchange -> pay(exchange, body(exchange)));
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/g");
    }

    synchronized void goes(Optional<GatewayWrong> how) {
        wrong = how;
        orders.clear();
        moved.clear();
    }

    /** Orders that arrived, each by its quote, since it last changed its ways. */
    synchronized List<String> orders() {
        return List.copyOf(orders);
    }

    /** Waits until an order has arrived; false when none does within two minutes. */
    boolean awaitOrder() throws InterruptedException {
        return arrived.tryAcquire(2, TimeUnit.MINUTES);
    }

    synchronized int transfers() {
        return moved.size();
    }

    synchronized int ordered() {
        return new TreeSet<>(orders).size();
    }

    private static JsonNode body(HttpExchange exchange) throws IOException {
        return JSON.readTree(exchange.getRequestBody().readNBytes(64 * 1024));
    }

    private void quote(HttpExchange exchange, JsonNode invoice) throws IOException {
        Optional<GatewayWrong> how = now(GatewayWrong.Stage.QUOTE);
        if (how.isPresent()) {
            wrongQuote(exchange, how.get());
            return;
        }
        String id;
        synchronized (this) {
            id = "quote_" + (quotes.size() + 1);
            quotes.put(id, invoice);
        }
        send(
                exchange,
                200,
                JSON.createObjectNode().put("allowed", true).put("quoteId", id).toString());
    }

    private synchronized Optional<GatewayWrong> now(GatewayWrong.Stage stage) {
        return wrong.filter(one -> one.stage() == stage);
    }

    private void wrongQuote(HttpExchange exchange, GatewayWrong how) throws IOException {
        ObjectNode denied = JSON.createObjectNode().put("allowed", false).put("reason", "AGENT_DAILY_LIMIT");
        switch (how) {
            case QUOTE_DENIED ->
                send(exchange, 200, denied.put("message", "no more today").toString());
            case QUOTE_401 -> send(exchange, 401, denied.toString());
            case QUOTE_403 -> send(exchange, 403, denied.toString());
            case QUOTE_429 -> send(exchange, 429, denied.toString());
            case QUOTE_REDIRECT -> redirect(exchange);
            case QUOTE_HUGE -> send(exchange, 200, " ".repeat(MEGABYTES));
            case QUOTE_SLOW -> silence(exchange);
            case QUOTE_MALFORMED -> send(exchange, 200, "{\"allowed\":true,\"allowed\":true,");
            case QUOTE_DROPPED -> exchange.close();
            case QUOTE_WITHOUT_ID -> send(exchange, 200, "{\"allowed\":true}");
            case QUOTE_TEXT -> send(exchange, 200, "{\"allowed\":\"true\",\"quoteId\":\"quote_1\"}");
            case QUOTE_ECHO ->
                send(exchange, 200, denied.put("message", "your key " + KEY).toString());
            default -> send(exchange, 500, "{}");
        }
    }

    private void redirect(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Location", url() + "/elsewhere");
        send(exchange, 307, "");
    }

    private void silence(HttpExchange exchange) {
        try {
            closing.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    /** Honest, it pays a quote once and answers the same as often as it is asked. */
    private void pay(HttpExchange exchange, JsonNode order) throws IOException {
        String quote = order.path("quoteId").asText();
        JsonNode invoice;
        synchronized (this) {
            orders.add(quote);
            arrived.release();
            invoice = quotes.get(quote);
        }
        if (invoice == null) {
            send(exchange, 404, "{\"success\":false,\"error\":\"QUOTE_NOT_FOUND\"}");
            return;
        }
        Optional<GatewayWrong> how = now(GatewayWrong.Stage.PAY);
        if (how.isEmpty()) {
            send(exchange, 200, paid(quote, invoice, prover).toString());
        } else if (!unpaid(exchange, how.get())) {
            wronglyPaid(exchange, how.get(), paid(quote, invoice, prover), new Bill(quote, invoice));
        }
    }

    private record Bill(String quote, JsonNode invoice) {}

    private boolean unpaid(HttpExchange exchange, GatewayWrong how) throws IOException {
        switch (how) {
            case DENIED_AT_PAY -> send(exchange, 409, "{\"success\":false,\"error\":\"QUOTE_EXPIRED\"}");
            case PAY_401 -> send(exchange, 401, "{\"success\":false,\"error\":\"INVALID_API_KEY\"}");
            case PAY_402 -> send(exchange, 402, "{}");
            case PAY_403 -> send(exchange, 403, "{\"success\":false,\"error\":\"PAYMENT_NOT_ALLOWED\"}");
            case PAY_429 -> send(exchange, 429, "{}");
            case PAY_500 -> send(exchange, 500, "{}");
            case PAY_PENDING -> send(exchange, 202, "{\"success\":false,\"error\":\"PAYMENT_PENDING\"}");
            case PAY_PROMISED -> {
                exchange.getResponseHeaders().set("Retry-After", "1");
                send(
                        exchange,
                        202,
                        "{\"success\":false,\"error\":\"PAYMENT_PENDING\",\"paymentId\":\"payment_" + "1".repeat(64)
                                + "\"}");
            }
            case PAY_REDIRECT -> redirect(exchange);
            case DROPPED_BEFORE -> exchange.close();
            default -> {
                return false;
            }
        }
        return true;
    }

    private void wronglyPaid(HttpExchange exchange, GatewayWrong how, ObjectNode answer, Bill bill) throws IOException {
        ObjectNode other = bill.invoice().deepCopy();
        switch (how) {
            case TRANSACTION_FAILED -> send(exchange, 500, "{\"success\":false,\"error\":\"TRANSACTION_FAILED\"}");
            case PAID_HUGE -> send(exchange, 200, answer + " ".repeat(MEGABYTES));
            case PAID_SLOW -> silence(exchange);
            case PAID_MALFORMED -> send(exchange, 200, answer + "}");
            case DROPPED_AFTER -> exchange.close();
            case NO_TRANSACTION -> send(exchange, 200, answer.without("txHash").toString());
            case SUCCESS_TEXT ->
                send(exchange, 200, answer.put("success", "true").toString());
            case OTHER_INVOICE ->
                send(exchange, 200, answer.put("invoiceId", "inv_other").toString());
            case NO_PROOF -> send(exchange, 200, answer.without("proof").toString());
            case PROOF_OF_OTHER -> proven(exchange, answer, bill, other.put("invoiceId", "inv_other"));
            case PROOF_OVER_MORE -> proven(exchange, answer, bill, other.put("amount", "0.5"));
            case PROOF_TO_OTHER -> proven(exchange, answer, bill, other.put("payTo", "0x" + "c".repeat(40)));
            case PROOF_ON_OTHER -> proven(exchange, answer, bill, other.put("network", "mainnet"));
            case OLD_TRANSACTION -> send(exchange, 200, old(bill, answer).toString());
            case PAID_ECHO ->
                send(
                        exchange,
                        200,
                        answer.put("apiKey", KEY).put("message", KEY).toString());
            case FORGED_PROOF ->
                send(exchange, 200, paid(bill.quote(), bill.invoice(), stranger).toString());
            default -> send(exchange, 500, "{}");
        }
    }

    private void proven(HttpExchange exchange, ObjectNode answer, Bill bill, JsonNode as) throws IOException {
        String transaction = transaction(bill.quote());
        send(
                exchange,
                200,
                answer.put("proof", proof(transaction, as, clock.instant(), prover))
                        .toString());
    }

    /** The last honest payment's transaction, which the proof names too. */
    private synchronized ObjectNode old(Bill bill, ObjectNode answer) {
        String known = lastTransaction;
        return answer.put("txHash", known).put("proof", proof(known, bill.invoice(), clock.instant(), prover));
    }

    private static String transaction(String quote) {
        return "0x" + String.format("%064x", quote.hashCode() & 0xffff_ffffL);
    }

    private synchronized ObjectNode paid(String quote, JsonNode invoice, JwtProver hand) {
        Instant at = moved.computeIfAbsent(quote, _ -> clock.instant());
        String transaction = transaction(quote);
        if (wrong.isEmpty()) {
            lastTransaction = transaction;
        }
        return JSON.createObjectNode()
                .put("success", true)
                .put("paymentId", "payment_" + quote)
                .put("invoiceId", invoice.path("invoiceId").asText())
                .put("txHash", transaction)
                .put("proof", proof(transaction, invoice, at, hand));
    }

    private static String proof(String transaction, JsonNode invoice, Instant at, JwtProver hand) {
        Instant from = at.truncatedTo(ChronoUnit.SECONDS);
        return hand.issue(new ProofClaims(
                        "rogue",
                        "payment",
                        invoice.path("invoiceId").asText(),
                        "127.0.0.1",
                        invoice.path("payTo").asText(),
                        invoice.path("amount").asText(),
                        invoice.path("network").asText(),
                        transaction,
                        from,
                        from.plus(Duration.ofHours(24))))
                .text();
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            // The client has heard enough.
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
