package dev.patron.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of a C2SP tlog-tiles tree, read as a tree of one size has them.
 *
 * <p>A partial tile may have been replaced by a wider one or the full one, whose beginning it is. What is read is not
 * checked here against any root. Remembers a few tiles; not safe for several threads.
 */
final class Tiles implements Subtrees {
    private static final int TILES_KEPT = 64;
    private final Path directory;
    private final long size;
    private final Map<Tile, List<Hash>> kept = new LinkedHashMap<>();

    Tiles(Path directory, long size) {
        this.directory = directory;
        this.size = size;
    }

    /** The tile's hashes. Fails when its file is missing or too short. */
    List<Hash> hashes(Tile tile) {
        List<Hash> known = kept.get(tile);
        if (known != null) {
            return known;
        }
        byte[] bytes = read(tile);
        if (bytes.length < tile.width() * Hash.BYTES) {
            throw damaged(tile, "is too short");
        }
        List<Hash> hashes = split(bytes, tile.width());
        if (kept.size() >= TILES_KEPT) {
            kept.remove(kept.keySet().iterator().next());
        }
        kept.put(tile, hashes);
        return hashes;
    }

    static List<Hash> split(byte[] bytes, int most) {
        List<Hash> hashes = new ArrayList<>();
        for (int at = 0; hashes.size() < most && at + Hash.BYTES <= bytes.length; at += Hash.BYTES) {
            hashes.add(Hash.at(bytes, at));
        }
        return List.copyOf(hashes);
    }

    /** The entries of a bundle. Fails when its file is missing or holds fewer. */
    List<byte[]> entries(long index) {
        Tile tile = Tile.of(Tile.ENTRIES, index, size);
        Bundle bundle = Bundle.read(read(tile), tile.width());
        if (bundle.entries().size() < tile.width()) {
            throw damaged(tile, "holds fewer entries than its width");
        }
        return bundle.entries();
    }

    /**
     * A file that holds a tile.
     *
     * @param tile whose file it is: the tile itself, the full one, or a wider partial one
     */
    record Held(Tile tile, byte[] bytes) {}

    /** The file that holds a tile: its own, the full one, or the narrowest wider one; empty if none is there. */
    Optional<Held> find(Tile tile) {
        return held(tile).or(() -> held(tile.full())).or(() -> partials(tile).stream()
                .filter(width -> width > tile.width())
                .findFirst()
                .flatMap(width -> held(tile.ofWidth(width))));
    }

    /** The tile's own file. */
    Optional<Held> held(Tile tile) {
        try {
            return Optional.of(new Held(tile, Files.readAllBytes(directory.resolve(tile.path()))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new LogException(LogFault.STORE, "`" + tile.path() + "` could not be read: " + e.getMessage(), e);
        }
    }

    /** A file that holds a tile, whole. Fails when none is there. */
    byte[] read(Tile tile) {
        return find(tile).orElseThrow(() -> damaged(tile, "is missing")).bytes();
    }

    /** The widths of the partial forms that lie there, ascending. */
    List<Integer> partials(Tile tile) {
        return partials(directory, tile);
    }

    static List<Integer> partials(Path directory, Tile tile) {
        Path folder = directory.resolve(tile.partials());
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.matches("[1-9][0-9]{0,2}"))
                    .map(Integer::valueOf)
                    .filter(width -> width < Tile.WIDTH)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new LogException(LogFault.STORE, "`" + folder + "` could not be read: " + e.getMessage(), e);
        }
    }

    @Override
    public Hash root(int height, long index) {
        int level = height / Tile.HEIGHT;
        int inner = height % Tile.HEIGHT;
        long first = index << inner;
        List<Hash> hashes = hashes(Tile.of(level, first / Tile.WIDTH, size));
        int from = (int) (first % Tile.WIDTH);
        return rootOf(hashes.subList(from, from + (1 << inner)));
    }

    /** The root of a perfect tree over hashes, a power of two of them. */
    static Hash rootOf(List<Hash> hashes) {
        List<Hash> row = hashes;
        while (row.size() > 1) {
            List<Hash> above = new ArrayList<>();
            for (int i = 0; i < row.size(); i += 2) {
                above.add(Merkle.node(row.get(i), row.get(i + 1)));
            }
            row = above;
        }
        return row.getFirst();
    }

    private static LogException damaged(Tile tile, String problem) {
        return new LogException(
                LogFault.DAMAGED,
                "`" + tile.path() + "` " + problem + "; the log is not continued until it is restored");
    }
}
