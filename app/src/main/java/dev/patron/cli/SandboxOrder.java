package dev.patron.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a sandbox of its own is to run.
 *
 * @param gateway the gateway that its other seller is paid through, and the file with that seller's key there
 */
public record SandboxOrder(
        int port,
        List<String> faults,
        OptionalInt finalityBlocks,
        OptionalInt maxTimeoutSeconds,
        Optional<URI> gateway,
        Optional<Path> gatewayKey) {
    public SandboxOrder {
        faults = List.copyOf(faults);
    }
}
