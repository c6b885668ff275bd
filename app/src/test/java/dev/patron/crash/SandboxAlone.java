package dev.patron.crash;

import dev.patron.sandbox.Sandbox;
import dev.patron.sandbox.SandboxSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A seller and a chain in a process of their own: a directory and a port. */
final class SandboxAlone {
    private SandboxAlone() {}

    public static void main(String[] args) throws InterruptedException {
        try (Sandbox sandbox = Sandbox.open(
                SandboxSettings.defaults(Path.of(args[0]), Clock.systemUTC()).withPort(Integer.parseInt(args[1])))) {
            System.out.println(sandbox.url());
            new CountDownLatch(1).await(5, TimeUnit.MINUTES);
        }
    }
}
