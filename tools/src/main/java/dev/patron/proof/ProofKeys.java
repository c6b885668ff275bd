package dev.patron.proof;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.util.Base64URL;
import dev.patron.evm.OwnerOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.text.ParseException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * The two keys that sign proofs, one for each algorithm, made on first use and kept as a JWK set (RFC 7517) in a file that only
 * its owner can read. Each key signs with its own algorithm and no other.
 */
final class ProofKeys {
    private static final int FILE_BYTES_MOST = 4_096;
    private static final int SECRET_BYTES = 32;
    private static final int KEY_ID_BYTES = 8;

    private final OctetSequenceKey secret;
    private final OctetKeyPair pair;

    private ProofKeys(OctetSequenceKey secret, OctetKeyPair pair) {
        this.secret = secret;
        this.pair = pair;
    }

    OctetSequenceKey secret() {
        return secret;
    }

    OctetKeyPair pair() {
        return pair;
    }

    /** Reads the keys, or makes them where there are none; durable before this returns. */
    static ProofKeys open(Path file, SecureRandom random) throws IOException {
        if (!Files.exists(file)) {
            make(file, random);
        }
        if (!OwnerOnly.holds(file)) {
            throw new IOException("others may read it; take their permissions away or delete it");
        }
        if (Files.size(file) > FILE_BYTES_MOST) {
            throw new IOException("it holds no keys of proofs");
        }
        try {
            List<JWK> keys = JWKSet.parse(Files.readString(file)).getKeys();
            if (keys.size() == 2
                    && keys.get(0) instanceof OctetSequenceKey secret
                    && keys.get(1) instanceof OctetKeyPair pair
                    && pair.isPrivate()) {
                return new ProofKeys(secret, pair);
            }
        } catch (ParseException e) {
            throw new IOException("it holds no keys of proofs", e);
        }
        throw new IOException("it holds no keys of proofs");
    }

    private static void make(Path file, SecureRandom random) throws IOException {
        byte[] shared = new byte[SECRET_BYTES];
        random.nextBytes(shared);
        OctetSequenceKey secret = new OctetSequenceKey.Builder(shared)
                .algorithm(JWSAlgorithm.HS256)
                .keyUse(KeyUse.SIGNATURE)
                .keyID("hs-" + id(random))
                .build();
        String set = new JWKSet(List.of(secret, pair(random))).toString(false);
        Path folder = parent(file);
        Files.createDirectories(folder);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        OwnerOnly.create(fresh, set.getBytes(StandardCharsets.UTF_8));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        // The new name, and that of a folder that was just made: without them a power cut takes the keys of proofs that
        // are out.
        OwnerOnly.syncFolder(folder);
        OwnerOnly.syncFolder(parent(folder));
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.toAbsolutePath().getParent(), "it lies in a folder");
    }

    private static OctetKeyPair pair(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(255, random);
            KeyPair made = generator.generateKeyPair();
            byte[] encoded = made.getPublic().getEncoded();
            byte[] x = Arrays.copyOfRange(encoded, encoded.length - SECRET_BYTES, encoded.length);
            byte[] d = ((EdECPrivateKey) made.getPrivate()).getBytes().orElseThrow();
            return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x))
                    .d(Base64URL.encode(d))
                    .algorithm(JWSAlgorithm.EdDSA)
                    .keyUse(KeyUse.SIGNATURE)
                    .keyID("ed-" + id(random))
                    .build();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform from 15 has Ed25519", e);
        }
    }

    private static String id(SecureRandom random) {
        byte[] bytes = new byte[KEY_ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
