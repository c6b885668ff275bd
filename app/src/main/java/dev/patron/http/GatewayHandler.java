package dev.patron.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.patron.config.Shapes;
import dev.patron.http.Reply.Route;
import dev.patron.invoice.Gateway;
import dev.patron.invoice.Keyring;
import dev.patron.ledger.ApiKey;
import dev.patron.wire.Loopback;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request: who it comes from, whether there is room, what it asks, the answer. Reads top to bottom; every answer carries where its caller
 * stands with the rate limit.
 */
final class GatewayHandler implements HttpHandler {
    static final String BASE = "/api/gateway";
    static final String KEYS = BASE + "/.well-known/jwks.json";
    private static final Logger LOG = LoggerFactory.getLogger(GatewayHandler.class);
    private static final Map<String, Route> ROUTES =
            Map.of(BASE + "/quote", Route.QUOTE, BASE + "/pay", Route.PAY, BASE + "/verify", Route.VERIFY);
    private static final String BEARER = "bearer ";
    private static final long BUSY_SECONDS = 1;

    private final Gateway gateway;
    private final ObjectNode publicKeys;
    private final List<String> names;
    private final InstantSource clock;
    private final RateWindows rates = new RateWindows();
    private final Room room = new Room();
    private final Optional<OlderShape> older;

    /**
     * How it speaks.
     *
     * @param publicKeys the JWK set of proofs
     * @param names      the hosts besides loopback ones that a request may name
     */
    record Manners(Shapes shapes, ObjectNode publicKeys, List<String> names) {}

    GatewayHandler(Gateway gateway, Manners manners, InstantSource clock) {
        this.gateway = gateway;
        this.older = manners.shapes() == Shapes.BOTH ? Optional.of(new OlderShape(gateway)) : Optional.empty();
        this.publicKeys = manners.publicKeys();
        this.names = manners.names();
        this.clock = clock;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Turns.work();
        Instant begun = clock.instant();
        Route route = ROUTES.getOrDefault(exchange.getRequestURI().getPath(), Route.OTHER);
        Optional<JsonNode> inBody = keyInBody(exchange, route);
        Optional<Keyring.Shown> recognised = recognised(exchange, inBody);
        Keyring.Shown shown = recognised.orElseGet(Keyring.Shown.Unknown::new);
        RateWindows.Caller caller = caller(exchange, shown);
        RateWindows.Standing standing = rates.count(caller, begun);
        exchange.getResponseHeaders().set("X-RateLimit-Limit", Integer.toString(RateWindows.REQUESTS_MOST));
        exchange.getResponseHeaders().set("X-RateLimit-Remaining", Integer.toString(standing.remaining()));
        long resets = ceiling(standing.resets());
        exchange.getResponseHeaders().set("X-RateLimit-Reset", Long.toString(resets));
        Asked asked = new Asked(route, shown, inBody, caller);
        Reply reply = recognised.isPresent() ? answer(exchange, asked, standing) : fault(route);
        Turns.await();
        try (exchange) {
            send(exchange, reply);
        } finally {
            Turns.work();
            AccessLog.write(new AccessLog.Line(
                    begun,
                    exchange.getRequestMethod(),
                    route.name().toLowerCase(Locale.ROOT),
                    named(exchange, caller),
                    reply.status(),
                    reply.code(),
                    Duration.between(begun, clock.instant())));
        }
    }

    /**
     * What is asked, and by whom.
     *
     * @param inBody the body, where that is of the older shape
     */
    private record Asked(Route route, Keyring.Shown shown, Optional<JsonNode> inBody, RateWindows.Caller caller) {}

