package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Older databases are backed up and brought forward; newer ones are left alone. */
class SchemaTest {
    private static final String BACKUP = "before-version-" + Schema.VERSION + ".mv.db";

    @TempDir
    Path folder;

    @Test
    void anOlderDatabaseIsBackedUpAndMigratedWithItsData() throws Exception {
        SecureRandom random = new SecureRandom();
        try (Database old = Database.open(folder, random, new SimpleMeterRegistry(), 1)) {
            old.asOwner(sql -> {
                sql.one("INSERT INTO meta (name, text) VALUES ('ledger', ?)", "a".repeat(32));
                sql.one("INSERT INTO frozen (scope, reason, since) VALUES ('everything', 'kept', ?)", Bench.NOON);
                String event = "{\"at\":\"" + Bench.NOON + "\",\"ledger\":\"" + "a".repeat(32)
                        + "\",\"reason\":\"kept\",\"scope\":\"everything\",\"type\":\"frozen\",\"v\":\"1\"}";
                sql.one(
                        "INSERT INTO event (type, recorded_at, body, hash) VALUES ('frozen', ?, ?, ?)",
                        Bench.NOON,
                        event,
                        Digests.sha256(event));
            });
            assertThrows(
                    LedgerException.class,
                    () -> old.transact(sql -> sql.count("SELECT COUNT(*) FROM payments")),
                    "version 1 has no views");
        }
        assertFalse(Files.exists(folder.resolve(BACKUP)));

        try (Bench bench = Bench.again(folder)) {
            assertEquals("a".repeat(32), bench.ledger().id());
            assertEquals(List.of("everything: kept"), bench.reader().frozen());
            assertEquals(0, bench.rows("payments"));
            assertEquals(List.of(), bench.ledger().verify().problems());
        }
        Path backup = folder.resolve(BACKUP);
        assertEquals(1, versionOf(backup), "what was there is kept as it was");
        Files.delete(backup);
        Bench.again(folder).close();
        assertFalse(Files.exists(backup), "the same version is not backed up again");
    }

    /** H2 commits each definition by itself: steps run in place would leave a database between two versions. */
    @Test
    void aMigrationThatCannotBeFinishedLeavesTheOlderDatabaseWhole() throws Exception {
        try (Database old = Database.open(folder, new SecureRandom(), new SimpleMeterRegistry(), 5)) {
            old.asOwner(sql -> {
                sql.one("INSERT INTO meta (name, text) VALUES ('ledger', ?)", "a".repeat(32));
                sql.execute("CREATE TABLE api_key (in_the_way INT)");
            });
        }
        assertThrows(LedgerException.class, () -> Bench.again(folder), "the table that the step makes is there");
        try (Database old = Database.open(folder, new SecureRandom(), new SimpleMeterRegistry(), 5)) {
            old.asOwner(sql -> {
                assertEquals(
                        0,
                        sql.count("SELECT COUNT(*) FROM information_schema.tables WHERE table_name = 'INVOICE'"),
                        "what the step made before it failed is not there");
                sql.execute("DROP TABLE api_key");
            });
        }
        assertFalse(Files.exists(folder.resolve(BACKUP)), "nothing was replaced");
        Files.writeString(folder.resolve("ledger.migrated.mv.db"), "what a process that was killed left behind");
        try (Bench bench = Bench.again(folder)) {
            assertEquals(0, bench.rows("invoice"));
            assertEquals(List.of(), bench.ledger().verify().problems());
        }
        assertEquals(5, versionOf(folder.resolve(BACKUP)));
        assertFalse(Files.exists(folder.resolve("ledger.migrated.mv.db")));
    }

