package dev.patron.config;

import dev.patron.payment.Deadlines;
import dev.patron.payment.Protocol;
import dev.patron.payment.TokenDomain;
import dev.patron.treasury.SimulatedTreasury;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** How a seller of the catalogue is paid: what its entry says of protocol, network and token. */
final class ProtocolSection {
    private static final String HEADER = "X-402-Proof";
    private static final Pattern HEADER_FORM = Pattern.compile("[Xx]-[A-Za-z0-9-]{1,60}");

    /** An order to a gateway has no end that a chain would keep; it counts as open for as long as anybody looks. */
    private static final Duration NO_END = Duration.ofDays(36_500);

    /** A dozen blocks of a slow chain, and the time until one takes the transfer. */
    private static final Duration DEEP = Duration.ofMinutes(5);

    private ProtocolSection() {}

    static Protocol read(Section section) {
        Optional<String> word = section.find("protocol").map(value -> value.oneOf(List.of("x402", "xfour")));
        if (word.filter("xfour"::equals).isPresent()) {
            return new Protocol.Xfour(
                    needed(section, "network").oneOf(List.of("sandbox", "mainnet")),
                    section.find("proof_header")
                            .map(value -> value.matching(HEADER_FORM, "a header such as X-402-Proof"))
                            .orElse(HEADER));
        }
        for (String key : List.of("network", "proof_header")) {
            section.find(key).ifPresent(value -> {
                throw value.wrong("is for `protocol: xfour` only; remove it");
            });
        }
        return new Protocol.X402();
    }

    /** What it is paid in: a token of this catalogue, or a gateway's play money. */
    static CatalogFile.Token token(Section section, Protocol protocol, Map<String, CatalogFile.Token> tokens) {
        if (protocol instanceof Protocol.Xfour xfour && xfour.isSandbox()) {
            section.find("asset").ifPresent(value -> {
                throw value.wrong("is not for `network: sandbox`, whose play money is the gateway's own; remove it");
            });
            return new CatalogFile.Token(SimulatedTreasury.MNEE, Optional.of(TokenDomain.ofGateway(xfour.network())));
        }
        String symbol = needed(section, "asset").text();
        CatalogFile.Token token = tokens.get(symbol);
        if (token == null) {
            throw section.at("asset").wrong("`" + Texts.shown(symbol) + "` is not listed under `assets`");
        }
        return protocol instanceof Protocol.Xfour xfour
                ? new CatalogFile.Token(token.asset(), Optional.of(TokenDomain.ofGateway(xfour.network())))
                : token;
    }

    private static Value needed(Section section, String key) {
        return section.find(key).orElseThrow(() -> section.wrong("lacks the key `" + key + "`"));
    }

    /** What holds where nothing is said: a gateway's transfer is waited for until its block is deep. */
    static Deadlines usual(Protocol protocol) {
        Deadlines usual = Deadlines.DEFAULT;
        boolean deep = protocol instanceof Protocol.Xfour xfour && !xfour.isSandbox();
        return deep
                ? new Deadlines(usual.demand(), usual.paid(), DEEP, usual.image(), usual.video(), usual.validity())
                : usual;
    }

    static Deadlines patience(Protocol protocol, Deadlines said) {
        return protocol instanceof Protocol.Xfour
                ? new Deadlines(said.demand(), said.paid(), said.watch(), said.image(), said.video(), NO_END)
                : said;
    }
}
