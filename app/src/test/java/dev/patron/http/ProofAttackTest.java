package dev.patron.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.http.GatewayBench.Answer;
import dev.patron.invoice.ProofClaims;
import dev.patron.invoice.Prover;
import dev.patron.proof.JwtProver;
import dev.patron.proof.ProofAlgorithm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proofs that were made elsewhere, otherwise or of something else, shown to a gateway that signs with a public key. */
class ProofAttackTest {
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    @TempDir
    static Path folder;

    private static GatewayBench bench;

    private String provider = "";
    private String proof = "";

    @BeforeAll
    static void open() throws IOException {
        bench = new GatewayBench(folder, ProofAlgorithm.EDDSA);
    }

    @AfterAll
    static void close() {
        bench.closeSound();
    }

    @BeforeEach
    void begin() {
        bench.next();
        provider = bench.providerKey(bench.host(), GatewayBench.PAYEE);
        proof = bench.paid(bench.agentKey("default"), "inv_1");
    }

    private void refused(String text, String why) {
        Answer answer = bench.verify(provider, text, "inv_1");
        assertEquals("400 INVALID_PROOF", answer.status() + " " + answer.text("errorCode"), why);
    }

    private static String url(String text) {
        return URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String mac(byte[] secret, String signed) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        return signed + "." + URL.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void at059NoOtherKeyOrAlgorithmMakesAProof() throws Exception {
        String[] parts = proof.split("\\.", -1);
        String kid = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8)
                .replaceAll(".*\"kid\":\"([^\"]+)\".*", "$1");
        String published = bench.send(bench.request(".well-known/jwks.json").GET())
                .body()
                .path("keys")
                .path(0)
                .path("x")
                .asText();
        String confused = url("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"" + kid + "\"}") + "." + parts[1];
        refused(mac(Base64.getUrlDecoder().decode(published), confused), "its public key is no secret");
        refused(mac(published.getBytes(StandardCharsets.US_ASCII), confused), "nor is its text");
        for (String head : List.of(
                "{\"alg\":\"none\",\"kid\":\"" + kid + "\"}",
                "{\"alg\":\"NONE\"}",
                "{\"alg\":\"EdDSA\"}",
                "{\"alg\":\"EdDSA\",\"kid\":\"ed-0000000000000000\"}",
                "{\"alg\":\"EdDSA\",\"kid\":\"../../" + kid + "\"}",
                "{\"alg\":\"ES256\",\"kid\":\"" + kid + "\"}",
                "{\"alg\":\"EdDSA\",\"kid\":\"" + kid + "\",\"crit\":[\"b64\"],\"b64\":false}",
                "{}")) {
            refused(url(head) + "." + parts[1] + "." + parts[2], head);
            refused(url(head) + "." + parts[1] + ".", head);
        }
        JwtProver stranger = JwtProver.open(folder.resolve("stranger"), ProofAlgorithm.EDDSA, new SecureRandom());
        String[] strange = stranger.issue(claims()).text().split("\\.", -1);
        refused(String.join(".", strange), "a stranger's key");
        refused(parts[0] + "." + parts[1] + "." + strange[2], "a stranger's signature under our key's name");
        assertEquals(200, bench.verify(provider, proof, "inv_1").status());
    }

    private ProofClaims claims() {
        return assertInstanceOf(Prover.Looked.Genuine.class, bench.prover.look(proof))
                .claims();
    }

    /** Even who has the key that signs proofs shows no payment that is not there. */
    @Test
    void at059WhatEvenAGenuineSignatureSaysMustBeWhatTheLedgerSays() {
        ProofClaims of = claims();
        assertEquals(proof, bench.prover.issue(of).text());
        for (ProofClaims other : List.of(
                changed("f".repeat(32), of.invoiceId(), of.payTo(), of.amount(), Duration.ZERO),
                changed(of.issuer(), "inv_2", of.payTo(), of.amount(), Duration.ZERO),
                changed(of.issuer(), of.invoiceId(), "1Other", of.amount(), Duration.ZERO),
                changed(of.issuer(), of.invoiceId(), of.payTo(), "5000", Duration.ZERO),
                changed(of.issuer(), of.invoiceId(), of.payTo(), of.amount(), Duration.ofHours(1)),
                changed(of.issuer(), of.invoiceId(), of.payTo(), of.amount(), Duration.ofHours(-1)))) {
            refused(bench.prover.issue(other).text(), other.toString());
        }
        bench.move(Duration.ofHours(24));
        assertEquals("PROOF_EXPIRED", bench.verify(provider, proof, "inv_1").text("errorCode"));
        refused(
                bench.prover
                        .issue(changed(of.issuer(), of.invoiceId(), of.payTo(), of.amount(), Duration.ofDays(1)))
                        .text(),
                "a longer life");
    }

    /** The same claims but for some, or later by so much. */
    private ProofClaims changed(String issuer, String invoice, String payTo, String amount, Duration later) {
        ProofClaims of = claims();
        return new ProofClaims(
                issuer,
                of.paymentId(),
                invoice,
                of.provider(),
                payTo,
                amount,
                of.network(),
                of.txHash(),
                of.issuedAt().plus(later),
                of.expiresAt().plus(later));
    }

    @Test
    void at058AnotherProvidersProofDoesNotExist() {
        String other = bench.providerKey("other-" + bench.host(), GatewayBench.PAYEE);
        String elsewhere = bench.providerKey(bench.host(), "1Other");
        ProofClaims none = new ProofClaims(
                claims().issuer(),
                "payment_" + "0".repeat(64),
                "inv_1",
                bench.host(),
                GatewayBench.PAYEE,
                "0.05",
                "sandbox",
                claims().txHash(),
                claims().issuedAt(),
                claims().expiresAt());
        Answer never = bench.verify(provider, bench.prover.issue(none).text(), "inv_1");
        assertEquals("404 PAYMENT_NOT_FOUND", never.status() + " " + never.text("errorCode"));
        for (String key : List.of(other, elsewhere)) {
            Answer answer = bench.verify(key, proof, "inv_1");
            assertEquals(404, answer.status());
            assertEquals(never.body(), answer.body(), "nobody can tell it from one that never was");
        }
        assertEquals(200, bench.verify(provider, proof, "inv_1").status());
    }

    /** What was signed before the settings changed can be checked offline until its end. */
    @Test
    void aProofFromBeforeTheSettingsChangedCanStillBeCheckedOffline(@TempDir Path place) throws Exception {
        String before;
        try (GatewayBench other = new GatewayBench(place, ProofAlgorithm.EDDSA)) {
            before = other.paid(other.agentKey("default"), "inv_1");
        }
        String head = new String(Base64.getUrlDecoder().decode(before.split("\\.", -1)[0]), StandardCharsets.UTF_8);
        try (GatewayBench other = new GatewayBench(place, ProofAlgorithm.HS256)) {
            JsonNode keys = other.send(other.request(".well-known/jwks.json").GET())
                    .body()
                    .path("keys");
            assertEquals(1, keys.size());
            assertEquals("Ed25519", keys.path(0).path("crv").asText());
            assertTrue(head.contains("\"kid\":\"" + keys.path(0).path("kid").asText() + "\""), head);
        }
    }
}
