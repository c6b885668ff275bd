package dev.patron.evm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.Shop;
import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.money.Usd;
import dev.patron.payment.Authorization;
import dev.patron.payment.TokenDomain;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.web3j.crypto.StructuredDataEncoder;
import org.web3j.utils.Numeric;

class Eip3009DigestTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<JsonNode> vectors() throws IOException {
        return JSON.readTree(Shop.vector("eip3009.json")).path("vectors").valueStream();
    }

    static Asset asset(JsonNode domain) {
        return new Asset(
                "USDC",
                new Network("eip155", domain.path("chainId").asText()),
                new Address(domain.path("verifyingContract").asText()),
                6,
                Usd.parse("1"));
    }

    static TokenDomain domain(JsonNode domain) {
        return new TokenDomain(
                domain.path("name").asText(), domain.path("version").asText());
    }

    static Eip3009Digest.Transfer transfer(JsonNode message) {
        return new Eip3009Digest.Transfer(
                new Address(message.path("from").asText()),
                new Address(message.path("to").asText()),
                new BigInteger(message.path("value").asText()),
                new BigInteger(message.path("validAfter").asText()),
                new BigInteger(message.path("validBefore").asText()),
                message.path("nonce").asText());
    }

    /** A vector as what is signed here, for those that are valid from the beginning of time. */
    static Authorization.Eip3009 authorization(JsonNode vector) {
        JsonNode message = vector.path("message");
        return new Authorization.Eip3009(
                domain(vector.path("domain")),
                new Address(message.path("from").asText()),
                new Address(message.path("to").asText()),
                Amount.ofUnits(
                        asset(vector.path("domain")), message.path("value").asText()),
                Instant.ofEpochSecond(message.path("validBefore").asLong()),
                message.path("nonce").asText());
    }

    @Test
    void thereAreSevenVectors() throws IOException {
        assertEquals(7, vectors().count());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void aVectorsDigestIsFound(JsonNode vector) {
        Eip3009Digest digest = new Eip3009Digest(asset(vector.path("domain")), domain(vector.path("domain")));
        Eip3009Digest.Transfer transfer = transfer(vector.path("message"));
        assertEquals(vector.path("domainSeparator").asText(), Numeric.toHexString(digest.domainSeparator()));
        assertEquals(vector.path("structHash").asText(), Numeric.toHexString(transfer.hash()));
        assertEquals(vector.path("digest").asText(), Numeric.toHexString(digest.of(transfer)));
        assertEquals(
                vector.path("signature").asText(),
                KeyWallet.ofHex(vector.path("privateKey").asText()).signature(digest.of(transfer)));
    }

    @Test
    void randomAuthorizationsAgreeWithAnotherEncoder() throws IOException {
        Random random = new Random(712);
        ObjectNode typed = (ObjectNode) vectors().findFirst().orElseThrow();
        for (int round = 0; round < 40; round++) {
            typed.withObject("/domain")
                    .put("name", "Coin ü" + random.nextInt())
                    .put("version", String.valueOf(random.nextInt(9)))
                    .put("chainId", 1 + random.nextInt(1_000_000));
            typed.withObject("/message")
                    .put("to", "0x1" + hex(random, 39))
                    .put("value", new BigInteger(random.nextInt(1, 256), random).toString())
                    .put("validBefore", String.valueOf(random.nextLong(1, 1L << 40)))
                    .put("nonce", "0x" + hex(random, 64));
            Authorization.Eip3009 authorization = authorization(typed);
            assertArrayEquals(
                    new StructuredDataEncoder(typed.deepCopy()
                                    .retain("types", "primaryType", "domain", "message")
                                    .toString())
                            .hashStructuredData(),
                    new Eip3009Digest(authorization.amount().asset(), authorization.domain()).of(authorization),
                    typed::toString);
        }
    }

    private static String hex(Random random, int digits) {
        StringBuilder text = new StringBuilder();
        random.ints(digits, 0, 16).forEach(digit -> text.append(Character.forDigit(digit, 16)));
        return text.toString();
    }

    @Test
    void aNonceThatIsNot32BytesIsRefused() throws IOException {
        Authorization.Eip3009 good = authorization(vectors().findFirst().orElseThrow());
        Eip3009Digest digest = new Eip3009Digest(good.amount().asset(), good.domain());
        for (String nonce :
                new String[] {"", "0x", good.nonce().substring(2), good.nonce() + "00", "0x" + "g".repeat(64)}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> digest.of(new Authorization.Eip3009(
                            good.domain(), good.from(), good.to(), good.amount(), good.validBefore(), nonce)));
        }
    }
}
