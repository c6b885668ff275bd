package dev.patron.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.patron.delivery.Delivery;
import dev.patron.purchase.AssetStore;
import dev.patron.purchase.MediaAsset;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes the folder that is handed over: the assets by shot, a contact sheet, a manifest and a receipt.
 *
 * <p>A new folder is prepared beside its place and renamed into it whole. A folder of the same run is brought up to
 * date file by file, each replaced atomically, assets before the manifest that names them. Files that Patron did not
 * put there are never deleted, and never overwritten either: a folder that holds something else under a name that is
 * needed is refused.
 */
public final class DeliveryFolder {
    private static final int MOST_MANIFEST = 16 * 1024 * 1024;

    private final AssetStore assets;

    public DeliveryFolder(AssetStore assets) {
        this.assets = assets;
    }

    /**
     * Writes or updates {@code folder}; calling it again with the same facts changes nothing.
     *
     * @return SHA-256 of the manifest, in hexadecimal
     * @throws FileSystemException when the folder holds another run's delivery or files of somebody else under the
     *     names needed; its reason says what to do
     * @throws IOException when a file cannot be written; what was there before is still whole
     */
    public String write(Delivery delivery, Path folder) throws IOException {
        Path place = folder.toAbsolutePath().normalize();
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            refuseForeign(delivery, place);
            return fill(delivery, place);
        }
        Path parent = Durable.folderOf(place);
        Files.createDirectories(parent);
        Path aside = parent.resolve("." + place.getFileName() + ".part");
        clear(aside);
        Files.createDirectory(aside);
        try {
            String manifest = fill(delivery, aside);
            Files.move(aside, place, StandardCopyOption.ATOMIC_MOVE);
            Durable.syncFolder(parent);
            return manifest;
        } finally {
            clear(aside);
        }
    }

    /**
     * Refuses a folder that cannot become the one of a new run.
     *
     * @throws FileSystemException when it is none, or holds a delivery or files of somebody else under their names
     */
    public void refuseTaken(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw refused(folder, "is not a folder; choose another with --out");
        }
        for (String name : List.of(Manifest.FILE, Receipt.FILE, ContactSheet.FILE)) {
            if (Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                throw refused(folder, "holds a delivery already; choose another folder with --out");
            }
        }
    }

    private String fill(Delivery delivery, Path place) throws IOException {
        for (Delivery.Item shot : delivery.shots()) {
            List<String> names = shot.fileNames();
            for (int i = 0; i < names.size(); i++) {
                copy(shot.files().get(i), place.resolve(names.get(i)));
            }
        }
        byte[] manifest = Manifest.of(delivery);
        Durable.write(place.resolve(Manifest.FILE), manifest);
        Durable.write(place.resolve(Receipt.FILE), Receipt.of(delivery));
        Durable.write(place.resolve(ContactSheet.FILE), ContactSheet.of(delivery));
        return HexFormat.of().formatHex(Digests.sha256().digest(manifest));
    }

    private void copy(MediaAsset asset, Path target) throws IOException {
        if (holds(target, asset)) {
            return;
        }
        Path source = assets.file(asset.sha256())
                .orElseThrow(() -> new FileSystemException(
                        target.toString(), null, "the asset " + asset.sha256() + " is not in the store"));
        Durable.copy(source, target);
    }

    private static void refuseForeign(Delivery delivery, Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            throw refused(place, "is not a folder; choose another with --out");
        }
        Path manifest = place.resolve(Manifest.FILE);
        if (Files.exists(manifest, LinkOption.NOFOLLOW_LINKS)) {
            if (!run(manifest).equals(delivery.run())) {
                throw refused(place, "holds the delivery of another run; choose another folder with --out");
            }
            return;
        }
        for (String name : List.of(Receipt.FILE, ContactSheet.FILE)) {
            if (Files.exists(place.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                throw refused(place.resolve(name), "is not Patron's; move it or choose another folder with --out");
            }
        }
        for (Delivery.Item shot : delivery.shots()) {
            List<String> names = shot.fileNames();
            for (int i = 0; i < names.size(); i++) {
                Path file = place.resolve(names.get(i));
                if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                        && !holds(file, shot.files().get(i))) {
                    throw refused(file, "is not Patron's; move it or choose another folder with --out");
                }
            }
        }
    }

    private static FileSystemException refused(Path path, String why) {
        return new FileSystemException(path.toString(), null, why);
    }

    private static String run(Path manifest) throws IOException {
        if (Files.size(manifest) > MOST_MANIFEST) {
            return "";
        }
        try {
            return Manifest.JSON
                    .readTree(Files.readAllBytes(manifest))
                    .path("run")
                    .asText();
        } catch (JsonProcessingException _) {
            return "";
        }
    }

    private static boolean holds(Path file, MediaAsset asset) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) != asset.bytes()) {
            return false;
        }
        var digest = Digests.sha256();
        try (var in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest()).equals(asset.sha256());
    }

    /** Removes what an earlier attempt left aside: a flat folder that only this class makes. */
    private static void clear(Path aside) throws IOException {
        if (!Files.isDirectory(aside, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(aside)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(aside);
        } catch (DirectoryNotEmptyException e) {
            throw refused(aside, "is in the way; remove it");
        }
    }
}
