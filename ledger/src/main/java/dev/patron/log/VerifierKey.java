package dev.patron.log;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The public half of a log's key: what an auditor must have from elsewhere. Ed25519 (RFC 8032) under a key name, as C2SP
 * signed-note uses it. Immutable.
 */
public final class VerifierKey {
    static final int SIGNATURE_BYTES = 64;
    static final int ID_BYTES = 4;
    private static final int KEY_BYTES = 32;
    private static final int NAME_BYTES_MOST = 255;
    private static final byte ED25519 = 1;

    /** What stands before the 32 bytes in a SubjectPublicKeyInfo (RFC 8410). */
    private static final byte[] SPKI_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    private final String name;
    private final byte[] raw;
    private final PublicKey key;

    private VerifierKey(String name, byte[] raw, PublicKey key) {
        this.name = name;
        this.raw = raw;
        this.key = key;
    }

    static VerifierKey of(String name, byte[] raw) {
        requireName(name);
        if (raw.length != KEY_BYTES) {
            throw new LogException(LogFault.MALFORMED, "an Ed25519 public key has 32 bytes, not " + raw.length);
        }
        byte[] spki = Arrays.copyOf(SPKI_HEAD, SPKI_HEAD.length + KEY_BYTES);
        System.arraycopy(raw, 0, spki, SPKI_HEAD.length, KEY_BYTES);
        try {
            return new VerifierKey(
                    name, raw.clone(), KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki)));
        } catch (GeneralSecurityException e) {
            throw new LogException(LogFault.MALFORMED, "the bytes of key `" + name + "` are no Ed25519 public key", e);
        }
    }

    static VerifierKey of(String name, PublicKey key) {
        byte[] spki = key.getEncoded();
        return of(name, Arrays.copyOfRange(spki, spki.length - KEY_BYTES, spki.length));
    }

    /**
     * Reads a verifier key, {@code name+hash+base64(0x01 || key)} with the hash in hexadecimal.
     *
     * @throws LogException with {@link LogFault#MALFORMED}, also when the hash is not that of name and key
     */
    public static VerifierKey parse(String text) {
        String[] parts = text.split("\\+", 3);
        if (parts.length == 3) {
            byte[] typed = Hash.base64(parts[2]);
            if (typed.length == 1 + KEY_BYTES && typed[0] == ED25519) {
                VerifierKey key = of(parts[0], Arrays.copyOfRange(typed, 1, typed.length));
                if (key.toString().equals(text)) {
                    return key;
                }
            }
        }
        throw new LogException(LogFault.MALFORMED, "`" + text + "` is not a verifier key for Ed25519");
    }

    /** The key's name, which is also the origin of the log's checkpoints. */
    public String name() {
        return name;
    }

    /** {@code SHA-256(name || 0x0A || 0x01 || key)[:4]}. */
    byte[] id() {
        MessageDigest digest = Merkle.sha256();
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        digest.update(ED25519);
        return Arrays.copyOf(digest.digest(raw), ID_BYTES);
    }

    /** The key as SubjectPublicKeyInfo in PEM, as openssl reads it. */
    public String pem() {
        return Pem.write("PUBLIC KEY", key.getEncoded());
    }

    /** Says whether the signature is this key's over the bytes. */
    public boolean verifies(byte[] signed, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(signed);
            return signature.length == SIGNATURE_BYTES && verifier.verify(signature);
        } catch (SignatureException e) {
            return false;
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("a public key that was read can be used", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has Ed25519", e);
        }
    }

    /** The verifier key, as {@link #parse} reads it. */
    @Override
    public String toString() {
        byte[] typed = new byte[1 + KEY_BYTES];
        typed[0] = ED25519;
        System.arraycopy(raw, 0, typed, 1, KEY_BYTES);
        return name + "+" + HexFormat.of().formatHex(id()) + "+"
                + Base64.getEncoder().encodeToString(typed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifierKey key && toString().equals(key.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** Refuses what C2SP signed-note does not allow as a key name, and what is longer than 255 bytes. */
    static void requireName(String name) {
        boolean isFit = !name.isEmpty()
                && name.getBytes(StandardCharsets.UTF_8).length <= NAME_BYTES_MOST
                && name.codePoints()
                        .noneMatch(c -> c == '+'
                                || Character.isWhitespace(c)
                                || Character.isSpaceChar(c)
                                || Character.isISOControl(c)
                                || Character.getType(c) == Character.SURROGATE);
        if (!isFit) {
            throw new LogException(
                    LogFault.MALFORMED, "`" + name + "` is no key name: it may have neither spaces nor plus signs");
        }
    }
}
