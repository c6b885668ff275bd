package dev.patron.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.sandbox.Routes.Asked;
import java.math.BigInteger;
import java.time.Duration;

/** The endpoints under {@code /sandbox}: what it is, money for the asking, refunds, faults, time, finality. */
final class Control {
    private final SandboxChain chain;
    private final Faults faults;
    private final Jobs jobs;

    Control(SandboxChain chain, Faults faults, Jobs jobs) {
        this.chain = chain;
        this.faults = faults;
        this.jobs = jobs;
    }

    Answer answer(Asked asked) {
        try {
            return switch (asked.method() + " " + asked.path()) {
                case "GET /sandbox", "GET /" -> Answer.json(200, about());
                case "POST /sandbox/fund" -> fund(Json.read(asked.body()));
                case "POST /sandbox/refund" -> refund(Json.read(asked.body()));
                case "POST /sandbox/faults" -> schedule(Json.read(asked.body()));
                case "DELETE /sandbox/faults" -> {
                    faults.clear();
                    yield Answer.json(200, about());
                }
                case "POST /sandbox/clock" -> {
                    long seconds = whole(Json.read(asked.body()), "advanceSeconds");
                    chain.advance(Duration.ofSeconds(seconds));
                    yield Answer.json(200, about());
                }
                case "POST /sandbox/chain" -> chain(Json.read(asked.body()));
                default -> Answer.error(404, "not_found", "nothing is here; see GET /sandbox");
            };
        } catch (IllegalArgumentException bad) {
            return Answer.error(400, "invalid_request", String.valueOf(bad.getMessage()));
        }
    }

    private ObjectNode about() {
        ObjectNode about = Json.object()
                .put("simulated", true)
                .put("chainId", Sandbox.CHAIN_ID)
                .put("network", Offer.network())
                .put("token", Sandbox.TOKEN)
                .put("name", Sandbox.TOKEN_NAME)
                .put("version", Sandbox.TOKEN_VERSION)
                .put("symbol", Sandbox.TOKEN_SYMBOL)
                .put("decimals", Sandbox.TOKEN_DECIMALS)
                .put("payTo", Sandbox.PAY_TO)
                .put("gatewayPayTo", Sandbox.GATEWAY_PAY_TO)
                .put("rpc", "/rpc")
                .put("head", chain.head())
                .put("finalized", Math.max(0, chain.finalized()))
                .put("time", chain.time().toString())
                .put("generations", jobs.count());
        ObjectNode prices = about.putObject("prices");
        for (Kind kind : Kind.values()) {
            prices.put(kind.label(), kind.price().toString());
        }
        ArrayNode inForce = about.putArray("faults");
        faults.inForce().forEach(inForce::add);
        return about;
    }

    private Answer fund(JsonNode body) {
        String address = Words.address(body.path("address").asText(""));
        mint(chain, address, Words.uint256(body.path("units").asText("")));
        return Answer.json(
                200,
                Json.object()
                        .put("simulated", true)
                        .put("address", address)
                        .put("balance", chain.balance(address).toString()));
    }

    /** Gives an address new units. */
    static void mint(SandboxChain chain, String address, BigInteger units) {
        if (units.signum() <= 0 || units.bitLength() > 128) {
            throw new IllegalArgumentException("`" + units + "` is not a number of units to give");
        }
        chain.submit(new TokenCall.Mint(Words.address(address), units));
    }

    private Answer refund(JsonNode body) {
        String address = Words.address(body.path("address").asText(""));
        BigInteger units = Words.uint256(body.path("units").asText(""));
        return Answer.json(
                200,
                Json.object()
                        .put("simulated", true)
                        .put("address", address)
                        .put("transaction", payOut(chain, address, units)));
    }

    /** Sends units that the seller holds; the transaction's hash. */
    static String payOut(SandboxChain chain, String address, BigInteger units) {
        TokenCall.Move move = new TokenCall.Move(Words.lower(Sandbox.PAY_TO), Words.address(address), units);
        return switch (chain.submit(new TokenCall.Payout(move))) {
            case SandboxChain.Outcome.Mined mined -> mined.transaction().hash();
            case SandboxChain.Outcome.Refused refused ->
                throw new IllegalArgumentException(refused.refusal().reason());
        };
    }

    private Answer schedule(JsonNode body) {
        String times = body.has("times") ? "*" + body.path("times").asText() : "";
        String kind = body.has("kind") ? "@" + body.path("kind").asText() : "";
        faults.schedule(body.path("name").asText("") + times + kind);
        return Answer.json(200, about());
    }

    private Answer chain(JsonNode body) {
        if (body.has("finalityBlocks")) {
            chain.finality((int) whole(body, "finalityBlocks"));
        }
        if (body.has("dropBlocks")) {
            chain.dropBlocks((int) whole(body, "dropBlocks"));
        }
        return Answer.json(200, about());
    }

    private static long whole(JsonNode body, String field) {
        JsonNode value = body.path(field);
        if (!value.isInt()) {
            throw new IllegalArgumentException("`" + field + "` must be a whole number");
        }
        return value.asInt();
    }
}
