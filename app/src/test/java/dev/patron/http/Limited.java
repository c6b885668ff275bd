package dev.patron.http;

import dev.patron.config.Shapes;
import dev.patron.config.TlsSettings;
import dev.patron.proof.ProofAlgorithm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A gateway with patience that a test can wait for, as a process of its own, since the JDK's server reads its bounds once. Words: a folder,
 * a file of certificates and one of its key. Says the ports for plain HTTP and for TLS and an agent's key; ends with its input.
 */
final class Limited {
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private Limited() {}

    public static void main(String[] words) throws Exception {
        GatewayServer.bounds(PATIENCE);
        Tls tls = Tls.read(
                new TlsSettings(Path.of(words[1]), Path.of(words[2]), List.of(Certificates.NAME)), System.err::println);
        GatewayBench bench = new GatewayBench(Path.of(words[0]), ProofAlgorithm.HS256);
        GatewayServer safe = GatewayServer.open(
                bench.gateway,
                new GatewayServer.Manners(Shapes.PUBLISHED, Optional.empty()),
                new Door(Optional.empty(), 0, Optional.of(tls)),
                bench::now);
        System.out.println(bench.port() + " " + safe.port() + " " + bench.agentKey("default"));
        System.exit(System.in.read() < 0 ? 0 : 1);
    }
}
