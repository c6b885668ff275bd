package dev.patron.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.plan.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What is done before a first run. Nothing here signs, and every question to a seller is unpaid. */
public interface Setup {
    /**
     * Writes files to begin with into {@code config/} of a folder, over nothing that is there.
     *
     * @return what was written
     */
    List<Path> init(Path folder);

    /**
     * Makes a key and its keystore file, and says what to send where.
     *
     * @param passwordFile a file with the password; where empty, one is made
     */
    ObjectNode newWallet(PlaceOptions common, Path file, Optional<Path> passwordFile);

    /** The address of the wallet that the environment names. */
    ObjectNode address();

    /** What a wallet has of the asset that a seller is paid in, by the chain. */
    ObjectNode balance(PlaceOptions common, Market market);

    /**
     * Asks a seller, unpaid, what it demands, and holds that against the catalogue.
     *
     * @param kinds what to ask for; where empty, everything that it sells
     */
    ObjectNode probe(PlaceOptions common, Market market, List<Kind> kinds);

    /** Looks at everything that a run needs; each entry has {@code check}, {@code verdict} and {@code message}. */
    ArrayNode checkup(PlaceOptions common);

    /** Where ledger and files lie. */
    Path data(PlaceOptions common);
}
