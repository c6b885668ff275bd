package dev.patron.planner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.patron.plan.PlannerException;
import dev.patron.wire.Bounds;
import dev.patron.wire.Reply;
import dev.patron.wire.WireRequest;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP for one question to a model, over {@link dev.patron.wire.Wire}: bounded answers, a deadline that covers the body,
 * no redirects, plain HTTP on loopback only.
 *
 * <p>What may pass (429, 5xx, a broken connection, silence, an answer that is not a chat completion) is tried again, at
 * most {@value #TRIES_MOST} times in all; a server's {@code Retry-After} is heeded. No word of a server's error reaches
 * a message, a log or the model.
 */
final class WireClient implements HttpClient {
    static final int TRIES_MOST = 3;
    static final Duration RETRY_AFTER_MOST = Duration.ofSeconds(30);
    private static final Logger LOG = LoggerFactory.getLogger(WireClient.class);
    private static final int ANSWER_BYTES_MOST = 2 << 20;
    private static final int HEADER_BYTES_MOST = 64 * 1024;
    private static final Set<String> SENT = Set.of("content-type", "authorization");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ModelAddress address;
    private final Patience patience;
    private final OpenAiHands hands;
    private String requestDigest = "";
    private long answerChars;

    /** The longest wait for one answer, and when there is no use in one any more. */
    record Patience(Duration answer, Instant until) {}

    WireClient(ModelAddress address, Patience patience, OpenAiHands hands) {
        this.address = address;
        this.patience = patience;
        this.hands = hands;
    }

    /** What one try came to. */
    private sealed interface Try {
        record Good(String body) implements Try {}

        /** Worth another try, after a time. */
        record Again(String what, Optional<Duration> after) implements Try {}

        record Hopeless(String what) implements Try {}
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        requestDigest = sha256(request.body());
        String last = "could not be asked in time";
        for (int tries = 1; tries <= TRIES_MOST && !left().isZero(); tries++) {
            switch (once(request)) {
                case Try.Good(String body) -> {
                    answerChars = body.length();
                    return SuccessfulHttpResponse.builder()
                            .statusCode(200)
                            .headers(Map.of("Content-Type", List.of("application/json")))
                            .body(body)
                            .build();
                }
                case Try.Hopeless(String what) -> throw failed(what);
                case Try.Again(String what, Optional<Duration> after) -> {
                    last = what + " (tried " + tries + (tries == 1 ? " time)" : " times)");
                    Duration wait = after.orElse(Duration.ofSeconds(tries));
                    if (wait.compareTo(RETRY_AFTER_MOST) > 0 || wait.compareTo(left()) >= 0) {
                        throw failed(
                                after.isEmpty()
                                        ? last
                                        : what + " and asks to wait " + wait.toSeconds() + " s, longer than is waited");
                    }
                    if (tries < TRIES_MOST) {
                        LOG.info(
                                "the model at `{}` {}; asked again in {}",
                                address.baseUrl().getHost(),
                                what,
                                wait);
                        hands.pause().pause(wait);
                    }
                    if (Thread.currentThread().isInterrupted()) {
                        throw failed("was not waited for, because this process is stopping");
                    }
                }
            }
        }
        throw failed(last);
    }

    private Try once(HttpRequest request) {
        Duration wait = left().compareTo(patience.answer()) < 0 ? left() : patience.answer();
        Reply reply = hands.wire()
                .exchange(
                        new WireRequest("POST", URI.create(request.url()), headers(request), request.body()),
                        new Bounds(wait, ANSWER_BYTES_MOST, HEADER_BYTES_MOST));
        return switch (reply) {
            case Reply.Received(int status, HttpHeaders headers, var body) -> heard(status, headers, body.text());
            case Reply.Lost(Reply.Kind kind, String _) ->
                switch (kind) {
                    case FORBIDDEN -> new Try.Hopeless("may not be asked");
                    case TOO_LARGE -> new Try.Hopeless("sent more than " + ANSWER_BYTES_MOST + " bytes");
                    case UNREACHABLE -> again("could not be reached");
                    case TIMEOUT -> again("did not answer within " + wait.toSeconds() + " s");
                    case BROKEN -> again("broke the connection before its answer was whole");
                    case MALFORMED -> again("did not answer in HTTP");
                };
        };
    }

    private Try heard(int status, HttpHeaders headers, String body) {
        if (status == 200) {
            return isCompletion(body) ? new Try.Good(body) : again("sent an answer that is not a chat completion");
        }
        String what = "answered " + status;
        if (status == 429 || status >= 500 || status == 408) {
            return new Try.Again(what, retryAfter(headers));
        }
        return new Try.Hopeless(
                switch (status) {
                    case 401, 403 -> what + ": it refuses the key in `" + ModelAddress.KEY + "`";
                    case 404 ->
                        what + ": it has no model `" + address.model() + "`, or `" + ModelAddress.BASE_URL
                                + "` is not its address";
                    default -> status >= 300 && status < 400 ? what + ": redirects are not followed" : what;
                });
    }

    private static Try again(String what) {
        return new Try.Again(what, Optional.empty());
    }

    private static boolean isCompletion(String body) {
        try {
            JsonNode message = JSON.readTree(body).path("choices").path(0).path("message");
            return message.isObject();
        } catch (JsonProcessingException _) {
            return false;
        }
    }

    /** Seconds, the form that is used; a date counts as absent (RFC 9110 section 10.2.3). */
    private static Optional<Duration> retryAfter(HttpHeaders headers) {
        return headers.firstValue("Retry-After")
                .filter(value -> value.matches("[0-9]{1,9}"))
                .map(value -> Duration.ofSeconds(Math.max(1, Long.parseLong(value))));
    }

    private static List<Map.Entry<String, String>> headers(HttpRequest request) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        request.headers().forEach((name, values) -> {
            if (SENT.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> headers.add(Map.entry(name, value)));
            }
        });
        return headers;
    }

    private Duration left() {
        Duration left = Duration.between(hands.clock().instant(), patience.until());
        return left.isNegative() ? Duration.ZERO : left;
    }

    PlannerException failed(String what) {
        return new PlannerException("the model `" + address.model() + "` at `"
                + address.baseUrl().getHost() + "` " + what + "; nothing more was bought, and `patron resume` goes on");
    }

    /** SHA-256 of the question as sent. */
    String requestDigest() {
        return requestDigest;
    }

    long answerChars() {
        return answerChars;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The library's other way to ask, for answers in pieces: a planner acts on whole answers only, so it is a defect. */
    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new IllegalStateException("a planner waits for whole answers and asks for no streamed one");
    }

    /** Hands this very client to the library, which asks for a builder. */
    HttpClientBuilder builder() {
        return new HttpClientBuilder() {
            @Override
            public Duration connectTimeout() {
                return patience.answer();
            }

            @Override
            public HttpClientBuilder connectTimeout(Duration timeout) {
                return this;
            }

            @Override
            public Duration readTimeout() {
                return patience.answer();
            }

            @Override
            public HttpClientBuilder readTimeout(Duration timeout) {
                return this;
            }

            @Override
            public HttpClient build() {
                return WireClient.this;
            }
        };
    }
}