    /** The body of a request that shows its key there, where that is read; it can be read again. */
    private Optional<JsonNode> keyInBody(HttpExchange exchange, Route route) {
        boolean looked = older.isPresent()
                && route != Route.OTHER
                && exchange.getRequestMethod().equals("POST")
                && !exchange.getRequestHeaders().containsKey("Authorization");
        if (!looked) {
            return Optional.empty();
        }
        try {
            byte[] bytes = exchange.getRequestBody().readNBytes(Bodies.BYTES_MOST + 1);
            exchange.setStreams(new ByteArrayInputStream(bytes), null);
            return Optional.of(Bodies.read(new ByteArrayInputStream(bytes))).filter(OlderShape::is);
        } catch (IOException | RequestException unreadable) {
            return Optional.empty();
        }
    }

    private Reply answer(HttpExchange exchange, Asked asked, RateWindows.Standing standing) {
        Route route = asked.route();
        if (standing.isOver()) {
            long seconds =
                    Math.max(1, ceiling(standing.resets()) - clock.instant().getEpochSecond());
            return Reply.failed(
                    route,
                    new RequestException(
                            429, "RATE_LIMITED", "more than " + RateWindows.REQUESTS_MOST + " requests in a minute"),
                    Optional.of(seconds));
        }
        Room.Entry entry = room.enter(asked.caller());
        if (entry != Room.Entry.TAKEN) {
            String full = entry == Room.Entry.FULL
                    ? "more than " + Room.PLACES + " requests at once"
                    : "more than " + Room.OF_ONE_MOST + " requests of one key at once";
            return Reply.failed(route, new RequestException(429, "BUSY", full), Optional.of(BUSY_SECONDS));
        }
        try {
            return served(exchange, asked);
        } catch (RequestException e) {
            return Reply.failed(route, e, Optional.empty());
        } catch (IOException | RuntimeException e) {
            LOG.warn("a request could not be served", e);
            return fault(route);
        } finally {
            room.leave(asked.caller());
        }
    }

    private static Reply fault(Route route) {
        return Reply.failed(
                route,
                new RequestException(500, "FAULT", "something went wrong here; what was recorded still stands"),
                Optional.empty());
    }

