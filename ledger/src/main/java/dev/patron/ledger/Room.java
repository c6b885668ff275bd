package dev.patron.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much room the disk of a ledger has.
 *
 * <p>A seller that has been paid answers once: the id of the goods is lost if it cannot be written down. So nothing is
 * reserved while there is less than {@value #LEAST_BYTES} bytes; what is already under way may use them.
 */
final class Room {
    static final long LEAST_BYTES = 16L << 20;

    private static final long LITTLE_BYTES = 4L << 20;

    private Room() {}

    /**
     * @throws LedgerException with {@link Fault#STORE} when there is less room than a purchase may need; a disk that does
     *     not say counts as one with room, for its first failed write says more
     */
    static void mustSuffice(Path directory) {
        try {
            mustSuffice(Files.getFileStore(directory).getUsableSpace());
        } catch (IOException unreadable) {
            // The write that follows will tell.
        }
    }

    static void mustSuffice(long bytes) {
        if (bytes < LEAST_BYTES) {
            throw new LedgerException(
                    Fault.STORE,
                    "nothing is bought while the ledger's disk has less than " + (LEAST_BYTES >> 20)
                            + " MB of space, so that whatever a paid seller answers can be kept: " + said(bytes));
        }
    }

    /**
     * Refuses what would take so much of a disk that a ledger on it could buy nothing more.
     *
     * @param folder where it is to be written
     */
    static void mustHold(Path folder, long bytes, String what) throws IOException {
        long usable = Files.getFileStore(folder).getUsableSpace();
        if (usable - bytes < LEAST_BYTES) {
            throw new LedgerException(
                    Fault.STORE,
                    what + " needs " + ((bytes + LEAST_BYTES) >> 20) + " MB of space in `" + folder + "`, and "
                            + said(usable) + "; nothing was written");
        }
    }

    /** Whether the disk is all but full: what then looks like damage is most likely a write that found no room. */
    static boolean isShort(Path directory) {
        try {
            return Files.getFileStore(directory).getUsableSpace() < LITTLE_BYTES;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** In words, for an error message. */
    static String said(Path directory) {
        try {
            return said(Files.getFileStore(directory).getUsableSpace());
        } catch (IOException unreadable) {
            return "its folder cannot be looked at";
        }
    }

    private static String said(long bytes) {
        return bytes < LITTLE_BYTES
                ? "its disk is full: " + (bytes >> 10) + " kB of space left"
                : (bytes >> 20) + " MB of space left on its disk";
    }
}
