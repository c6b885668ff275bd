package dev.patron.cli;

import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves the gateway until the process is told to stop. */
@Command(
        name = "serve",
        description =
                "Serve the gateway, on loopback or over TLS: other agents are quoted invoices, have them paid under"
                        + " the policy and get proofs.")
final class ServeCommand implements Callable<Integer> {
    private static final int PORT_MOST = 65_535;

    @Mixin
    PlaceOptions common = new PlaceOptions();

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "The port; otherwise that of the settings. 0 for any free one.")
    @Nullable
    Integer port;

    private final House house;
    private final Terminal terminal;

    ServeCommand(House house, Terminal terminal) {
        this.house = house;
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (port != null && (port < 0 || port > PORT_MOST)) {
            throw new UsageException("`" + port + "` is not a port");
        }
        house.serve(common, port == null ? OptionalInt.empty() : OptionalInt.of(port), terminal.out());
        return ExitCodes.DONE;
    }
}
