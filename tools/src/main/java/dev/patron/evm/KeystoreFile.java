package dev.patron.evm;

import dev.patron.money.Address;
import dev.patron.payment.WalletException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A keystore file (web3 secret storage, version 3), as wallets and nodes write them, and the file with its password.
 *
 * <p>The password is the file's text in UTF-8 without the line break at its end. No message holds key material.
 */
public record KeystoreFile(Path file) {
    private static final int PASSWORD_BYTES_MOST = 1_024;
    private static final int PASSWORD_CHARS_LEAST = 12;

    /** A keystore that was made. */
    public record Made(KeyWallet wallet, Path passwordFile) {}

    /**
     * Opens the keystore.
     *
     * @throws WalletException when a file is missing or wrong, or the password is
     */
    public KeyWallet wallet(Path passwordFile) {
        byte[] document = document();
        byte[] password = password(passwordFile);
        try {
            return Keystore.open(document, password);
        } catch (WalletException e) {
            throw new WalletException("the keystore `" + file + "` cannot be opened: " + e.getMessage());
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    /**
     * The address that the file states, unproven; empty where it states none.
     *
     * @throws WalletException when the file is missing or no keystore
     */
    public Optional<Address> statedAddress() {
        try {
            return Keystore.statedAddress(document());
        } catch (WalletException e) {
            throw new WalletException("the keystore `" + file + "` cannot be read: " + e.getMessage());
        }
    }

    /** Those of the two files that others than their owner have rights to. */
    public List<Path> open(Path passwordFile) {
        return Stream.of(file, passwordFile).filter(KeystoreFile::isOpen).toList();
    }

    private static boolean isOpen(Path one) {
        try {
            return !OwnerOnly.holds(one);
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * Makes a new key and its keystore, and reads it back. Both files are the owner's only and durable before this
     * returns; neither is ever overwritten.
     *
     * @param passwordFile a file with the password; where empty, one with a random password is made beside the
     *                     keystore, named after it with {@code .password} at the end
     * @throws WalletException when a file is there already, cannot be written, or the password is too short
     */
    public Made create(Optional<Path> passwordFile, SecureRandom random) {
        Path secret = passwordFile.orElse(file.resolveSibling(file.getFileName() + ".password"));
        for (Path made : passwordFile.isPresent() ? List.of(file) : List.of(file, secret)) {
            if (Files.exists(made)) {
                throw new WalletException("`" + made + "` is there already and is not overwritten; name another file");
            }
        }
        if (!Files.isDirectory(OwnerOnly.folder(file))) {
            throw new WalletException("the folder `" + OwnerOnly.folder(file) + "` is not there; make it first");
        }
        if (passwordFile.isEmpty()) {
            byte[] chance = new byte[32];
            random.nextBytes(chance);
            write(
                    secret,
                    (Base64.getUrlEncoder().withoutPadding().encodeToString(chance) + "\n")
                            .getBytes(StandardCharsets.US_ASCII));
        }
        try {
            return new Made(create(secret, random), secret);
        } catch (WalletException e) {
            if (passwordFile.isEmpty() && !Files.exists(file)) {
                remove(secret);
            }
            throw e;
        }
    }

    private KeyWallet create(Path passwordFile, SecureRandom random) {
        byte[] password = password(passwordFile);
        if (new String(password, StandardCharsets.UTF_8).length() < PASSWORD_CHARS_LEAST) {
            throw new WalletException("the password in `" + passwordFile + "` has fewer than " + PASSWORD_CHARS_LEAST
                    + " characters; take a longer one, or leave `--password-file` out to have one made");
        }
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        try {
            write(file, Keystore.seal(secret, password, random));
        } finally {
            Arrays.fill(secret, (byte) 0);
            Arrays.fill(password, (byte) 0);
        }
        return wallet(passwordFile);
    }

    private byte[] document() {
        return read(file, "the keystore", Keystore.BYTES_MOST);
    }

    private static byte[] password(Path file) {
        byte[] text = read(file, "the password file", PASSWORD_BYTES_MOST);
        int end = text.length;
        if (end > 0 && text[end - 1] == '\n') {
            end--;
            if (end > 0 && text[end - 1] == '\r') {
                end--;
            }
        }
        byte[] password = Arrays.copyOf(text, end);
        Arrays.fill(text, (byte) 0);
        if (password.length == 0) {
            throw new WalletException("the password file `" + file + "` is empty");
        }
        return password;
    }

    private static byte[] read(Path file, String what, int bytesMost) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(bytesMost + 1);
            if (bytes.length > bytesMost) {
                throw new WalletException(
                        what + " `" + file + "` is not one: it is larger than " + bytesMost + " bytes");
            }
            return bytes;
        } catch (NoSuchFileException _) {
            throw new WalletException(what + " `" + file + "` is not there");
        } catch (IOException e) {
            throw new WalletException(
                    what + " `" + file + "` cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static void write(Path file, byte[] bytes) {
        try {
            OwnerOnly.create(file, bytes);
        } catch (FileAlreadyExistsException _) {
            throw new WalletException("`" + file + "` is there already and is not overwritten; name another file");
        } catch (IOException e) {
            throw new WalletException("`" + file + "` cannot be written ("
                    + e.getClass().getSimpleName() + "); check the folder's permissions");
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new WalletException("`" + file + "` is left over and cannot be removed ("
                    + e.getClass().getSimpleName() + "); it holds a password that opens nothing");
        }
    }
}
