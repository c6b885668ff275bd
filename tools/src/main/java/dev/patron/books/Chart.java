package dev.patron.books;

import dev.patron.money.Asset;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The ledger's accounts and tokens under names that hledger, ledger and beancount all take: five roots, words with a
 * capital letter, commodities of capital letters only.
 */
final class Chart {
    private static final int SYMBOL_LETTERS_MOST = 12;
    private static final String SIMULATED = "SIMULATED";

    private final Map<Asset, String> commodities = new HashMap<>();

    Chart(Head head) {
        Set<String> taken = new HashSet<>();
        head.assets().stream().sorted(Comparator.comparing(Asset::id)).forEach(asset -> {
            String name = (head.simulated() ? SIMULATED : "") + letters(asset.symbol());
            String free = name;
            for (int n = 1; !taken.add(free); n++) {
                free = name + "X" + alphabetic(n);
            }
            commodities.put(asset, free);
        });
    }

    private static String letters(String symbol) {
        String letters = symbol.toUpperCase(Locale.ROOT).replaceAll("[^A-Z]", "");
        String name = letters.length() < 2 ? "TOKEN" + letters : letters;
        return name.substring(0, Math.min(name.length(), SYMBOL_LETTERS_MOST));
    }

    /** 1 is A, 26 is Z, 27 is AA. */
    private static String alphabetic(int n) {
        String last = String.valueOf((char) ('A' + (n - 1) % 26));
        return n <= 26 ? last : alphabetic((n - 1) / 26) + last;
    }

    String commodity(Asset asset) {
        String name = commodities.get(asset);
        if (name == null) {
            throw new IllegalArgumentException("an entry holds " + asset + ", which its export did not name");
        }
        return name;
    }

    /** All commodities, the same order each time. */
    List<Map.Entry<Asset, String>> commodities() {
        return commodities.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .toList();
    }

    String amount(Asset asset, BigInteger units) {
        return number(asset, units) + " " + commodity(asset);
    }

    static String number(Asset asset, BigInteger units) {
        return new BigDecimal(units, asset.decimals()).toPlainString();
    }

    /** The name of an account, its own alone, such as {@code Assets:Claims:Xgen} for {@code claims/xgen}. */
    static String account(String id) {
        List<String> parts = new ArrayList<>(List.of(id.split("/")));
        String root =
                switch (parts.getFirst()) {
                    case "treasury", "reserved", "claims", "suspense" -> "Assets:" + word(parts.getFirst());
                    case "expense" -> "Expenses:Sellers";
                    case "losses", "fees", "gas" -> "Expenses:" + word(parts.getFirst());
                    case "income" -> "Income";
                    case "equity" -> "Equity";
                    default -> "Equity:Other:" + word(parts.getFirst());
                };
        StringBuilder name = new StringBuilder(root);
        parts.stream().skip(1).forEach(part -> name.append(':').append(word(part)));
        return name.toString();
    }

    /**
     * A word that no other part has: small letters, digits and hyphens stay, any other character is written out between hyphens in
     * capital letters, of which there are otherwise none behind the first.
     */
    private static String word(String part) {
        StringBuilder word = new StringBuilder();
        part.codePoints().forEach(c -> {
            boolean letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (letter || (c == '-' && !word.isEmpty())) {
                word.append((char) c);
            } else {
                word.append(c == '.' ? "-DOT-" : "-X%X-".formatted(c));
            }
        });
        String first = word.isEmpty() || word.charAt(0) == '-' ? "XX" : "";
        return first.isEmpty() ? word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1) : first + word;
    }
}
