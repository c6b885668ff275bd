package dev.patron.paywall;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.wire.Bounds;
import dev.patron.wire.Reply;
import dev.patron.wire.StrictJson;
import dev.patron.wire.Wire;
import dev.patron.wire.WireRequest;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Checks proofs here, with the Ed25519 keys that the gateway publishes (RFC 7517, RFC 8037): the gateway is asked for its keys
 * alone, at most every minute.
 *
 * <p>A token that names another algorithm or an unknown key is a forgery.
 */
public final class PublishedKeyCheck implements ProofCheck {
    private static final int BYTES_MOST = 64 * 1024;
    private static final Duration AGAIN = Duration.ofMinutes(1);
    private static final int KEY_BYTES = 32;

    private final URI keySet;
    private final Wire wire;
    private final Duration patience;
    private final InstantSource clock;
    private Map<String, PublicKey> keys = Map.of();
    private Instant asked = Instant.MIN;

    /** @param gateway its base address */
    public PublishedKeyCheck(URI gateway, Wire wire, Duration patience, InstantSource clock) {
        this.keySet = URI.create(gateway + "/.well-known/jwks.json");
        this.wire = wire;
        this.patience = patience;
        this.clock = clock;
    }

    @Override
    public Checked check(String proof, Bill bill) {
        Optional<Token> read = Token.of(proof);
        if (read.isEmpty() || !"EdDSA".equals(read.get().header().path("alg").textValue())) {
            return new Checked.Refused("INVALID_PROOF");
        }
        Token token = read.get();
        Optional<PublicKey> key = key(token.header().path("kid").asText());
        if (key.isEmpty()) {
            return isKnownAny()
                    ? new Checked.Refused("INVALID_PROOF")
                    : new Checked.Unknown("the gateway gave no keys");
        }
        return isSigned(token, key.get()) ? held(token, bill) : new Checked.Refused("INVALID_PROOF");
    }

    private Checked held(Token token, Bill bill) {
        if (!token.says("invoiceId", bill.invoiceId())) {
            return new Checked.Refused("INVOICE_MISMATCH");
        }
        long now = clock.instant().getEpochSecond();
        JsonNode end = token.claims().path("exp");
        if (!end.canConvertToLong() || now >= end.asLong()) {
            return new Checked.Refused("PROOF_EXPIRED");
        }
        if (!token.names(bill.payTo())) {
            return new Checked.Refused("WRONG_PAYEE");
        }
        if (!token.says("network", bill.network())) {
            return new Checked.Refused("WRONG_NETWORK");
        }
        return Token.isAmount(token.claims().path("amount"), bill.amount())
                ? Checked.Paid.at(token.claims().path("iat"), ChronoUnit.SECONDS)
                : new Checked.Refused("WRONG_PRICE");
    }

    private static boolean isSigned(Token token, PublicKey key) {
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(token.signedBytes());
            return check.verify(Base64.getUrlDecoder().decode(token.signature()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private synchronized boolean isKnownAny() {
        return !keys.isEmpty();
    }

    private synchronized Optional<PublicKey> key(String id) {
        Instant now = clock.instant();
        if (!keys.containsKey(id) && (asked.equals(Instant.MIN) || !now.isBefore(asked.plus(AGAIN)))) {
            asked = now;
            fetch().ifPresent(found -> keys = found);
        }
        return Optional.ofNullable(keys.get(id));
    }

    private Optional<Map<String, PublicKey>> fetch() {
        if (!(wire.exchange(WireRequest.get(keySet), new Bounds(patience, BYTES_MOST, BYTES_MOST))
                        instanceof Reply.Received received)
                || received.status() != 200) {
            return Optional.empty();
        }
        try {
            Map<String, PublicKey> found = new HashMap<>();
            for (JsonNode key :
                    StrictJson.read(received.body().bytes(), BYTES_MOST).root().path("keys")) {
                if ("Ed25519".equals(key.path("crv").textValue())) {
                    found.put(key.path("kid").asText(), publicKey(key.path("x").asText()));
                }
            }
            return Optional.of(found);
        } catch (StrictJson.NotJsonException | GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A point as RFC 8032 writes it: y in little-endian order, the sign of x in its highest bit. */
    private static PublicKey publicKey(String x) throws GeneralSecurityException {
        byte[] little = Base64.getUrlDecoder().decode(x);
        if (little.length != KEY_BYTES) {
            throw new IllegalArgumentException("an Ed25519 key has " + KEY_BYTES + " bytes");
        }
        byte[] big = new byte[KEY_BYTES];
        for (int i = 0; i < KEY_BYTES; i++) {
            big[i] = little[KEY_BYTES - 1 - i];
        }
        BigInteger number = new BigInteger(1, big);
        int sign = KEY_BYTES * Byte.SIZE - 1;
        EdECPoint point = new EdECPoint(number.testBit(sign), number.clearBit(sign));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }
}
