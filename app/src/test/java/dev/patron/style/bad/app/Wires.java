package dev.patron.style.bad.app;

import dev.patron.style.bad.sandbox.Chain;
import java.time.Instant;

/** The wiring may name the sandbox and read the time. */
public record Wires(Chain chain) {
    Instant now() {
        return Instant.now();
    }
}
