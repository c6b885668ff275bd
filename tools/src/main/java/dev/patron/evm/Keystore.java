package dev.patron.evm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.money.Address;
import dev.patron.payment.WalletException;
import dev.patron.wire.StrictJson;
import dev.patron.wire.StrictJson.NotJsonException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.params.KeyParameter;
import org.web3j.crypto.Hash;

/**
 * The JSON document that holds a private key under a password: web3 secret storage, version 3.
 *
 * <p>scrypt or PBKDF2-HMAC-SHA-256 makes 32 bytes of the password; the first half encrypts the key by AES-128-CTR, the
 * second, hashed by Keccak-256 with the ciphertext, tells a wrong password. Work and memory that a document asks for
 * are bounded. No message holds key material or repeats the document.
 */
final class Keystore {
    /** The greatest document that is read. */
    static final int BYTES_MOST = 16 * 1024;

    private static final int SCRYPT_N = 1 << 17;
    private static final int SCRYPT_R = 8;
    private static final int SCRYPT_P = 1;
    private static final long SCRYPT_BYTES_MOST = 512L * 1024 * 1024;
    private static final int SCRYPT_P_MOST = 16;
    private static final int ROUNDS_MOST = 10_000_000;
    private static final int DERIVED_BYTES = 32;
    private static final int SECRET_BYTES = 32;
    private static final HexFormat HEX = HexFormat.of();

    private Keystore() {}

