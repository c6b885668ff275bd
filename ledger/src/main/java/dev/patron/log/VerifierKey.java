package dev.patron.log;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The public half of a log's key: what an auditor must have from elsewhere. Ed25519 (RFC 8032) under a key name, as C2SP
 * signed-note uses it. Immutable. Checkpoints are signed by the JDK and checked by another library, which is several times as fast.
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
    private final Ed25519PublicKeyParameters key;
    private final byte[] id;

    private VerifierKey(String name, byte[] raw, Ed25519PublicKeyParameters key) {
        this.name = name;
        this.raw = raw;
        this.key = key;
        this.id = id(name, raw);
    }

    static VerifierKey of(String name, byte[] raw) {
        requireName(name);
        if (raw.length != KEY_BYTES) {
            throw new LogException(LogFault.MALFORMED, "an Ed25519 public key has 32 bytes, not " + raw.length);
        }
        try {
            return new VerifierKey(name, raw.clone(), new Ed25519PublicKeyParameters(raw));
        } catch (IllegalArgumentException e) {
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
        return id.clone();
    }

    private static byte[] id(String name, byte[] raw) {
        MessageDigest digest = Merkle.sha256();
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        digest.update(ED25519);
        return Arrays.copyOf(digest.digest(raw), ID_BYTES);
    }

    /** The key as SubjectPublicKeyInfo in PEM, as openssl reads it. */
    public String pem() {
        byte[] spki = Arrays.copyOf(SPKI_HEAD, SPKI_HEAD.length + KEY_BYTES);
        System.arraycopy(raw, 0, spki, SPKI_HEAD.length, KEY_BYTES);
        return Pem.write("PUBLIC KEY", spki);
    }

    /** Says whether the signature is this key's over the bytes. */
    public boolean verifies(byte[] signed, byte[] signature) {
        return signature.length == SIGNATURE_BYTES
                && key.verify(Ed25519.Algorithm.Ed25519, null, signed, 0, signed.length, signature, 0);
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
