package dev.patron.paywall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.patron.wire.Bounds;
import dev.patron.wire.Reply;
import dev.patron.wire.StrictJson;
import dev.patron.wire.Wire;
import dev.patron.wire.WireRequest;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Asks the gateway's {@code /verify} with the provider's key.
 *
 * <p>The gateway answers for payments to the payee of the key and says the amount; what else the token says, once the gateway has called
 * it genuine, must be the bill's, so that play money pays for nothing on {@code mainnet}.
 */
public final class GatewayProofCheck implements ProofCheck {
    private static final int BYTES_MOST = 64 * 1024;
    private static final Pattern CODE = Pattern.compile("[A-Z_]{1,40}");

    private final URI verify;
    private final String key;
    private final Wire wire;
    private final Duration patience;

    /**
     * @param gateway its base address
     * @param key     the provider's key there; in no message
     */
    public GatewayProofCheck(URI gateway, String key, Wire wire, Duration patience) {
        this.verify = URI.create(gateway + "/verify");
        this.key = key;
        this.wire = wire;
        this.patience = patience;
    }

    /** The gateway lets a provider ask only so often. */
    @Override
    public boolean isMetered() {
        return true;
    }

    @Override
    public Checked check(String proof, Bill bill) {
        String body = JsonNodeFactory.instance
                .objectNode()
                .put("proof", proof)
                .put("invoiceId", bill.invoiceId())
                .toString();
        WireRequest request = new WireRequest(
                "POST",
                verify,
                List.of(Map.entry("Content-Type", "application/json"), Map.entry("Authorization", "Bearer " + key)),
                body);
        return switch (wire.exchange(request, new Bounds(patience, BYTES_MOST, BYTES_MOST))) {
            case Reply.Lost(var _, String detail) -> new Checked.Unknown(detail);
            case Reply.Received received -> read(received, proof, bill);
        };
    }

    private static Checked read(Reply.Received received, String proof, Bill bill) {
        JsonNode answer;
        try {
            answer = StrictJson.read(received.body().bytes(), BYTES_MOST).root();
        } catch (StrictJson.NotJsonException e) {
            return new Checked.Unknown("the gateway's answer cannot be read");
        }
        JsonNode verified = answer.path("verified");
        if (received.status() == 200 && verified.isBoolean() && verified.booleanValue()) {
            return held(answer, proof, bill);
        }
        String code = answer.path("errorCode").asText();
        boolean said = verified.isBoolean()
                && !verified.booleanValue()
                && CODE.matcher(code).matches();
        return said && received.status() < 500 && received.status() != 401 && received.status() != 429
                ? new Checked.Refused(code)
                : new Checked.Unknown("the gateway answered " + received.status());
    }

    private static Checked held(JsonNode answer, String proof, Bill bill) {
        if (!Token.isAmount(answer.path("amount"), bill.amount())) {
            return new Checked.Refused("WRONG_PRICE");
        }
        Optional<Token> token = Token.of(proof);
        if (token.isPresent()
                && token.get().claims().has("payTo")
                && !token.get().names(bill.payTo())) {
            return new Checked.Refused("WRONG_PAYEE");
        }
        if (token.isPresent() && token.get().contradicts("network", bill.network())) {
            return new Checked.Refused("WRONG_NETWORK");
        }
        Checked.Paid said = Checked.Paid.at(answer.path("paidAt"), ChronoUnit.MILLIS);
        return said.at().isPresent() || token.isEmpty()
                ? said
                : Checked.Paid.at(token.get().claims().path("iat"), ChronoUnit.SECONDS);
    }
}
