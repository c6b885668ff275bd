package dev.patron.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import dev.patron.invoice.ProofClaims;
import dev.patron.invoice.Prover;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key of proofs signs under its own algorithm and under no other name. */
class JwtProverTest {
    private static final Instant NOON = Instant.parse("2026-05-14T12:00:00Z");
    private static final ProofClaims CLAIMS = new ProofClaims(
            "ledger",
            "pay_1",
            "inv_1",
            "127.0.0.1:4020",
            "0x2222222222222222222222222222222222222222",
            "0.05",
            "sandbox",
            "0x1",
            NOON,
            NOON.plusSeconds(60));

    @TempDir
    Path folder;

    private JwtProver prover;
    private ProofKeys keys;

    @BeforeEach
    void open() throws IOException {
        Path file = folder.resolve("keys");
        prover = JwtProver.open(file, ProofAlgorithm.EDDSA, new SecureRandom());
        keys = ProofKeys.open(file, new SecureRandom());
    }

    /** The claims of an issued proof under a header, signed with the key that makes EdDSA signatures. */
    private Prover.Looked signedUnder(String header) throws JOSEException, ParseException {
        String claims = prover.issue(CLAIMS).text().split("\\.", -1)[1];
        String input = Base64URL.encode(header) + "." + claims;
        Base64URL signature = new Ed25519Hand(keys.pair())
                .sign(
                        JWSHeader.parse("{\"alg\":\"EdDSA\"}"), // what is in it makes no difference to the hand
                        input.getBytes(StandardCharsets.US_ASCII));
        return prover.look(input + "." + signature);
    }

    @Test
    void aSignatureIsNoProofUnderTheNameOfAnotherAlgorithm() throws Exception {
        String key = keys.pair().getKeyID();
        assertEquals(new Prover.Looked.Genuine(CLAIMS), signedUnder("{\"alg\":\"EdDSA\",\"kid\":\"" + key + "\"}"));
        for (String other : new String[] {"HS256", "ES256", "Ed448"}) {
            assertInstanceOf(
                    Prover.Looked.Forged.class,
                    signedUnder("{\"alg\":\"" + other + "\",\"kid\":\"" + key + "\"}"),
                    other);
        }
        String secret = keys.secret().getKeyID();
        assertInstanceOf(Prover.Looked.Forged.class, signedUnder("{\"alg\":\"EdDSA\",\"kid\":\"" + secret + "\"}"));
    }
}