    /** A key under a password, by scrypt with 128 MiB. */
    static byte[] seal(byte[] secret, byte[] password, SecureRandom random) {
        byte[] salt = bytes(random, 32);
        byte[] vector = bytes(random, 16);
        byte[] derived = SCrypt.generate(password, salt, SCRYPT_N, SCRYPT_R, SCRYPT_P, DERIVED_BYTES);
        byte[] ciphertext = cipher(Cipher.ENCRYPT_MODE, derived, vector, secret);
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("version", 3);
        document.put("id", uuid(bytes(random, 16)));
        document.put("address", KeyWallet.of(secret).address().text().substring(2));
        ObjectNode crypto = document.putObject("crypto");
        crypto.put("cipher", "aes-128-ctr");
        crypto.putObject("cipherparams").put("iv", HEX.formatHex(vector));
        crypto.put("ciphertext", HEX.formatHex(ciphertext));
        crypto.put("kdf", "scrypt");
        ObjectNode parameters = crypto.putObject("kdfparams");
        parameters.put("dklen", DERIVED_BYTES);
        parameters.put("n", SCRYPT_N);
        parameters.put("r", SCRYPT_R);
        parameters.put("p", SCRYPT_P);
        parameters.put("salt", HEX.formatHex(salt));
        crypto.put("mac", HEX.formatHex(mac(derived, ciphertext)));
        return (document.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The wallet of the key in a document.
     *
     * @throws WalletException when the password is wrong, or the document is none or asks for too much
     */
    static KeyWallet open(byte[] document, byte[] password) {
        JsonNode root = parsed(document);
        JsonNode crypto = root.has("crypto") ? root.path("crypto") : root.path("Crypto");
        if (!crypto.path("cipher").asText().equals("aes-128-ctr")) {
            throw new WalletException("its cipher is not `aes-128-ctr`");
        }
        byte[] ciphertext = hex(crypto.path("ciphertext"), "ciphertext");
        byte[] vector = hex(crypto.path("cipherparams").path("iv"), "iv");
        byte[] stated = hex(crypto.path("mac"), "mac");
        if (ciphertext.length != SECRET_BYTES || vector.length != 16 || stated.length != 32) {
            throw new WalletException("its `ciphertext`, `iv` or `mac` has the wrong length");
        }
        byte[] derived = derived(crypto.path("kdf").asText(), crypto.path("kdfparams"), password);
        if (!MessageDigest.isEqual(stated, mac(derived, ciphertext))) {
            throw new WalletException("the password is wrong, or the file was changed");
        }
        byte[] secret = cipher(Cipher.DECRYPT_MODE, derived, vector, ciphertext);
        try {
            KeyWallet wallet = KeyWallet.of(secret);
            if (!address(root).orElse(wallet.address()).equals(wallet.address())) {
                throw new WalletException("its `address` is not that of its key; the file was changed");
            }
            return wallet;
        } finally {
            Arrays.fill(secret, (byte) 0);
            Arrays.fill(derived, (byte) 0);
        }
    }

    /** The address that a document states, which nothing proves without the password; empty where it states none. */
    static Optional<Address> statedAddress(byte[] document) {
        return address(parsed(document));
    }

    private static JsonNode parsed(byte[] document) {
        JsonNode root;
        try {
            root = StrictJson.read(document, BYTES_MOST).root();
        } catch (NotJsonException e) {
            throw new WalletException("it is no keystore: " + e.getMessage());
        }
        if (!root.path("version").isIntegralNumber() || root.path("version").asInt() != 3) {
            throw new WalletException("it is not a web3 secret storage document of version 3");
        }
        return root;
    }

    private static Optional<Address> address(JsonNode root) {
        JsonNode stated = root.path("address");
        if (stated.isMissingNode() || stated.isNull() || stated.asText().isEmpty()) {
            return Optional.empty();
        }
        String text = stated.asText();
        try {
            return Optional.of(new Address(text.startsWith("0x") ? text : "0x" + text));
        } catch (IllegalArgumentException _) {
            throw new WalletException("its `address` is not one");
        }
    }

    private static byte[] derived(String function, JsonNode parameters, byte[] password) {
        byte[] salt = hex(parameters.path("salt"), "salt");
        if (number(parameters, "dklen") != DERIVED_BYTES) {
            throw new WalletException("its `dklen` is not " + DERIVED_BYTES);
        }
        return switch (function) {
            case "scrypt" -> scrypt(parameters, password, salt);
            case "pbkdf2" -> pbkdf2(parameters, password, salt);
            default -> throw new WalletException("its `kdf` is neither `scrypt` nor `pbkdf2`");
        };
    }

    private static byte[] scrypt(JsonNode parameters, byte[] password, byte[] salt) {
        int n = number(parameters, "n");
        int r = number(parameters, "r");
        int p = number(parameters, "p");
        long memory = 128L * n * r;
        if (Integer.bitCount(n) != 1 || n < 2 || p > SCRYPT_P_MOST || memory > SCRYPT_BYTES_MOST) {
            throw new WalletException("its scrypt parameters are wrong or ask for more than "
                    + SCRYPT_BYTES_MOST / (1024 * 1024) + " MiB");
        }
        if (memory > Runtime.getRuntime().maxMemory() / 4 * 3) {
            throw new WalletException("its scrypt parameters ask for " + memory / (1024 * 1024)
                    + " MiB, more than this Java may use; give it more with `JAVA_TOOL_OPTIONS=-Xmx1g`");
        }
        try {
            return SCrypt.generate(password, salt, n, r, p, DERIVED_BYTES);
        } catch (IllegalArgumentException _) {
            throw new WalletException("its scrypt parameters are outside of what scrypt allows (RFC 7914)");
        }
    }

    private static byte[] pbkdf2(JsonNode parameters, byte[] password, byte[] salt) {
        int rounds = number(parameters, "c");
        if (rounds > ROUNDS_MOST || !parameters.path("prf").asText().equals("hmac-sha256")) {
            throw new WalletException(
                    "its `prf` is not `hmac-sha256`, or its `c` is more than " + ROUNDS_MOST + " rounds");
        }
        PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
        generator.init(password, salt, rounds);
        return ((KeyParameter) generator.generateDerivedParameters(DERIVED_BYTES * 8)).getKey();
    }

    private static int number(JsonNode parameters, String name) {
        JsonNode value = parameters.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1) {
            throw new WalletException("its `" + name + "` is not a number above 0");
        }
        return value.intValue();
    }

    private static byte[] hex(JsonNode value, String name) {
        String text = value.asText();
        try {
            return HEX.parseHex(text.startsWith("0x") ? text.substring(2) : text);
        } catch (IllegalArgumentException _) {
            throw new WalletException("its `" + name + "` is not hexadecimal");
        }
    }

    private static byte[] mac(byte[] derived, byte[] ciphertext) {
        return Hash.sha3(ByteBuffer.allocate(16 + ciphertext.length)
                .put(derived, 16, 16)
                .put(ciphertext)
                .array());
    }

    private static byte[] cipher(int mode, byte[] derived, byte[] vector, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(mode, new SecretKeySpec(derived, 0, 16, "AES"), new IvParameterSpec(vector));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES in counter mode", e);
        }
    }

    private static byte[] bytes(SecureRandom random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A random UUID (RFC 9562, version 4). */
    private static String uuid(byte[] random) {
        random[6] = (byte) ((random[6] & 0x0F) | 0x40);
        random[8] = (byte) ((random[8] & 0x3F) | 0x80);
        ByteBuffer halves = ByteBuffer.wrap(random);
        return new UUID(halves.getLong(), halves.getLong()).toString();
    }
}
