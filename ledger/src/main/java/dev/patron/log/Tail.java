package dev.patron.log;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What a writer holds of a tree: the hashes of each level that fill no tile yet, and the entries under those of level 0.
 * Not safe for several threads.
 */
final class Tail {
    private final List<List<Hash>> levels = new ArrayList<>();
    private final ByteArrayOutputStream bundle = new ByteArrayOutputStream();

    /**
     * Reads the tail of a tree of that size.
     *
     * @throws LogException with {@link LogFault#DAMAGED} when its last bundle is not what its last leaf hashes say
     */
    static Tail read(Tiles tiles, long size) {
        Tail tail = new Tail();
        for (int level = 0; Tile.count(level, size) > 0; level++) {
            long index = Tile.count(level, size) / Tile.WIDTH;
            boolean isEmpty = Tile.count(level, size) % Tile.WIDTH == 0;
            tail.level(level).addAll(isEmpty ? List.of() : tiles.hashes(Tile.of(level, index, size)));
        }
        if (size % Tile.WIDTH > 0) {
            long index = size / Tile.WIDTH;
            List<byte[]> entries = tiles.entries(index);
            for (int i = 0; i < entries.size(); i++) {
                if (!Merkle.leaf(entries.get(i)).equals(tail.level(0).get(i))) {
                    throw new LogException(
                            LogFault.DAMAGED,
                            "entry " + (index * Tile.WIDTH + i) + " is not what its leaf hash says; the log is not"
                                    + " continued until it is restored");
                }
                Bundle.append(tail.bundle, entries.get(i));
            }
        }
        return tail;
    }

    /** The hashes of a level, empty if it has none; to be changed by the caller. */
    List<Hash> level(int level) {
        while (levels.size() <= level) {
            levels.add(new ArrayList<>());
        }
        return levels.get(level);
    }

    /** How many levels have been reached. */
    int height() {
        return levels.size();
    }

    ByteArrayOutputStream bundle() {
        return bundle;
    }

    /** The tree's right edge. */
    Frontier frontier() {
        Frontier frontier = new Frontier();
        for (int level = levels.size() - 1; level >= 0; level--) {
            for (Hash hash : levels.get(level)) {
                frontier.append(hash, level * Tile.HEIGHT);
            }
        }
        return frontier;
    }

    /** The bytes of a tile with these hashes. */
    static byte[] bytes(List<Hash> hashes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(hashes.size() * Hash.BYTES);
        hashes.forEach(hash -> bytes.writeBytes(hash.raw()));
        return bytes.toByteArray();
    }
}
