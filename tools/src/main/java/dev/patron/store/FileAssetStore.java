package dev.patron.store;

import dev.patron.purchase.AssetStore;
import dev.patron.purchase.MediaAsset;
import dev.patron.purchase.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Assets in one folder, each file named by the SHA-256 of its bytes and by nothing that a seller said.
 *
 * <p>A file is written under {@code incoming/}, examined, synced, renamed into place, and its folder synced before
 * {@link #store} returns. What a kill leaves in {@code incoming/} is removed at the next start. Safe for use by many
 * threads of the one process that owns the folder.
 */
public final class FileAssetStore implements AssetStore {
    private static final Logger LOG = LoggerFactory.getLogger(FileAssetStore.class);
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final int BUFFER = 64 * 1024;

    private final Path folder;
    private final Path incoming;

    /**
     * Opens or makes a store.
     *
     * @throws UncheckedIOException when the folder cannot be made or read
     */
    public FileAssetStore(Path folder) {
        this.folder = folder;
        this.incoming = folder.resolve("incoming");
        try {
            Files.createDirectories(incoming);
            try (DirectoryStream<Path> leftOver = Files.newDirectoryStream(incoming, "*.part")) {
                for (Path file : leftOver) {
                    Files.deleteIfExists(file);
                }
            }
            Durable.syncFolder(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the asset store `" + folder + "` cannot be opened", e);
        }
    }

    @Override
    public Stored store(InputStream bytes, String family, long mostBytes) throws IOException {
        Path part = begin();
        try {
            MessageDigest digest = Digests.sha256();
            long size = receive(bytes, part, digest, mostBytes);
            return size > mostBytes
                    ? new Stored.Refused("it is larger than " + mostBytes + " bytes")
                    : keep(part, family, new MediaAsset(HexFormat.of().formatHex(digest.digest()), "", size));
        } finally {
            discard(part);
        }
    }

    private Path begin() {
        try {
            return Files.createTempFile(incoming, "asset-", ".part");
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private Stored keep(Path part, String family, MediaAsset untyped) {
        try {
            return switch (Sniffer.sniff(part)) {
                case Sniffer.Found.Nothing(String why) -> new Stored.Refused(why);
                case Sniffer.Found.Type(String type)
                when !type.startsWith(family + "/") -> new Stored.Refused("it is " + type + ", not " + article(family));
                case Sniffer.Found.Type(String type) -> {
                    Durable.moveInto(part, folder.resolve(untyped.sha256()));
                    yield new Stored.Kept(new MediaAsset(untyped.sha256(), type, untyped.bytes()));
                }
            };
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** What stays behind is removed at the next start. */
    private static void discard(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            LOG.warn("`{}` could not be removed: {}", part, e.getMessage());
        }
    }

    private StoreException failed(IOException e) {
        return new StoreException(
                "a bought file could not be stored in `" + folder + "` (" + e.getMessage()
                        + "); it stays paid for, and `patron resume` fetches it when there is room",
                e);
    }

    @Override
    public Optional<Path> file(String sha256) {
        return DIGEST.matcher(sha256).matches()
                ? Optional.of(folder.resolve(sha256)).filter(Files::isRegularFile)
                : Optional.empty();
    }

    @Override
    public void remove(String sha256) {
        Optional<Path> file = file(sha256);
        if (file.isEmpty()) {
            return;
        }
        try {
            Files.deleteIfExists(file.get());
            Durable.syncFolder(folder);
        } catch (IOException e) {
            throw new StoreException(
                    "`" + file.get() + "` could not be removed (" + e.getMessage()
                            + "); the next command on this data directory tries again",
                    e);
        }
    }

    /** Copies at most one byte more than allowed, and says how many. */
    private long receive(InputStream bytes, Path part, MessageDigest digest, long mostBytes) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        while (size <= mostBytes) {
            int read = bytes.read(buffer, 0, (int) Math.min(buffer.length, mostBytes - size + 1));
            if (read < 0) {
                return size;
            }
            digest.update(buffer, 0, read);
            append(part, buffer, read);
            size += read;
        }
        return size;
    }

    private void append(Path part, byte[] buffer, int length) {
        try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.APPEND)) {
            out.write(buffer, 0, length);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static String article(String family) {
        return family.equals("image") ? "an image" : "a " + family;
    }
}
