package dev.patron.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a sandbox by itself. */
@Command(
        name = "sandbox",
        description = "Run a simulated seller, facilitator and chain on loopback, in a data directory of its own.",
        footerHeading = "%nFaults, as NAME, NAME*3 (the first three times) or NAME@video (that kind only):%n")
final class SandboxCommand implements Callable<Integer> {
    @Mixin
    PlaceOptions common = new PlaceOptions();

    @Option(names = "--port", paramLabel = "N", description = "The port; otherwise any free one.")
    int port;

    @Option(names = "--fault", paramLabel = "FAULT", description = "What to get wrong; may be given several times.")
    List<String> faults = new ArrayList<>();

    @Option(names = "--finality", paramLabel = "BLOCKS", description = "How far the final block lags the head.")
    @Nullable
    Integer finality;

    @Option(names = "--max-timeout", paramLabel = "SECONDS", description = "`maxTimeoutSeconds` of demands, 8 or more.")
    @Nullable
    Integer maxTimeout;

    @Option(
            names = "--gateway",
            paramLabel = "URL",
            description = "Sell under /gateway-seller, too, paid through this gateway.")
    @Nullable
    URI gateway;

    @Option(
            names = "--gateway-key",
            paramLabel = "FILE",
            description = "The seller's key there; otherwise proofs are checked here, which needs `proofs: eddsa`.")
    @Nullable
    Path gatewayKey;

    private final House house;
    private final Terminal terminal;

    SandboxCommand(House house, Terminal terminal) {
        this.house = house;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        SandboxOrder order = new SandboxOrder(
                port,
                faults,
                optional(finality),
                optional(maxTimeout),
                Optional.ofNullable(gateway),
                Optional.ofNullable(gatewayKey));
        house.sandbox(common, order, terminal.out());
        return ExitCodes.DONE;
    }

    private static OptionalInt optional(@Nullable Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
