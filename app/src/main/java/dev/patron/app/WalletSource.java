package dev.patron.app;

import dev.patron.cli.UsageException;
import dev.patron.config.Addresses;
import dev.patron.evm.KeyWallet;
import dev.patron.evm.KeystoreFile;
import dev.patron.money.Address;
import dev.patron.payment.WalletException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The key that pays sellers of the catalogue, as the environment names it: a keystore file and a file with its
 * password, or the key itself. Never read for the sandbox. No message holds key material.
 */
sealed interface WalletSource {
    /** A keystore file. */
    String WALLET = "PATRON_WALLET";

    /** The file with its password. */
    String PASSWORD = "PATRON_WALLET_PASSWORD_FILE";

    /** The key itself, 64 hexadecimal digits. */
    String KEY = "PATRON_PRIVATE_KEY";

    /** A keystore file and, where one is named, the file with its password. */
    record Keystore(KeystoreFile file, Optional<Path> password) implements WalletSource {}

    /** The key itself. */
    record Key(String hex) implements WalletSource {
        /** Without the key. */
        @Override
        public String toString() {
            return KEY;
        }
    }

    /** An address and whether the key behind it was seen. */
    record Known(Address address, boolean isChecked) {
        String checksummed() {
            return Addresses.checksummed(address);
        }
    }

    /**
     * What the environment names; empty where it names nothing.
     *
     * @throws UsageException when it names two
     */
    static Optional<WalletSource> find(Environment environment) {
        Optional<Path> file = environment.variable(WALLET).map(environment.directory()::resolve);
        Optional<Path> password = environment.variable(PASSWORD).map(environment.directory()::resolve);
        Optional<String> key = environment.variable(KEY);
        if (file.isPresent() && key.isPresent()) {
            throw new UsageException("`" + WALLET + "` and `" + KEY + "` are both set, and only one wallet can pay;"
                    + " unset `" + KEY + "` to use the keystore, or `" + WALLET + "` to use the key; nothing was"
                    + " signed");
        }
        if (file.isEmpty() && key.isEmpty() && password.isPresent()) {
            throw new UsageException("`" + PASSWORD + "` is set without `" + WALLET + "`, the keystore that it opens;"
                    + " nothing was signed");
        }
        return key.<WalletSource>map(Key::new)
                .or(() -> file.map(found -> new Keystore(new KeystoreFile(found), password)));
    }

    /**
     * Opens the wallet.
     *
     * @param warn told of files that others can read
     * @throws UsageException when there is no key there, or it cannot be had
     */
    default KeyWallet open(Consumer<String> warn) {
        try {
            return switch (this) {
                case Key(String hex) -> ofHex(hex);
                case Keystore(KeystoreFile file, Optional<Path> named) -> {
                    Path password = named.orElseThrow(() -> new UsageException("`" + WALLET + "` is set without `"
                            + PASSWORD + "`, the file with its password; nothing was signed"));
                    file.open(password)
                            .forEach(open -> warn.accept("others than its owner can use `" + open
                                    + "`; take their permissions away with `chmod 600`"));
                    yield file.wallet(password);
                }
            };
        } catch (WalletException e) {
            throw new UsageException(e.getMessage() + "; nothing was signed");
        }
    }

    private static KeyWallet ofHex(String hex) {
        try {
            return KeyWallet.ofHex(hex);
        } catch (WalletException e) {
            throw new WalletException("`" + KEY + "` holds no key: " + e.getMessage());
        }
    }

    /**
     * The address, checked against the key unless that lies in a keystore whose password is not named.
     *
     * @throws UsageException when there is none, or it cannot be had
     */
    default Known known(Consumer<String> warn) {
        if (this instanceof Keystore(KeystoreFile file, Optional<Path> password) && password.isEmpty()) {
            try {
                return file.statedAddress()
                        .map(address -> new Known(address, false))
                        .orElseThrow(() -> new UsageException("the keystore `" + file.file()
                                + "` states no address; set `" + PASSWORD + "`, so that it can be opened"));
            } catch (WalletException e) {
                throw new UsageException(e.getMessage() + "; nothing was signed");
            }
        }
        return new Known(open(warn).address(), true);
    }
}
