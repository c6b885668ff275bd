package dev.patron.purchase;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/** Where bought files are kept, by the digest of their bytes, durable before {@link #store} returns. */
public interface AssetStore {
    /** What became of bytes that were to be stored. */
    sealed interface Stored {
        /** They are on disk. */
        record Kept(MediaAsset asset) implements Stored {}

        /** They are not what was bought: empty, too large, or of another type. */
        record Refused(String why) implements Stored {}
    }

    /**
     * Stores a stream, reading at most {@code mostBytes}.
     *
     * @param family {@code image} or {@code video}: the family that the sniffed type must belong to
     * @throws IOException    when reading the stream fails, which is the sender's doing; nothing is kept then
     * @throws StoreException when the bytes cannot be kept here, which is not; the goods are fetched again later
     */
    Stored store(InputStream bytes, String family, long mostBytes) throws IOException;

    /** The file of a stored asset. */
    Optional<Path> file(String sha256);

    /**
     * Removes a stored asset for good, durable on return; does nothing where there is none.
     *
     * @throws StoreException when it is there and cannot be removed
     */
    void remove(String sha256);
}
