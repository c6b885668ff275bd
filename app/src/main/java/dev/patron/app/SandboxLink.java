package dev.patron.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.patron.cli.HouseException;
import dev.patron.money.Address;
import dev.patron.sandbox.Sandbox;
import dev.patron.wire.Bounds;
import dev.patron.wire.Reply;
import dev.patron.wire.Wire;
import dev.patron.wire.WireRequest;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;

/** Talks to a sandbox about itself: whether it is one, and for more of its make-believe money. */
final class SandboxLink {
    private static final Bounds BOUNDS = new Bounds(Markets.Manners.DEMAND, 256 * 1024, 32 * 1024);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private final Wire wire;
    private final URI url;

    SandboxLink(Wire wire, URI url) {
        this.wire = wire;
        this.url = url;
    }

    /**
     * @throws HouseException when nothing answers there, or something that is not a sandbox
     */
    void check() {
        JsonNode facts = ask(WireRequest.get(url.resolve("/sandbox")));
        boolean ours = facts.path("simulated").asBoolean()
                && facts.path("chainId").asText().equals(Long.toString(Sandbox.CHAIN_ID));
        if (!ours) {
            throw new HouseException("`" + url + "` is not a Patron sandbox: it has another chain");
        }
    }

    void fund(Address wallet, BigInteger units) {
        String body = MAPPER.createObjectNode()
                .put("address", wallet.text())
                .put("units", units.toString())
                .toString();
        JsonNode answer = ask(WireRequest.postJson(url.resolve("/sandbox/fund"), body));
        if (answer.has("error")) {
            throw new HouseException("the sandbox would not fund the wallet: "
                    + answer.path("message").asText());
        }
    }

    private JsonNode ask(WireRequest request) {
        return switch (wire.exchange(request, BOUNDS)) {
            case Reply.Received received -> {
                try {
                    yield MAPPER.readTree(received.body().bytes());
                } catch (IOException e) {
                    throw new HouseException("`" + url + "` is not a Patron sandbox: its answer is not JSON", e);
                }
            }
            case Reply.Lost lost ->
                throw new HouseException(
                        "no sandbox answers at `" + url + "`: " + lost.detail() + "; start one with `patron sandbox`");
        };
    }
}
