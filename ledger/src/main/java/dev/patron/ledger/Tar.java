package dev.patron.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * An archive of folders and files for their owner only, without owner and group, that keeps each file's digest. Not safe for
 * several threads.
 */
final class Tar {
    private static final int FILE_MODE = 0_100600;
    private static final int FOLDER_MODE = 0_40700;

    private final OutputStream beneath;
    private final TarArchiveOutputStream out;
    private final FileTime at;
    private final List<Member> members = new ArrayList<>();

    /** A file in the archive. */
    record Member(String name, long bytes, String sha256) {}

    /** Begins an archive; {@code at} is the time that its members carry. */
    Tar(OutputStream out, Instant at) {
        this.beneath = out;
        this.out = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        this.out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
        this.at = FileTime.from(at.truncatedTo(ChronoUnit.SECONDS));
    }

    void folder(String name) throws IOException {
        out.putArchiveEntry(entry(name + "/", 0, FOLDER_MODE));
        out.closeArchiveEntry();
    }

    /** Adds a file, which must not change meanwhile. */
    void file(String name, Path file) throws IOException {
        long bytes = Files.size(file);
        out.putArchiveEntry(entry(name, bytes, FILE_MODE));
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            if (in.transferTo(out) != bytes) {
                throw new IOException("`" + file + "` changed while it was read");
            }
        }
        out.closeArchiveEntry();
        members.add(new Member(name, bytes, HexFormat.of().formatHex(digest.digest())));
    }

    private TarArchiveEntry entry(String name, long bytes, int mode) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes);
        entry.setMode(mode);
        entry.setIds(0, 0);
        entry.setNames("", "");
        entry.setLastModifiedTime(at);
        return entry;
    }

    /** Every file so far, in its order. */
    List<Member> members() {
        return List.copyOf(members);
    }

    /** Ends the archive; the stream stays open. */
    void end() throws IOException {
        out.finish();
        beneath.flush();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