    /** The version of a database that was kept, put where a database lies. */
    private int versionOf(Path kept) throws Exception {
        Path apart = Files.createDirectories(folder.resolve("apart"));
        Files.copy(kept, apart.resolve("ledger.mv.db"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(folder.resolve("access"), apart.resolve("access"), StandardCopyOption.REPLACE_EXISTING);
        for (int version = 1; version <= Schema.VERSION; version++) {
            try (Database _ = Database.open(apart, new SecureRandom(), new SimpleMeterRegistry(), version)) {
                return version;
            } catch (LedgerException newer) {
                assertEquals(Fault.NEWER, newer.fault());
            }
        }
        throw new AssertionError("no version");
    }

    @Test
    void incomingMoneyOfAnOlderDatabaseKeepsItsWalletAndCanPayAClaimBack() throws Exception {
        try (Database old = Database.open(folder, new SecureRandom(), new SimpleMeterRegistry(), 2)) {
            old.asOwner(sql -> {
                sql.one("INSERT INTO meta (name, text) VALUES ('ledger', ?)", "a".repeat(32));
                sql.one(
                        "INSERT INTO token (id, symbol, network, contract, decimals, peg_micros)"
                                + " VALUES (?, 'USDC', ?, ?, 6, 1000000)",
                        Bench.USDC.id(),
                        Bench.NETWORK.toString(),
                        Bench.USDC.contract().text());
                sql.one(
                        "INSERT INTO wallet (token, address, adopted_block, adopted_hash, adopted_at, matched_block)"
                                + " VALUES (?, ?, 100, '0xb100', ?, 100)",
                        Bench.USDC.id(),
                        Bench.WALLET.text(),
                        Bench.NOON);
                sql.one(
                        "INSERT INTO event (type, recorded_at, body, hash) VALUES ('wallet_moved', ?, '{}', '')",
                        Bench.NOON);
                sql.one(
                        "INSERT INTO movement (token, tx, log_index, event, kind, counterparty, units, block_number)"
                                + " VALUES (?, '0x1', 0, (SELECT MAX(seq) FROM event), 'funding', ?, 5, 130)",
                        Bench.USDC.id(),
                        Bench.PAYEE.text());
            });
        }
        try (Bench bench = Bench.again(folder)) {
            assertEquals(
                    1, bench.tamper("UPDATE movement SET log_index = 1 WHERE wallet = '" + Bench.WALLET.text() + "'"));
            assertEquals(0, bench.rows("refund"));
        }
        assertTrue(Files.exists(folder.resolve(BACKUP)));
    }

    @Test
    void claimsAreNumberedOnAndEarlierEventsAreKnownAsSuch() throws Exception {
        try (Database old = Database.open(folder, new SecureRandom(), new SimpleMeterRegistry(), 3)) {
            old.asOwner(sql -> {
                sql.one("INSERT INTO meta (name, text) VALUES ('ledger', ?)", "a".repeat(32));
                String body = Json.write(Json.object(
                        "v", "1", "type", "wallet_moved", "ledger", "a".repeat(32), "at", Bench.NOON.toString()));
                sql.one(
                        "INSERT INTO event (seq, type, recorded_at, body, hash) VALUES (7, 'wallet_moved', ?, ?, ?)",
                        Bench.NOON,
                        body,
                        Digests.sha256(body));
                sql.execute("ALTER SEQUENCE event_number RESTART WITH 8");
                sql.one(
                        "INSERT INTO claim (event, provider, token, units, usd_micros, reason, state, opened_at)"
                                + " VALUES (7, 'xgen', 't', 1, 1, 'OWED', 'WITHDRAWN', ?)",
                        Bench.NOON);
            });
        }
        try (Bench bench = Bench.again(folder)) {
            VerifyReport report = bench.ledger().verify();
            assertEquals(List.of(), report.problems(), "an earlier event may lack members");
            assertTrue(
                    report.unchecked().getFirst().contains("events up to 7 "), "and it is said what that leaves open");
            assertEquals(1, bench.rows("meta WHERE name = 'complete_after' AND text = '7'"));
            assertEquals(1, bench.rows("(SELECT NEXT VALUE FOR claim_number AS next) WHERE next = 2"));
        }
    }

    @Test
    void aNewerDatabaseIsRefusedByName() throws Exception {
        try (Bench bench = Bench.fresh(folder)) {
            bench.tamper("UPDATE meta SET text = '99' WHERE name = 'schema'");
        }
        LedgerException refused = assertThrows(LedgerException.class, () -> Bench.again(folder));
        assertEquals(Fault.NEWER, refused.fault());
        assertTrue(refused.toString().contains("version 99"), refused.toString());
        assertThrows(LedgerException.class, () -> Bench.again(folder), "and its files were let go");
    }

    @Test
    void aLedgerKeepsItsIdForLife() {
        String id;
        try (Bench bench = Bench.fresh(folder)) {
            id = bench.ledger().id();
            bench.reopen();
            assertEquals(id, bench.ledger().id());
        }
        assertEquals(32, id.length());
        try (Bench bench = Bench.again(folder)) {
            assertEquals(id, bench.ledger().id());
            assertEquals("running", bench.reader().run(Bench.RUN).orElseThrow().status());
        }
    }
}
