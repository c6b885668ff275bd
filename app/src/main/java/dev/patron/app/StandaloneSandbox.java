package dev.patron.app;

import dev.patron.cli.HouseException;
import dev.patron.cli.SandboxOrder;
import dev.patron.cli.UsageException;
import dev.patron.sandbox.Fault;
import dev.patron.sandbox.GatewayPlace;
import dev.patron.sandbox.Sandbox;
import dev.patron.sandbox.SandboxSettings;
import dev.patron.wire.Loopback;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Opening sandboxes, and serving one until the process is told to stop. */
final class StandaloneSandbox {
    private StandaloneSandbox() {}

    /** What is said once it serves. */
    record Serving(URI url) {
        String json() {
            return "{\"simulated\":true,\"url\":\"" + url + "\"}\n";
        }

        String text() {
            return "simulated seller, facilitator and chain at " + url + "\nstop with Ctrl-C\n";
        }
    }

    /** Every fault that a sandbox knows: its name and a sentence. */
    static List<String> faults() {
        return Arrays.stream(Fault.values())
                .map(fault -> String.format(Locale.ROOT, "  %-24s %s", fault.label(), fault.sentence()))
                .toList();
    }

    static Sandbox open(SandboxSettings settings) {
        return open(settings, Optional.empty());
    }

    private static Sandbox open(SandboxSettings settings, Optional<GatewayPlace> gateway) {
        try {
            return Sandbox.open(settings, gateway);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            throw new HouseException("the sandbox could not be started: " + e.getMessage(), e);
        }
    }

    static void serve(Path directory, InstantSource clock, SandboxOrder order, Consumer<Serving> serving) {
        try (Sandbox sandbox = open(settings(directory, clock, order), gateway(order))) {
            serving.accept(new Serving(sandbox.url()));
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown));
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<GatewayPlace> gateway(SandboxOrder order) {
        if (order.gateway().isEmpty()) {
            return Optional.empty();
        }
        URI url = order.gateway().get();
        if (!"http".equals(url.getScheme()) || !Loopback.names(url)) {
            throw new UsageException("`--gateway` is the address that `patron serve` printed, such as"
                    + " http://localhost:3000/api/gateway; it must be on this machine");
        }
        return Optional.of(new GatewayPlace(url, order.gatewayKey()));
    }

    private static SandboxSettings settings(Path directory, InstantSource clock, SandboxOrder order) {
        try {
            SandboxSettings wanted = SandboxSettings.defaults(directory, clock)
                    .withPort(order.port())
                    .withFaults(order.faults());
            if (order.finalityBlocks().isPresent()) {
                wanted = wanted.withFinalityBlocks(order.finalityBlocks().getAsInt());
            }
            return order.maxTimeoutSeconds().isPresent()
                    ? wanted.withMaxTimeoutSeconds(order.maxTimeoutSeconds().getAsInt())
                    : wanted;
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }
}
