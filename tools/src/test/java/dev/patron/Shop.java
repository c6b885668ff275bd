package dev.patron;

import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.money.Usd;
import dev.patron.payment.Deadlines;
import dev.patron.payment.Protocol;
import dev.patron.payment.Provider;
import dev.patron.payment.Recovery;
import dev.patron.payment.TokenDomain;
import dev.patron.plan.Kind;
import dev.patron.plan.Menu;
import dev.patron.plan.Quality;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A catalogue entry and recorded material for tests. */
public final class Shop {
    public static final Asset USDC = new Asset(
            "USDC",
            Network.parse("eip155:8453"),
            new Address("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"),
            6,
            Usd.parse("1"));
    public static final TokenDomain DOMAIN = new TokenDomain("USD Coin", "2");
    public static final Address PAYEE = new Address("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC");

    private Shop() {}

    /** A seller at {@code base}, with short deadlines. */
    public static Provider at(URI base, String... assetHosts) {
        Duration brief = Duration.ofSeconds(2);
        return new Provider(
                "xgen",
                base,
                USDC,
                DOMAIN,
                Set.of(PAYEE),
                Map.of(Kind.IMAGE, Amount.ofUnits(USDC, "50000"), Kind.VIDEO, Amount.ofUnits(USDC, "250000")),
                Recovery.NONE,
                new Menu(
                        "xgen",
                        List.of(
                                new Menu.Item("nano-banana-pro", Kind.IMAGE, "High quality", Quality.BEST),
                                new Menu.Item("veo-3.1-fast", Kind.VIDEO, "Fast", Quality.FAST))),
                Set.of(assetHosts),
                new Deadlines(brief, brief, brief, brief, brief, Duration.ofMinutes(5)),
                false,
                new Protocol.X402());
    }

    /** A recorded file of {@code vectors/}. */
    public static byte[] vector(String name) {
        try (InputStream in = Shop.class.getResourceAsStream("/vectors/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
