package dev.patron.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.patron.evm.OwnerOnly;
import dev.patron.wire.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What this process asked of a gateway and was shown, one small file for each payment, durable before anything follows from
 * it: that an order was handed over, before it leaves, that the gateway said to see it through, and the proof that came back.
 *
 * <p>A lost folder costs goods and never money: without the first mark an old order is not handed over at all. Safe for any
 * number of threads of one process.
 */
public final class PayRecords {
    private static final int FILE_BYTES_MOST = 16 * 1024;
    private static final Pattern NONCE = Pattern.compile("0x[0-9a-f]{64}");
    private static final String ASKED = ".asked";
    private static final String SHOWN = ".shown";
    private static final String PROMISED = ".promised";

    private final Path folder;
    private final Map<String, String> byTransaction = new HashMap<>();
    private final Map<String, Instant> resting = new HashMap<>();

    private PayRecords(Path folder) {
        this.folder = folder;
    }

    /**
     * What a gateway showed.
     *
     * @param transaction {@code 0x} and 64 lower-case hexadecimal digits
     * @param proof       empty where it gave none that fits
     * @param at          when the money moved, as the proof says
     */
    record Shown(String transaction, String proof, Instant at) {}

    /**
     * An order that the gateway has said to see through, with what is needed to ask about it.
     *
     * @param address where it went
     */
    record Promise(URI address, Invoice.Quoted quoted) {}

    /**
     * Opens a folder, made if there is none.
     *
     * @throws UncheckedIOException when it cannot be used
     */
    public static PayRecords open(Path folder) {
        PayRecords records = new PayRecords(folder);
        try {
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    String name = String.valueOf(file.getFileName());
                    if (name.endsWith(SHOWN)) {
                        String nonce = name.substring(0, name.length() - SHOWN.length());
                        records.shown(nonce).ifPresent(shown -> records.byTransaction.put(shown.transaction(), nonce));
                    }
                }
            }
            return records;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the records of payments by a gateway in `" + folder + "` cannot be used", e);
        }
    }

    /** Whether an order was handed over, or was about to be. */
    synchronized boolean isAsked(String nonce) {
        return Files.exists(file(nonce, ASKED));
    }

    /**
     * Marks an order as handed over; durable on return.
     *
     * @return whether nobody had: of several who mark one order, one is the first
     */
    synchronized boolean asked(String nonce) {
        try {
            OwnerOnly.create(file(nonce, ASKED), new byte[0]);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("an order to a gateway could not be marked; it was not handed over", e);
        }
    }

    synchronized Optional<Shown> shown(String nonce) {
        return read(nonce, SHOWN)
                .map(read -> new Shown(
                        read.path("transaction").asText(),
                        read.path("proof").asText(),
                        Instant.ofEpochSecond(read.path("at").asLong())));
    }

    private Optional<JsonNode> read(String nonce, String kind) {
        Path file = file(nonce, kind);
        try {
            return !Files.exists(file) || Files.size(file) > FILE_BYTES_MOST
                    ? Optional.empty()
                    : Optional.of(StrictJson.read(Files.readAllBytes(file), FILE_BYTES_MOST)
                            .root());
        } catch (IOException | StrictJson.NotJsonException e) {
            return Optional.empty();
        }
    }

    /** Keeps that an order is promised; durable on return. */
    synchronized void promise(String nonce, Promise promise) {
        if (promised(nonce).isPresent()) {
            return;
        }
        Invoice.Quoted quoted = promise.quoted();
        write(
                nonce,
                PROMISED,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("address", promise.address().toString())
                        .put("order", quoted.invoice().with(quoted.quote()))
                        .toString());
    }

    synchronized Optional<Promise> promised(String nonce) {
        return read(nonce, PROMISED)
                .map(read -> new Promise(
                        URI.create(read.path("address").asText()),
                        Invoice.quoted(read.path("order").asText())));
    }

    /** An order that was asked about is not asked about again before a moment. */
    synchronized void rest(String nonce, Instant until) {
        resting.put(nonce, until);
    }

    synchronized boolean rests(String nonce, Instant now) {
        Instant until = resting.get(nonce);
        return until != null && now.isBefore(until);
    }

    /**
     * Keeps what was shown; durable on return.
     *
     * @return whether it was kept: a transaction shows one payment and no second
     */
    synchronized boolean keep(String nonce, Shown shown) {
        String other = byTransaction.putIfAbsent(shown.transaction(), nonce);
        if (other != null && !other.equals(nonce)) {
            return false;
        }
        String text = JsonNodeFactory.instance
                .objectNode()
                .put("transaction", shown.transaction())
                .put("proof", shown.proof())
                .put("at", shown.at().getEpochSecond())
                .toString();
        write(nonce, SHOWN, text);
        return true;
    }

    private void write(String nonce, String kind, String text) {
        Path aside = file(nonce, ".new");
        try {
            Files.deleteIfExists(aside);
            OwnerOnly.create(aside, text.getBytes(StandardCharsets.UTF_8));
            Files.move(aside, file(nonce, kind), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            OwnerOnly.syncFolder(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("what a gateway showed could not be kept", e);
        }
    }

    private Path file(String nonce, String kind) {
        if (!NONCE.matcher(nonce).matches()) {
            throw new IllegalArgumentException("a payment's id is `0x` and 64 hexadecimal digits");
        }
        return folder.resolve(nonce + kind);
    }
}
