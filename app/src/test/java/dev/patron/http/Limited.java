package dev.patron.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.config.Shapes;
import dev.patron.config.TlsSettings;
import dev.patron.door.Answers;
import dev.patron.door.ControlDoor;
import dev.patron.door.Question;
import dev.patron.ledger.StepWatcher;
import dev.patron.proof.ProofAlgorithm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A gateway with patience that a test can wait for, as a process of its own, since the JDK's server reads its bounds once, and a control door
 * whose every answer takes longer than any of its bounds. Words: a folder, a file of certificates and one of its key. Says the ports for plain
 * HTTP, for TLS and of the control door, and an agent's key; ends with its input.
 */
final class Limited {
    static final Duration PATIENCE = Duration.ofSeconds(2);
    static final String TOKEN = "token";

    /** More than any bound that a server of this process has. */
    static final Duration LONG = Duration.ofSeconds(13);

    private Limited() {}

    private static final class Slow implements Answers {
        @Override
        public ObjectNode ask(Question question, StepWatcher watcher) {
            Caller.pause(LONG.toMillis());
            return JsonNodeFactory.instance.objectNode().put("status", "sound");
        }

        @Override
        public void close() {}
    }

    public static void main(String[] words) throws Exception {
        GatewayServer.bounds(PATIENCE);
        Tls tls = Tls.read(
                new TlsSettings(Path.of(words[1]), Path.of(words[2]), List.of(Certificates.NAME)), System.err::println);
        GatewayBench bench = new GatewayBench(Path.of(words[0]), ProofAlgorithm.HS256);
        GatewayServer safe = GatewayServer.open(
                bench.gateway,
                new GatewayServer.Manners(Shapes.PUBLISHED, bench.prover.publicKeys()),
                new Door(Optional.empty(), 0, Optional.of(tls)),
                bench::now);
        ControlDoor control = ControlDoor.open(new Slow(), TOKEN);
        System.out.println(bench.port() + " " + safe.port() + " " + control.port() + " " + bench.agentKey("default"));
        System.exit(System.in.read() < 0 ? 0 : 1);
    }
}
