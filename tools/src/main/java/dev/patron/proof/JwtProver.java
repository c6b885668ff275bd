package dev.patron.proof;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.patron.invoice.ProofClaims;
import dev.patron.invoice.Prover;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Proofs as JSON web tokens (RFC 7519) of one line: signed by one of two keys, recognised from either.
 *
 * <p>The key that a token names decides the algorithm that it must have; {@code none} and every other are forgeries.
 */
public final class JwtProver implements Prover {
    private static final int TOKEN_CHARS_MOST = 4_096;

    private final ProofKeys keys;
    private final ProofAlgorithm algorithm;
    private final Hand mac;
    private final Hand signature;

    /** One key: how it signs and checks, and the name and algorithm of what it makes. */
    private record Hand(JWSAlgorithm algorithm, String key, JWSSigner signer, JWSVerifier verifier) {}

    private JwtProver(ProofKeys keys, ProofAlgorithm algorithm) throws JOSEException {
        this.keys = keys;
        this.algorithm = algorithm;
        byte[] secret = keys.secret().toByteArray();
        Ed25519Hand hand = new Ed25519Hand(keys.pair());
        this.mac =
                new Hand(JWSAlgorithm.HS256, keys.secret().getKeyID(), new MACSigner(secret), new MACVerifier(secret));
        this.signature = new Hand(JWSAlgorithm.EdDSA, keys.pair().getKeyID(), hand, hand);
    }

    /**
     * Opens the keys in a file, made if there are none.
     *
     * @throws IOException when the file holds something else, others can read it, or it cannot be written
     */
    public static JwtProver open(Path file, ProofAlgorithm algorithm, SecureRandom random) throws IOException {
        try {
            return new JwtProver(ProofKeys.open(file, random), algorithm);
        } catch (IllegalArgumentException | JOSEException e) {
            throw new IOException("it holds no keys of proofs", e);
        }
    }

    /** The public key as a JWK set, for providers that check offline; also while proofs are signed otherwise, since those before may live. */
    public String publicKeys() {
        return new JWKSet((JWK) keys.pair().toPublicJWK()).toString(true);
    }

    @Override
    public Token issue(ProofClaims claims) {
        Hand hand = algorithm == ProofAlgorithm.EDDSA ? signature : mac;
        SignedJWT token = new SignedJWT(header(hand), written(claims));
        try {
            token.sign(hand.signer());
        } catch (JOSEException e) {
            throw new IllegalStateException("a proof could not be signed", e);
        }
        return new Token(token.serialize(), hand.key());
    }

    /** The members in the order in which the reference prints them. */
    private static JWSHeader header(Hand hand) {
        String text = "{\"alg\":\"" + hand.algorithm() + "\",\"typ\":\"JWT\",\"kid\":\"" + hand.key() + "\"}";
        try {
            return JWSHeader.parse(Base64URL.encode(text));
        } catch (ParseException e) {
            throw new IllegalStateException("this is a header", e);
        }
    }

    private static JWTClaimsSet written(ProofClaims claims) {
        return new JWTClaimsSet.Builder()
                .issuer(claims.issuer())
                .subject(claims.paymentId())
                .audience(claims.provider())
                .issueTime(Date.from(claims.issuedAt()))
                .expirationTime(Date.from(claims.expiresAt()))
                .claim("invoiceId", claims.invoiceId())
                .claim("amount", claims.amount())
                .claim("payTo", claims.payTo())
                .claim("network", claims.network())
                .claim("txHash", claims.txHash())
                .build();
    }

    @Override
    public Looked look(String token) {
        if (token.length() > TOKEN_CHARS_MOST) {
            return new Looked.Malformed();
        }
        try {
            SignedJWT read = SignedJWT.parse(token);
            Optional<Hand> hand = hand(read.getHeader());
            if (hand.isEmpty() || !read.verify(hand.get().verifier())) {
                return new Looked.Forged();
            }
            return new Looked.Genuine(read(read.getJWTClaimsSet()));
        } catch (ParseException e) {
            return new Looked.Malformed();
        } catch (JOSEException e) {
            return new Looked.Forged();
        }
    }

    private Optional<Hand> hand(JWSHeader header) {
        for (Hand hand : new Hand[] {mac, signature}) {
            if (hand.key().equals(header.getKeyID()) && hand.algorithm().equals(header.getAlgorithm())) {
                return Optional.of(hand);
            }
        }
        return Optional.empty();
    }

    private static ProofClaims read(JWTClaimsSet claims) throws ParseException {
        return new ProofClaims(
                text(claims.getIssuer()),
                text(claims.getSubject()),
                text(claims.getStringClaim("invoiceId")),
                claims.getAudience().isEmpty() ? "" : text(claims.getAudience().getFirst()),
                text(claims.getStringClaim("payTo")),
                text(claims.getStringClaim("amount")),
                text(claims.getStringClaim("network")),
                text(claims.getStringClaim("txHash")),
                time(claims.getIssueTime()),
                time(claims.getExpirationTime()));
    }

    private static String text(@Nullable String claim) {
        return claim == null ? "" : claim;
    }

    private static Instant time(@Nullable Date claim) {
        return claim == null ? Instant.EPOCH : claim.toInstant();
    }
}
