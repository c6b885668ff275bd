package dev.patron.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Brings an older database to a later version: in a copy beside it, which then takes its place.
 *
 * <p>H2 commits each definition by itself, so the steps cannot be undone as one. A stop at any point leaves the older database or the
 * later one there, whole, and the next start goes on from that. The older one is kept.
 */
final class Migrating {
    /** What the copy is called until it is whole. */
    private static final String BESIDE = ".migrated";

    private final Path folder;
    private final String name;

    /** @param name what the database is called in that folder; nobody has it open */
    Migrating(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /** Opens a database of this name as its owner. */
    @FunctionalInterface
    interface Opening {
        Connection open(String name) throws SQLException;
    }

    void forward(int version, Opening opening) throws SQLException, IOException {
        Path place = Database.file(folder, name);
        Path fresh = Database.file(folder, name + BESIDE);
        Files.deleteIfExists(fresh);
        Room.mustHold(folder, Files.size(place), "bringing the ledger's database to version " + version);
        Files.copy(place, fresh);
        try {
            try (Connection copy = opening.open(name + BESIDE)) {
                Schema.migrate(new Sql(copy), version);
            }
            Placing.replace(fresh, place, Placing.unused(folder, "before-version-" + version, ".mv.db"));
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
