package dev.patron.paywall;

import dev.patron.evm.OwnerOnly;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The invoices that were served, each in a file of its own: for which request and proof, and the answer. A file is durable before its
 * answer is sent, and forgotten once no proof for its invoice can be good any more. Safe for any number of threads of one process.
 */
final class Served {
    private static final String SUFFIX = ".served";
    private static final int FORM = 1;
    private static final int COUNT_MOST = 1_000;

    private final Path folder;
    private final Till.Bounds bounds;
    private final InstantSource clock;
    private final Map<String, Instant> since = new LinkedHashMap<>();

    private Served(Path folder, Till.Bounds bounds, InstantSource clock) {
        this.folder = folder;
        this.bounds = bounds;
        this.clock = clock;
    }

    /** One invoice that was served. */
    record Entry(String request, String proof, Instant at, KeptAnswer answer) {}

    static Served open(Path folder, Till.Bounds bounds, InstantSource clock) throws IOException {
        Files.createDirectories(folder);
        Served served = new Served(folder, bounds, clock);
        List<Map.Entry<String, Instant>> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(SUFFIX)) {
                    found.add(Map.entry(
                            name.substring(0, name.length() - SUFFIX.length()),
                            read(file).at()));
                }
            }
        }
        found.stream()
                .sorted(Map.Entry.comparingByValue())
                .forEach(entry -> served.since.put(entry.getKey(), entry.getValue()));
        return served;
    }

    synchronized Optional<Entry> find(String invoice) {
        if (!since.containsKey(invoice)) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(file(invoice)));
        } catch (IOException e) {
            throw new UncheckedIOException("what was served for an invoice cannot be read", e);
        }
    }

    /** Whether one more can be remembered; what is too old is forgotten first. */
    synchronized boolean hasRoom() throws IOException {
        Duration kept = bounds.kept();
        List<String> old = since.entrySet().stream()
                .filter(entry -> !clock.instant().isBefore(entry.getValue().plus(kept)))
                .map(Map.Entry::getKey)
                .limit(COUNT_MOST)
                .toList();
        for (String invoice : old) {
            Files.deleteIfExists(file(invoice));
            since.remove(invoice);
        }
        return since.size() < bounds.served();
    }

    /** Remembers; durable on return. */
    synchronized void keep(String invoice, Entry entry) throws IOException {
        Path aside = folder.resolve(invoice + ".new");
        Files.deleteIfExists(aside);
        OwnerOnly.create(aside, bytes(entry));
        Files.move(aside, file(invoice), StandardCopyOption.ATOMIC_MOVE);
        OwnerOnly.syncFolder(folder);
        since.put(invoice, entry.at());
    }

    private Path file(String invoice) {
        return folder.resolve(invoice + SUFFIX);
    }

    private static byte[] bytes(Entry entry) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(FORM);
            write(out, entry.request());
            write(out, entry.proof());
            out.writeLong(entry.at().getEpochSecond());
            out.writeInt(entry.answer().status());
            Map<String, List<String>> headers = entry.answer().headers();
            out.writeInt(headers.size());
            for (Map.Entry<String, List<String>> header : headers.entrySet()) {
                write(out, header.getKey());
                out.writeInt(header.getValue().size());
                for (String value : header.getValue()) {
                    write(out, value);
                }
            }
            out.writeInt(entry.answer().body().length);
            out.write(entry.answer().body());
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private static Entry read(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            if (in.readInt() != FORM) {
                throw new IOException("`" + file + "` is of another version");
            }
            String request = text(in);
            String proof = text(in);
            Instant at = Instant.ofEpochSecond(in.readLong());
            int status = in.readInt();
            Map<String, List<String>> headers = new TreeMap<>();
            int names = count(in);
            for (int i = 0; i < names; i++) {
                String name = text(in);
                List<String> values = new ArrayList<>();
                int most = count(in);
                for (int j = 0; j < most; j++) {
                    values.add(text(in));
                }
                headers.put(name, List.copyOf(values));
            }
            return new Entry(request, proof, at, new KeptAnswer(status, headers, in.readNBytes(in.readInt())));
        }
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > COUNT_MOST) {
            throw new IOException("a file of a served invoice is damaged");
        }
        return count;
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a file of a served invoice is damaged");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
