package dev.patron.cli;

import java.util.List;
import java.util.OptionalInt;

/** How a sandbox of its own is to run. */
public record SandboxOrder(int port, List<String> faults, OptionalInt finalityBlocks, OptionalInt maxTimeoutSeconds) {
    public SandboxOrder {
        faults = List.copyOf(faults);
    }
}
