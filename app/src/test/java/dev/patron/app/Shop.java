package dev.patron.app;

import dev.patron.money.Address;
import dev.patron.sandbox.Sandbox;
import dev.patron.wire.Wire;
import java.math.BigInteger;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The sandbox under another name: its chain and token, written down as those of a seller of the catalogue. */
final class Shop {
    private Shop() {}

    /** A catalogue with the seller `shop` at an address, which the policy allows. */
    static void open(Bench bench, URI seller) {
        bench.write("config/catalog.yaml", catalogue(bench, seller));
        bench.write("config/policy.yaml", bench.policy().replace("[sandbox]", "[shop]"));
    }

    static String catalogue(Bench bench, URI seller) {
        String network = "eip155:" + Sandbox.CHAIN_ID;
        return """
            version: 1
            networks: {"%s": {rpc: ["%s/rpc"], finality: finalized}}
            assets:
              PLAY: {network: "%s", contract: "%s", decimals: %d, eip712: {name: "%s", version: "%s"}}
            providers:
              shop: {base_url: "%s", asset: PLAY, pay_to: ["%s"], prices: {image: "0.05"}, recovery: none}
            """.formatted(
                        network,
                        bench.sandbox().url(),
                        network,
                        Sandbox.TOKEN,
                        Sandbox.TOKEN_DECIMALS,
                        Sandbox.TOKEN_NAME,
                        Sandbox.TOKEN_VERSION,
                        seller,
                        Sandbox.PAY_TO);
    }

    /** Buys one picture. */
    static Bench.Ran buy(Bench bench, Object... more) {
        List<Object> words = new ArrayList<>(
                List.of("run", "--prompt", "A red kite", "--image", "--market", "shop", "--json", "--quiet"));
        words.addAll(List.of(more));
        return bench.patron(words.toArray());
    }

    /** One make-believe dollar for a wallet. */
    static void fund(Bench bench, Address wallet) {
        try (Wire wire = new Wire()) {
            new SandboxLink(wire, bench.sandbox().url()).fund(wallet, BigInteger.valueOf(1_000_000));
        }
    }

    /** A throw-away key. */
    static String newKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        key[0] &= 0x7F;
        return HexFormat.of().formatHex(key);
    }
}
