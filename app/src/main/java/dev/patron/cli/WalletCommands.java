package dev.patron.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands about the wallet that pays sellers of the catalogue. None of them signs. */
final class WalletCommands {
    private WalletCommands() {}

    /** {@code wallet new FILE}. */
    @Command(
            name = "new",
            description = "Make a key, keep it in a new keystore file that only its owner can read, and say what to"
                    + " send where.",
            footer = {
                "",
                "The keystore is web3 secret storage, version 3, which other wallets open too. No file is overwritten.",
            })
    static final class NewCommand implements Callable<Integer> {
        @Mixin
        PlaceOptions common = new PlaceOptions();

        @Parameters(paramLabel = "FILE", description = "The keystore file to make.")
        Path file = Path.of("");

        @Option(
                names = "--password-file",
                paramLabel = "F",
                description = "A file with the password, 12 characters or more; otherwise a random one is made and"
                        + " kept in FILE.password, which only its owner can read.")
        @Nullable
        Path passwordFile;

        private final House house;
        private final Terminal terminal;

        NewCommand(House house, Terminal terminal) {
            this.house = house;
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            ObjectNode document = house.setup().newWallet(common, file, Optional.ofNullable(passwordFile));
            terminal.screen(common).result(document, SetupTexts.newWallet(document));
            return ExitCodes.DONE;
        }
    }

    /** {@code wallet address}. */
    @Command(
            name = "address",
            description = "Show the address of the wallet that PATRON_WALLET or PATRON_PRIVATE_KEY names.")
    static final class AddressCommand implements Callable<Integer> {
        @Mixin
        PlaceOptions common = new PlaceOptions();

        private final House house;
        private final Terminal terminal;

        AddressCommand(House house, Terminal terminal) {
            this.house = house;
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            ObjectNode document = house.setup().address();
            terminal.screen(common).result(document, SetupTexts.address(document));
            return ExitCodes.DONE;
        }
    }

    /** {@code wallet balance}. */
    @Command(name = "balance", description = "Ask the chain what the wallet has of the asset that a seller is paid in.")
    static final class BalanceCommand implements Callable<Integer> {
        @Mixin
        PlaceOptions common = new PlaceOptions();

        @Option(names = "--market", paramLabel = "ID", description = "The seller; otherwise the settings' `market`.")
        @Nullable
        String market;

        @Option(
                names = "--sandbox",
                paramLabel = "URL",
                description = "With the seller `sandbox`: one that runs on this machine (see `patron sandbox`).")
        @Nullable
        URI sandbox;

        private final House house;
        private final Terminal terminal;

        BalanceCommand(House house, Terminal terminal) {
            this.house = house;
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            ObjectNode document =
                    house.setup().balance(common, where(Optional.ofNullable(market), Optional.ofNullable(sandbox)));
            terminal.screen(common).result(document, SetupTexts.balance(document));
            return ExitCodes.DONE;
        }
    }

    /** A seller as setting up names it: nobody spends there, and nothing is planned. */
    static Market where(Optional<String> id, Optional<URI> sandbox) {
        return new Market(id, Optional.empty(), Optional.empty(), sandbox, List.of());
    }
}
