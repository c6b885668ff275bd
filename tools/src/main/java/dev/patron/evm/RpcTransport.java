package dev.patron.evm;

import dev.patron.payment.ChainException;
import dev.patron.payment.ForeignText;
import dev.patron.wire.Bounds;
import dev.patron.wire.Reply;
import dev.patron.wire.StrictJson;
import dev.patron.wire.StrictJson.NotJsonException;
import dev.patron.wire.Wire;
import dev.patron.wire.WireRequest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.Service;

/** JSON-RPC over {@link Wire}, for web3j. Every failure is a {@link ChainException} that names the host only. */
final class RpcTransport extends Service {
    private static final int ANSWER_BYTES_MOST = 8 * 1024 * 1024;
    private static final Bounds BOUNDS = new Bounds(Duration.ofSeconds(10), ANSWER_BYTES_MOST, 64 * 1024);

    private final Wire wire;
    private final URI endpoint;

    RpcTransport(Wire wire, URI endpoint) {
        super(false);
        this.wire = wire;
        this.endpoint = endpoint;
    }

    String host() {
        return endpoint.getHost() == null ? "?" : endpoint.getHost();
    }

    /** An endpoint's words, or nothing where they repeat its path or query, which may hold a key. */
    String withoutSecrets(@Nullable String words) {
        String text = words == null ? "" : words;
        for (String part : List.of(text(endpoint.getRawPath()), text(endpoint.getRawQuery()))) {
            if (part.length() > 1 && text.contains(part.substring(1))) {
                return "(withheld)";
            }
        }
        return ForeignText.plain(text);
    }

    private static String text(@Nullable String part) {
        return part == null ? "" : part;
    }

    @Override
    protected InputStream performIO(String payload) {
        return switch (wire.exchange(WireRequest.postJson(endpoint, payload), BOUNDS)) {
            case Reply.Lost(var _, String detail) -> throw new ChainException(detail);
            case Reply.Received(int status, var _, var body) -> {
                if (status != 200) {
                    throw new ChainException("`" + host() + "` answered with status " + status);
                }
                byte[] bytes = body.bytes();
                try {
                    StrictJson.read(bytes, ANSWER_BYTES_MOST);
                } catch (NotJsonException e) {
                    throw new ChainException("`" + host() + "` gave an answer that cannot be read: " + e.getMessage());
                }
                yield new ByteArrayInputStream(bytes);
            }
        };
    }

    @Override
    public void close() {}
}
