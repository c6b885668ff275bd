package dev.patron.evm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patron.payment.WalletException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.WalletUtils;

/** Keystores are read as others write them, written as others read them, and wrong ones are refused with a reason. */
class KeystoreFileTest {
    /** The PBKDF2 example of the Web3 Secret Storage Definition; its password and key are published with it. */
    private static final String PUBLISHED = """
        {"crypto": {"cipher": "aes-128-ctr", "cipherparams": {"iv": "6087dab2f9fdbbfaddc31a909735c1e6"},
          "ciphertext": "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46", "kdf": "pbkdf2",
          "kdfparams": {"c": 262144, "dklen": 32, "prf": "hmac-sha256",
            "salt": "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
          "mac": "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},
         "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6", "version": 3}
        """;

    private static final String PUBLISHED_PASSWORD = "testpassword";
    private static final String PUBLISHED_KEY = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";

    private final SecureRandom random = new SecureRandom();

    @TempDir
    Path folder;

    @Test
    void opensThePublishedExample() throws IOException {
        KeyWallet wallet = keystore(PUBLISHED).wallet(password(PUBLISHED_PASSWORD));
        assertEquals(KeyWallet.ofHex(PUBLISHED_KEY).address(), wallet.address());
    }

    @Test
    void opensWhatWeb3jMakes() throws Exception {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        secret[0] &= 0x7F;
        String name = WalletUtils.generateWalletFile(
                "sésame ouvre-toi", ECKeyPair.create(new BigInteger(1, secret)), folder.toFile(), false);
        KeystoreFile file = new KeystoreFile(folder.resolve(name));
        assertEquals(
                KeyWallet.of(secret).address(),
                file.wallet(password("sésame ouvre-toi\r\n")).address());
        assertEquals(Optional.of(KeyWallet.of(secret).address()), file.statedAddress());
    }

