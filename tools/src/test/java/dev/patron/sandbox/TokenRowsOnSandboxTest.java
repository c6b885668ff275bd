package dev.patron.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.Shop;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The sandbox chain accepts and refuses the authorizations of the table, for the reasons that stand there;
 * {@code scripts/interop} shows the same of the token in an EVM.
 */
class TokenRowsOnSandboxTest extends WithSandbox {
    static Stream<JsonNode> rows() throws IOException {
        return table().path("rows").valueStream();
    }

    private static JsonNode table() throws IOException {
        return Buyer.MAPPER.readTree(Shop.vector("token-authorizations.json"));
    }

    @Test
    void theTableIsOfThisToken() throws IOException {
        JsonNode domain = table().path("domain");
        assertEquals(Sandbox.CHAIN_ID, domain.path("chainId").asLong());
        assertEquals(Sandbox.TOKEN, domain.path("verifyingContract").asText());
        assertEquals(Sandbox.TOKEN_NAME, domain.path("name").asText());
        assertEquals(Sandbox.TOKEN_VERSION, domain.path("version").asText());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void aRowEndsAsItSays(JsonNode row) throws IOException {
        row.path("funds")
                .properties()
                .forEach(fund -> sandbox.fund(
                        fund.getKey(), new BigInteger(fund.getValue().asText())));
        for (JsonNode step : row.path("steps")) {
            clock.move(step.path("at").asLong() - clock.instant().getEpochSecond());
            TokenCall call = TokenCall.fromJson(step);
            assertEquals(step.path("outcome").asText(), simulated(call), () -> "simulated: " + step);
            assertEquals(
                    step.path("outcome").asText(), mined(call, step.path("at").asLong()), step::toString);
        }
        for (JsonNode nonce : row.path("nonces")) {
            assertEquals(
                    nonce.path("spent").asBoolean(),
                    sandbox.chain()
                            .isUsed(
                                    nonce.path("authorizer").asText(),
                                    nonce.path("nonce").asText()),
                    nonce::toString);
        }
        for (var balance : row.path("balances").properties()) {
            assertEquals(
                    balance.getValue().asText(),
                    buyer.balance(balance.getKey(), "\"latest\"").toString(),
                    balance::toString);
        }
    }

    private String simulated(TokenCall call) {
        return sandbox.chain().refusal(call).map(Enum::name).orElse("ACCEPTED");
    }

    private String mined(TokenCall call, long second) {
        return switch (sandbox.chain().submit(call)) {
            case SandboxChain.Outcome.Refused(Token.Refusal refusal) -> refusal.name();
            case SandboxChain.Outcome.Mined(Transaction transaction) -> {
                assertEquals(
                        Instant.ofEpochSecond(second),
                        Instant.ofEpochSecond(sandbox.chain().secondsOf(transaction.block())));
                yield "ACCEPTED";
            }
        };
    }
}
