package dev.patron.config;

import java.nio.file.Path;
import java.util.List;

/**
 * What the gateway shows of itself over TLS.
 *
 * @param certificates a PEM file: its certificate, then those that lead to the root
 * @param key          a PEM file with the certificate's private key, PKCS #8 and not encrypted
 * @param names        the hosts by which it is called, in lower case, at least one
 */
public record TlsSettings(Path certificates, Path key, List<String> names) {
    public TlsSettings {
        names = List.copyOf(names);
    }
}