    @Test
    void makesWhatWeb3jOpensForTheOwnerOnly() throws Exception {
        Path file = folder.resolve("key.json");
        KeystoreFile.Made made = new KeystoreFile(file).create(Optional.empty(), random);
        String password = Files.readString(made.passwordFile()).strip();
        Credentials credentials = WalletUtils.loadCredentials(password, file.toFile());
        assertEquals(made.wallet().address().text(), credentials.getAddress());
        assertEquals(43, password.length());
        for (Path one : List.of(file, made.passwordFile())) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(one)));
        }
        assertEquals(List.of(), new KeystoreFile(file).open(made.passwordFile()));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertEquals(List.of(file), new KeystoreFile(file).open(made.passwordFile()));
    }

    @Test
    void overwritesNothing() throws IOException {
        byte[] before = "something".getBytes(StandardCharsets.UTF_8);
        Path file = Files.write(folder.resolve("key.json"), before);
        refused("already", () -> new KeystoreFile(file).create(Optional.empty(), random));
        assertArrayEquals(before, Files.readAllBytes(file));
        assertFalse(Files.exists(folder.resolve("key.json.password")));

        Path second = folder.resolve("second.json");
        Files.write(folder.resolve("second.json.password"), before);
        refused("already", () -> new KeystoreFile(second).create(Optional.empty(), random));
        assertFalse(Files.exists(second));
        assertArrayEquals(before, Files.readAllBytes(folder.resolve("second.json.password")));
    }

    @Test
    void leavesNothingBehindWhereItMakesNone() throws IOException {
        Path file = folder.resolve("key.json");
        refused("fewer than 12", () -> new KeystoreFile(file).create(Optional.of(password("elevenchars")), random));
        refused("is not there", () -> new KeystoreFile(file)
                .create(Optional.of(folder.resolve("no.password")), random));
        refused("make it first", () -> new KeystoreFile(folder.resolve("no/key.json"))
                .create(Optional.empty(), random));
        assertFalse(Files.exists(file));
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        Map<String, String> wrong = Map.ofEntries(
                Map.entry("", "it is no keystore"),
                Map.entry("[1]", "version 3"),
                Map.entry(PUBLISHED.replace("\"version\": 3", "\"version\": 1"), "version 3"),
                Map.entry(PUBLISHED.replace("\"version\": 3", "\"version\": 3, \"version\": 3"), "the same key twice"),
                Map.entry(PUBLISHED.replace("aes-128-ctr", "aes-128-cbc"), "cipher"),
                Map.entry(PUBLISHED.replace("6087dab2", "6087"), "length"),
                Map.entry(PUBLISHED.replace("5318b4d5", "zz18b4d5"), "hexadecimal"),
                Map.entry(PUBLISHED.replace("5318b4d5", "5318b4d6"), "password is wrong"),
                Map.entry(PUBLISHED.replace("262144", "262143"), "password is wrong"),
                Map.entry(PUBLISHED.replace("262144", "1000000000"), "rounds"),
                Map.entry(PUBLISHED.replace("262144", "0"), "above 0"),
                Map.entry(PUBLISHED.replace("\"dklen\": 32", "\"dklen\": 64"), "dklen"),
                Map.entry(PUBLISHED.replace("hmac-sha256", "hmac-sha1"), "prf"),
                Map.entry(PUBLISHED.replace("pbkdf2", "argon2"), "kdf"),
                Map.entry(scrypt(1 << 20, 8, 1), "more than 512 MiB"),
                Map.entry(scrypt(1 << 20, 8, 17), "more than 512 MiB"),
                Map.entry(scrypt(1000, 8, 1), "scrypt parameters are wrong"),
                Map.entry(scrypt(1 << 18, 1, 8), "RFC 7914"),
                Map.entry(PUBLISHED.replace("\"version\"", "\"address\": \"00\", \"version\""), "`address` is not one"),
                Map.entry(
                        PUBLISHED.replace("\"version\"", "\"address\": \"" + "1".repeat(40) + "\", \"version\""),
                        "not that of its key"),
                Map.entry(" ".repeat(Keystore.BYTES_MOST + 1), "larger"));
        Path password = password(PUBLISHED_PASSWORD);
        for (Map.Entry<String, String> one : wrong.entrySet()) {
            refused(one.getValue(), () -> keystore(one.getKey()).wallet(password));
        }
        KeystoreFile right = keystore(PUBLISHED);
        refused("password is wrong", () -> right.wallet(password("testpassword ")));
        refused("is empty", () -> right.wallet(password("\n")));
        refused("is not there", () -> right.wallet(folder.resolve("no.password")));
        refused("is not there", () -> new KeystoreFile(folder.resolve("no.json")).wallet(password));
        refused("cannot be read", () -> new KeystoreFile(folder).wallet(password));
    }

    private interface Opening {
        void open() throws IOException;
    }

    private static void refused(String why, Opening opening) {
        WalletException refusal = assertThrows(WalletException.class, opening::open, why);
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains(why), () -> "`" + why + "` in: " + message);
        for (String secret : List.of(PUBLISHED_KEY, PUBLISHED_PASSWORD, "elevenchars", "5318b4d5")) {
            assertFalse(message.contains(secret), message);
        }
    }

    private static String scrypt(int n, int r, int p) {
        return PUBLISHED
                .replace("pbkdf2", "scrypt")
                .replace("\"c\": 262144", "\"n\": %d, \"r\": %d, \"p\": %d".formatted(n, r, p));
    }

    private KeystoreFile keystore(String text) throws IOException {
        return new KeystoreFile(Files.writeString(folder.resolve("wallet.json"), text));
    }

    private Path password(String text) throws IOException {
        return Files.writeString(folder.resolve("password"), text);
    }

    @Test
    void aSealedKeyIsNotInItsDocument() {
        byte[] secret = HexFormat.of().parseHex(PUBLISHED_KEY);
        byte[] password = PUBLISHED_PASSWORD.getBytes(StandardCharsets.UTF_8);
        String document = new String(Keystore.seal(secret, password, random), StandardCharsets.UTF_8);
        assertFalse(document.contains(PUBLISHED_KEY) || document.contains(PUBLISHED_PASSWORD), document);
    }
}
