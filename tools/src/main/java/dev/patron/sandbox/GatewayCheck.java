package dev.patron.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

/** Has proofs of payment checked: by the gateway, or here with the key that it publishes. */
final class GatewayCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int ANSWER_BYTES_MAX = 64 * 1024;
    private static final String BROKEN = "GATEWAY_UNREACHABLE";

    private final GatewayPlace place;
    private final InstantSource clock;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(PATIENCE)
            .build();

    GatewayCheck(GatewayPlace place, InstantSource clock) {
        this.place = place;
        this.clock = clock;
    }

    /** What a proof must be for. */
    record Bill(String invoice, String amount, String payTo) {}

    /** What a token says, whoever signed it; missing where it is none. */
    static JsonNode claims(String token) {
        String[] parts = token.split("\\.", -1);
        return parts.length == 3 ? decoded(parts[1]) : MissingNode.getInstance();
    }

    private static JsonNode decoded(String part) {
        try {
            return Json.read(Base64.getUrlDecoder().decode(part));
        } catch (IllegalArgumentException _) {
            return MissingNode.getInstance();
        }
    }

    /** Why the bill is not paid by this proof: a word; empty where it is. */
    Optional<String> wrong(String proof, Bill bill) {
        try {
            return place.keyFile().isPresent()
                    ? asked(proof, bill, Files.readString(place.keyFile().get()).strip())
                    : checked(proof, bill);
        } catch (IOException | GeneralSecurityException e) {
            return Optional.of(BROKEN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(BROKEN);
        }
    }

    /** The gateway answers only for payments to the payee of the key, so amount and invoice are left to compare. */
    private Optional<String> asked(String proof, Bill bill, String key) throws IOException, InterruptedException {
        byte[] body = Json.bytes(Json.object().put("proof", proof).put("invoiceId", bill.invoice()));
        Said said = exchange(HttpRequest.newBuilder(URI.create(place.url() + "/verify"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
        JsonNode answer = said.body();
        if (!answer.path("verified").isBoolean() || said.isAboutTheSeller()) {
            return Optional.of(BROKEN);
        }
        if (!answer.path("verified").booleanValue()) {
            return Optional.of(answer.path("errorCode").asText("INVALID_PROOF"));
        }
        return same(answer.path("amount"), bill.amount()) ? Optional.empty() : Optional.of("WRONG_AMOUNT");
    }

    private Optional<String> checked(String proof, Bill bill)
            throws IOException, InterruptedException, GeneralSecurityException {
        JsonNode keys = exchange(HttpRequest.newBuilder(URI.create(place.url() + "/.well-known/jwks.json"))
                        .GET())
                .body()
                .path("keys");
        String[] parts = proof.split("\\.", -1);
        if (parts.length != 3 || !isSigned(parts, keys)) {
            return Optional.of("INVALID_PROOF");
        }
        JsonNode claims = decoded(parts[1]);
        if (!claims.path("invoiceId").asText().equals(bill.invoice())) {
            return Optional.of("INVOICE_MISMATCH");
        }
        if (clock.instant().getEpochSecond() >= claims.path("exp").asLong()) {
            return Optional.of("PROOF_EXPIRED");
        }
        boolean paid = claims.path("payTo").asText().equalsIgnoreCase(bill.payTo())
                && claims.path("network").asText().equals("sandbox")
                && same(claims.path("amount"), bill.amount());
        return paid ? Optional.empty() : Optional.of("WRONG_AMOUNT");
    }

    private static boolean same(JsonNode amount, String expected) {
        try {
            return new BigDecimal(amount.asText()).compareTo(new BigDecimal(expected)) == 0;
        } catch (NumberFormatException _) {
            return false;
        }
    }

    private static boolean isSigned(String[] parts, JsonNode keys) throws GeneralSecurityException {
        JsonNode header = decoded(parts[0]);
        byte[] said = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
        for (JsonNode key : keys) {
            boolean named = header.path("alg").asText().equals("EdDSA")
                    && key.path("crv").asText().equals("Ed25519")
                    && key.path("kid").asText().equals(header.path("kid").asText());
            if (named && isSigned(said, parts[2], publicKey(key.path("x").asText()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSigned(byte[] said, String signature, PublicKey key) throws GeneralSecurityException {
        Signature check = Signature.getInstance("Ed25519");
        check.initVerify(key);
        check.update(said);
        try {
            return check.verify(Base64.getUrlDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return false;
        }
    }

    /** A point as RFC 8032 writes it: little-endian, the sign of x in the highest bit. */
    private static PublicKey publicKey(String x) throws GeneralSecurityException {
        byte[] little = Base64.getUrlDecoder().decode(x);
        byte[] big = new byte[little.length];
        for (int i = 0; i < little.length; i++) {
            big[i] = little[little.length - 1 - i];
        }
        BigInteger number = new BigInteger(1, big);
        EdECPoint point = new EdECPoint(number.testBit(255), number.clearBit(255));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }

    private record Said(int status, JsonNode body) {
        /** Its key, its pace, or the gateway itself: no word about the proof. */
        boolean isAboutTheSeller() {
            return status == 401 || status == 403 || status == 429 || status >= 500;
        }
    }

    private Said exchange(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer =
                client.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            return new Said(answer.statusCode(), Json.read(body.readNBytes(ANSWER_BYTES_MAX)));
        } catch (IllegalArgumentException e) {
            throw new IOException("the gateway's answer is not JSON", e);
        }
    }
}
