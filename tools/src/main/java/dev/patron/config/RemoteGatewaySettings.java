package dev.patron.config;

import dev.patron.gateway.GatewayTerms;
import dev.patron.money.Address;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The gateway that sellers of the protocol {@code xfour} are paid through.
 *
 * @param url      its base address
 * @param keyFile  the file with this agent's key; empty where the environment holds it
 * @param again    whether an order may be handed over a second time
 * @param treasury the account that it pays from; needed on {@code mainnet}
 */
public record RemoteGatewaySettings(
        URI url, Optional<Path> keyFile, GatewayTerms.Again again, Optional<Address> treasury) {
    /** Used where the settings have the section and name no other. */
    public static final URI USUAL_URL = URI.create("https://xfour.xyz/api/gateway");
}
