package dev.patron.log;

/** Every point at which a {@link LogWriter} has put something on disk: the places where a process may die. */
public enum LogPoint {
    /** An entry bundle, whole or partial, is in its place. */
    BUNDLE_WRITTEN,
    /** A tile of hashes, whole or partial, is in its place. */
    TILE_WRITTEN,
    /** All bundles and tiles of the coming checkpoint are durable; it is not signed yet. */
    TREE_SYNCED,
    /** The file {@code checkpoint} is the new one, and durable. */
    CHECKPOINT_WRITTEN,
    /** The checkpoint is in the file {@code checkpoints} too, for good. */
    CHECKPOINT_KEPT,
    /** Partial forms of tiles that became full are gone. */
    PARTIALS_REMOVED
}
