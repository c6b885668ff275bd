package dev.patron.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where the gateway listens, and how it is called.
 *
 * @param address the one address; empty for 127.0.0.1 and, where the machine has it, ::1
 * @param port    0 for any that is free
 * @param tls     its certificate; without one it speaks plain HTTP, on loopback only
 */
public record Door(Optional<InetAddress> address, int port, Optional<Tls> tls) {
    public Door {
        if (tls.isEmpty() && address.filter(one -> !one.isLoopbackAddress()).isPresent()) {
            throw new IllegalArgumentException("any address but loopback needs TLS");
        }
    }

    public static Door loopback(int port) {
        return new Door(Optional.empty(), port, Optional.empty());
    }

    /** The hosts besides loopback ones that a request may name. */
    List<String> names() {
        return tls.map(Tls::names).orElse(List.of());
    }

    /** How the gateway is called, once it has a port. */
    public URI url(int taken) {
        String host = tls.map(one -> one.names().getFirst())
                .or(() -> address.map(
                        one -> one instanceof Inet6Address ? "[" + one.getHostAddress() + "]" : one.getHostAddress()))
                .orElse("localhost");
        return URI.create((tls.isPresent() ? "https" : "http") + "://" + host + ":" + taken + GatewayHandler.BASE);
    }

    /** What it listens on, for people. */
    public String said() {
        return address.map(InetAddress::getHostAddress).orElse("127.0.0.1 and ::1") + ", port " + port;
    }
}
