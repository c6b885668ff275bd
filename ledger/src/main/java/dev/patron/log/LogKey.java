package dev.patron.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/**
 * The key with which a log signs its checkpoints: Ed25519 (RFC 8032). Its file holds the private key as PKCS#8 and the
 * public key as SubjectPublicKeyInfo, both in PEM (RFC 7468, RFC 8410), and is for its owner only. Immutable.
 */
public final class LogKey {
    private final PrivateKey key;
    private final VerifierKey verifier;

    private LogKey(PrivateKey key, VerifierKey verifier) {
        this.key = key;
        this.verifier = verifier;
    }

    /**
     * Makes a key of that name, which is to be the log's origin.
     *
     * @throws LogException with {@link LogFault#MALFORMED} for a name with spaces or plus signs
     */
    public static LogKey generate(String name, SecureRandom random) {
        VerifierKey.requireName(name);
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, random);
            KeyPair pair = generator.generateKeyPair();
            return new LogKey(pair.getPrivate(), VerifierKey.of(name, pair.getPublic()));
        } catch (GeneralSecurityException e) {
            throw noEd25519(e);
        }
    }

    /**
     * Reads the key that {@link #store} wrote.
     *
     * @throws LogException with {@link LogFault#STORE} when there is none, {@link LogFault#MALFORMED} when its halves do
     *     not belong together
     */
    public static LogKey load(String name, Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.US_ASCII);
            KeyFactory factory = KeyFactory.getInstance("Ed25519");
            LogKey key = new LogKey(
                    factory.generatePrivate(new PKCS8EncodedKeySpec(Pem.read("PRIVATE KEY", text))),
                    VerifierKey.of(name, factory.generatePublic(new X509EncodedKeySpec(Pem.read("PUBLIC KEY", text)))));
            byte[] sample = name.getBytes(StandardCharsets.UTF_8);
            if (!key.verifier.verifies(sample, key.sign(sample))) {
                throw new LogException(LogFault.MALFORMED, "the two keys in `" + file + "` do not belong together");
            }
            return key;
        } catch (IOException e) {
            throw new LogException(LogFault.STORE, "the log's key `" + file + "` could not be read", e);
        } catch (GeneralSecurityException e) {
            throw new LogException(LogFault.MALFORMED, "`" + file + "` holds no Ed25519 key", e);
        }
    }

    /** Writes the key to a file that is not there yet; on disk when this returns. */
    public void store(Path file) {
        String text = Pem.write("PRIVATE KEY", key.getEncoded()) + verifier.pem();
        try {
            DurableFiles.writeNewForOwner(file, text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new LogException(LogFault.STORE, "the log's key `" + file + "` could not be written", e);
        }
    }

    public VerifierKey verifier() {
        return verifier;
    }

    byte[] sign(byte[] bytes) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(key);
            signer.update(bytes);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw noEd25519(e);
        }
    }

    private static IllegalStateException noEd25519(GeneralSecurityException e) {
        return new IllegalStateException("every Java platform has Ed25519", e);
    }
}
