package dev.patron.log;

import java.util.Locale;

/**
 * One file of a C2SP tlog-tiles tree: up to 256 consecutive hashes of a level, or the entries under a tile of level 0.
 *
 * @param level 0 for leaf hashes; at each level above, a hash is the root of a full tile below; {@link #ENTRIES} for a bundle
 * @param index its number within the level
 * @param width how many hashes or entries it holds, 1 to 256
 */
record Tile(int level, long index, int width) {
    /** Hashes in a full tile. */
    static final int WIDTH = 256;

    /** Binary levels of the tree in a tile. */
    static final int HEIGHT = 8;

    /** The level of entry bundles, which have the numbers of the tiles of level 0. */
    static final int ENTRIES = -1;

    Tile {
        if (level < ENTRIES || index < 0 || width < 1 || width > WIDTH) {
            throw new IllegalArgumentException("no tile has level " + level + ", index " + index + ", width " + width);
        }
    }

    /** How many hashes stand at a level of a tree of that size. */
    static long count(int level, long size) {
        int height = Math.max(level, 0) * HEIGHT;
        return height >= Long.SIZE ? 0 : size >>> height;
    }

    /** The tile as a tree of that size has it, which must reach it. */
    static Tile of(int level, long index, long size) {
        long left = count(level, size) - index * WIDTH;
        return new Tile(level, index, (int) Math.min(left, WIDTH));
    }

    boolean isFull() {
        return width == WIDTH;
    }

    Tile full() {
        return new Tile(level, index, WIDTH);
    }

    Tile ofWidth(int other) {
        return new Tile(level, index, other);
    }

    /** The first entry under the hash at a place of this tile. */
    long firstEntry(int place) {
        return (index * WIDTH + place) << (Math.max(level, 0) * HEIGHT);
    }

    /** Where it lies, with {@code /} between folders: {@code tile/<L>/<N>[.p/<W>]}, such as {@code tile/0/x001/067.p/3}. */
    String path() {
        return isFull() ? stem() : partials() + "/" + width;
    }

    /** The folder of this tile's partial forms. */
    String partials() {
        return stem() + ".p";
    }

    private String stem() {
        StringBuilder number = new StringBuilder(String.format(Locale.ROOT, "%03d", index % 1000));
        for (long rest = index / 1000; rest > 0; rest /= 1000) {
            number.insert(0, String.format(Locale.ROOT, "x%03d/", rest % 1000));
        }
        return "tile/" + (level == ENTRIES ? "entries" : level) + "/" + number;
    }
}
