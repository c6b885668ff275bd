package dev.patron.config;

import dev.patron.proof.ProofAlgorithm;
import java.net.InetAddress;
import java.util.Optional;

/**
 * How the gateway serves, and which one is used.
 *
 * @param port         where it listens
 * @param listen       the one address that it listens on; otherwise 127.0.0.1 and ::1
 * @param tls          its certificate; without one it listens on loopback only
 * @param proofs       how proofs are signed
 * @param sandboxFunds whole tokens of play money that a new simulated treasury begins with
 * @param shapes       which bodies it reads
 * @param embedded     whether this Patron itself pays from this gateway's own treasury, in the process that buys
 * @param remote       the gateway that this Patron itself pays through, where there is one
 * @param mainnet      how it pays on a real chain, where it may
 */
public record GatewaySettings(
        int port,
        Optional<InetAddress> listen,
        Optional<TlsSettings> tls,
        ProofAlgorithm proofs,
        String sandboxFunds,
        Shapes shapes,
        boolean embedded,
        Optional<RemoteGatewaySettings> remote,
        Optional<MainnetSettings> mainnet) {
    public static final GatewaySettings DEFAULT = new GatewaySettings(
            3000,
            Optional.empty(),
            Optional.empty(),
            ProofAlgorithm.HS256,
            "1000",
            Shapes.PUBLISHED,
            false,
            Optional.empty(),
            Optional.empty());
}
