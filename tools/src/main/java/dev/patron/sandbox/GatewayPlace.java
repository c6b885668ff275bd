package dev.patron.sandbox;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The gateway that the seller under {@code /gateway-seller} has its proofs verified by.
 *
 * @param url     its base address
 * @param keyFile the file with the seller's key there, read each time; without one proofs are checked here, with the key that the
 *                gateway publishes
 */
public record GatewayPlace(URI url, Optional<Path> keyFile) {}
