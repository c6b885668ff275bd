package dev.patron.config;

import java.util.List;
import java.util.regex.Pattern;

/** Reads {@code gateway.mainnet} of the settings. */
final class MainnetSection {
    private static final String HINT = "see the settings that Patron ships";
    private static final Pattern COINS = Pattern.compile("(0|[1-9][0-9]{0,5})(\\.[0-9]{1,18})?");
    private static final Pattern SYMBOL = Pattern.compile("[A-Za-z0-9._-]{1,16}");
    private static final String AMOUNT = "an amount of the network's coin in quotes such as \"0.001\"";
    private static final int BLOCKS_MOST = 10_000;
    private static final int REPLACE_AFTER = 20;

    private MainnetSection() {}

    static MainnetSettings read(Section section) {
        section.keys(HINT, List.of("asset", "confirmations", "gas"), List.of());
        Section gas = section.at("gas").section();
        gas.keys(HINT, List.of("per_payment", "per_day"), List.of("coin", "replace_after"));
        return new MainnetSettings(
                section.at("asset").matching(SYMBOL, "the symbol of an asset of the catalogue"),
                section.at("confirmations").number(1, BLOCKS_MOST),
                new MainnetSettings.Gas(
                        gas.find("coin")
                                .map(value -> value.matching(SYMBOL, "a symbol such as ETH"))
                                .orElse("ETH"),
                        gas.at("per_payment").matching(COINS, AMOUNT),
                        gas.at("per_day").matching(COINS, AMOUNT),
                        gas.find("replace_after")
                                .map(value -> value.number(1, BLOCKS_MOST))
                                .orElse(REPLACE_AFTER)));
    }
}
