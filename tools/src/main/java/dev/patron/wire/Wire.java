package dev.patron.wire;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/**
 * Bounded HTTP/1.1 over the JDK's client.
 *
 * <p>No redirect is followed and no cookie kept. The deadline covers the body as well, which the JDK's own timeout
 * does not, so a body that drips or never ends is cut. Plain HTTP is spoken with this machine only. Safe for use by
 * many threads.
 */
public final class Wire implements AutoCloseable {
    private static final Duration CONNECT_MOST = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_MOST)
            .build();

    /** Sends once and waits for the whole answer. What goes wrong on the way is an outcome, not an exception. */
    public Reply exchange(WireRequest request, Bounds bounds) {
        URI uri = request.uri();
        if (uri.getHost() == null || uri.getRawUserInfo() != null) {
            return lost(Reply.Kind.FORBIDDEN, uri, "is not an address that can be asked");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(scheme.equals("http") && Loopback.names(uri))) {
            return lost(Reply.Kind.FORBIDDEN, uri, "must be asked over https; plain http is for this machine only");
        }
        HttpRequest http;
        try {
            http = build(request, bounds);
        } catch (IllegalArgumentException _) {
            return lost(Reply.Kind.FORBIDDEN, uri, "cannot be asked: a header or the method is malformed");
        }
        return await(http, bounds);
    }

    private static HttpRequest build(WireRequest request, Bounds bounds) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.uri())
                .timeout(bounds.deadline())
                .header("Accept", "application/json")
                .header("User-Agent", "patron/0.1");
        request.headers().forEach(header -> builder.header(header.getKey(), header.getValue()));
        return builder.method(
                        request.method(),
                        request.body().isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(request.body(), StandardCharsets.UTF_8))
                .build();
    }

    private Reply await(HttpRequest http, Bounds bounds) {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(http, head -> new BoundedBody(bounds.maxBodyBytes()));
        try {
            HttpResponse<byte[]> response = answer.get(bounds.deadline().toMillis(), TimeUnit.MILLISECONDS);
            if (size(response.headers()) > bounds.maxHeaderBytes()) {
                return lost(Reply.Kind.TOO_LARGE, http.uri(), "sent too large a header");
            }
            return new Reply.Received(response.statusCode(), response.headers(), new Body(response.body()));
        } catch (TimeoutException _) {
            return lost(Reply.Kind.TIMEOUT, http.uri(), "did not answer within " + bounds.deadline());
        } catch (ExecutionException e) {
            Reply.Kind kind = kind(e);
            return lost(kind, http.uri(), words(kind));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return lost(Reply.Kind.BROKEN, http.uri(), "was not waited for, because this process is stopping");
        } finally {
            answer.cancel(true);
        }
    }

    private static Reply.Kind kind(ExecutionException failure) {
        Throwable cause = failure.getCause();
        for (int depth = 0; depth < 8 && cause != null; depth++) {
            switch (cause) {
                case BoundedBody.TooLargeException _ -> {
                    return Reply.Kind.TOO_LARGE;
                }
                case HttpConnectTimeoutException _ -> {
                    return Reply.Kind.UNREACHABLE;
                }
                case HttpTimeoutException _ -> {
                    return Reply.Kind.TIMEOUT;
                }
                case ConnectException _ -> {
                    return Reply.Kind.UNREACHABLE;
                }
                case UnresolvedAddressException _ -> {
                    return Reply.Kind.UNREACHABLE;
                }
                case SSLHandshakeException _ -> {
                    return Reply.Kind.UNREACHABLE;
                }
                case ProtocolException _ -> {
                    return Reply.Kind.MALFORMED;
                }
                default -> cause = cause.getCause();
            }
        }
        return failure.getCause() instanceof IOException ? Reply.Kind.BROKEN : Reply.Kind.MALFORMED;
    }

    private static String words(Reply.Kind kind) {
        return switch (kind) {
            case FORBIDDEN -> "may not be asked";
            case UNREACHABLE -> "could not be reached: no connection, unknown host or an untrusted certificate";
            case TIMEOUT -> "did not answer in time";
            case BROKEN -> "broke the connection before its answer was whole";
            case TOO_LARGE -> "sent more than is read";
            case MALFORMED -> "did not answer in HTTP";
        };
    }

    private static Reply.Lost lost(Reply.Kind kind, URI uri, String what) {
        return new Reply.Lost(kind, "`" + (uri.getHost() == null ? "?" : uri.getHost()) + "` " + what);
    }

    private static long size(HttpHeaders headers) {
        return headers.map().entrySet().stream()
                .mapToLong(line -> line.getValue().stream()
                        .mapToLong(value -> (long) line.getKey().length() + value.length() + 4)
                        .sum())
                .sum();
    }

    /** Ends every exchange under way. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