    private Reply served(HttpExchange exchange, Asked asked) throws IOException, RequestException {
        Route route = asked.route();
        Keyring.Shown shown = asked.shown();
        mustBeOurs(exchange);
        String method = exchange.getRequestMethod();
        if (exchange.getRequestURI().getPath().equals(KEYS) && method.equals("GET")) {
            return Reply.document(publicKeys);
        }
        if (route == Route.OTHER) {
            throw new RequestException(404, "NOT_FOUND", "there is `quote`, `pay` and `verify` under `" + BASE + "`");
        }
        if (!method.equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "POST");
            throw new RequestException(405, "METHOD_NOT_ALLOWED", "this takes POST");
        }
        if (older.isPresent() && asked.inBody().isPresent()) {
            return older.get().answer(route, shown, asked.inBody().get());
        }
        if (route == Route.QUOTE && shown instanceof Keyring.Shown.Ended(ApiKey key) && isAgents(key)) {
            return Reply.disabled();
        }
        ApiKey key = working(exchange, shown);
        if (isAgents(key) == (route == Route.VERIFY)) {
            throw new RequestException(
                    403,
                    "WRONG_KEY_TYPE",
                    route == Route.VERIFY ? "this takes a provider's key" : "this takes an agent's key");
        }
        JsonNode body = body(exchange);
        if (OlderShape.is(body)) {
            throw Bodies.keyInBody();
        }
        return switch (route) {
            case QUOTE -> Reply.of(gateway.quote(key.subject(), Bodies.quote(body)));
            case PAY -> Reply.of(gateway.pay(key.subject(), Bodies.quoteId(body)));
            case VERIFY -> Reply.of(gateway.verify(key, Bodies.proof(body), Bodies.invoiceId(body)));
            case OTHER -> throw new IllegalStateException("answered above");
        };
    }

    private static boolean isAgents(ApiKey key) {
        return key.holder() == ApiKey.Holder.AGENT;
    }

    private static JsonNode body(HttpExchange exchange) throws IOException, RequestException {
        String length = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Length"));
        if (length.matches("[0-9]{1,18}") && Long.parseLong(length) > Bodies.BYTES_MOST) {
            throw Bodies.tooLarge();
        }
        return Bodies.read(exchange.getRequestBody());
    }

    /** A page of somewhere else that a browser here shows, or a name that leads here by a trick, is refused. */
    private void mustBeOurs(HttpExchange exchange) throws RequestException {
        List<String> hosts = exchange.getRequestHeaders().getOrDefault("Host", List.of());
        if (hosts.size() != 1 || !isOurs("http://" + hosts.getFirst())) {
            throw new RequestException(403, "FOREIGN_HOST", "`Host` must be " + ours());
        }
        for (String origin : exchange.getRequestHeaders().getOrDefault("Origin", List.of())) {
            if (!isOurs(origin)) {
                throw new RequestException(403, "FOREIGN_ORIGIN", "`Origin` must be " + ours());
            }
        }
    }

    private String ours() {
        return names.isEmpty() ? "a loopback address" : "a name of this gateway";
    }

    private boolean isOurs(String address) {
        try {
            URI uri = URI.create(address);
            String host = uri.getHost();
            return Loopback.names(uri) || (host != null && names.contains(host.toLowerCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Who shows a key; empty where the ledger cannot say. */
    private Optional<Keyring.Shown> recognised(HttpExchange exchange, Optional<JsonNode> inBody) {
        try {
            return Optional.of(
                    inBody.map(OlderShape::key).map(gateway.keys()::recognise).orElseGet(() -> shown(exchange)));
        } catch (RuntimeException e) {
            LOG.warn("a key could not be looked up", e);
            return Optional.empty();
        }
    }

    private Keyring.Shown shown(HttpExchange exchange) {
        List<String> given = exchange.getRequestHeaders().getOrDefault("Authorization", List.of());
        boolean bearer =
                given.size() == 1 && given.getFirst().toLowerCase(Locale.ROOT).startsWith(BEARER);
        return bearer
                ? gateway.keys()
                        .recognise(given.getFirst().substring(BEARER.length()).strip())
                : new Keyring.Shown.Unknown();
    }

    private static RateWindows.Caller caller(HttpExchange exchange, Keyring.Shown shown) {
        return switch (shown) {
            case Keyring.Shown.Working(ApiKey key) -> new RateWindows.Caller.Key(key.id());
            case Keyring.Shown.Ended(ApiKey key) -> new RateWindows.Caller.Key(key.id());
            case Keyring.Shown.Unknown _ ->
                RateWindows.Caller.of(exchange.getRemoteAddress().getAddress());
        };
    }

    private static String named(HttpExchange exchange, RateWindows.Caller caller) {
        return switch (caller) {
            case RateWindows.Caller.Key(String id) -> "key " + id;
            case RateWindows.Caller.Address _ ->
                "address " + exchange.getRemoteAddress().getAddress().getHostAddress();
        };
    }

    private static ApiKey working(HttpExchange exchange, Keyring.Shown shown) throws RequestException {
        if (shown instanceof Keyring.Shown.Working(ApiKey key)) {
            return key;
        }
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        boolean given = exchange.getRequestHeaders().containsKey("Authorization");
        throw new RequestException(
                401,
                "INVALID_API_KEY",
                given
                        ? "the key is unknown, expired or revoked"
                        : "the header `Authorization: Bearer` with a key is missing");
    }

    private static long ceiling(Instant time) {
        return time.getEpochSecond() + (time.getNano() > 0 ? 1 : 0);
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        byte[] bytes = reply.body().toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        reply.retryAfter()
                .ifPresent(seconds -> exchange.getResponseHeaders().set("Retry-After", Long.toString(seconds)));
        if (reply.status() == 413) {
            exchange.getResponseHeaders().set("Connection", "close");
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(reply.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(reply.status(), bytes.length);
        // Closed before the exchange is: the answer is on its way while what was never sent is still waited for.
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
