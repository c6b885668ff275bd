package dev.patron.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a database is made of is held against what the steps of its schema make, whatever kind of definition it is. */
class DefinitionsTest {
    private static final String NAME = "complete_after";

    @TempDir
    Path folder;

    /** What its owner did, and words of the finding that names it. */
    private record Change(String sql, String named) {}

    private static final List<Change> CHANGES = List.of(
            new Change("CREATE TABLE extra (x INT)", "`TABLE \"PUBLIC\".\"EXTRA\" 1: \"X\" INTEGER` is none of"),
            new Change("ALTER TABLE run_step ADD COLUMN x INT", "\"RUN_STEP\" 6: \"X\" INTEGER` is none of"),
            new Change(
                    "ALTER TABLE run ALTER COLUMN agent SET DEFAULT 'x'",
                    "\"RUN\" 5: \"AGENT\" CHARACTER VARYING(32) DEFAULT"),
            new Change(
                    "ALTER TABLE intent ALTER COLUMN note SET NULL",
                    "\"INTENT\" 12: \"NOTE\" CHARACTER VARYING(200)` is none"),
            new Change(
                    "ALTER TABLE shot ALTER COLUMN kind SET DATA TYPE VARCHAR(17)",
                    "\"KIND\" CHARACTER VARYING(16) NOT NULL` is missing"),
            new Change(
                    "ALTER TABLE live_shot DROP PRIMARY KEY",
                    "\"LIVE_SHOT\" ADD CONSTRAINT PRIMARY KEY(\"RUN\", \"SHOT\");` is missing"),
            new Change(
                    "ALTER TABLE posting ADD CHECK (units > 5)", "\"POSTING\" ADD CONSTRAINT CHECK(\"UNITS\" > CAST(5"),
            new Change("ALTER TABLE frozen ADD UNIQUE (reason)", "INDEX ON FROZEN UNIQUE INDEX"),
            new Change(
                    "ALTER TABLE api_key ADD FOREIGN KEY (subject) REFERENCES run (id)",
                    "\"API_KEY\" ADD CONSTRAINT FOREIGN KEY(\"SUBJECT\")"),
            new Change(
                    "DROP INDEX event_by_run",
                    "\"EVENT_BY_RUN\" ON \"PUBLIC\".\"EVENT\"(\"RUN\" NULLS FIRST);` is missing"),
            new Change("CREATE UNIQUE INDEX more ON quote (payee, event)", "INDEX \"PUBLIC\".\"MORE\""),
            new Change(
                    "ALTER SEQUENCE event_number INCREMENT BY 2",
                    "CREATE SEQUENCE \"PUBLIC\".\"EVENT_NUMBER\" INCREMENT BY 2;` is none"),
            new Change("ALTER SEQUENCE claim_number RESTART WITH 1", "the sequence `CLAIM_NUMBER` would give 1 next"),
            new Change(
                    "CREATE FORCE TRIGGER watch BEFORE INSERT ON event CALL 'nobody.knows.It'",
                    "TRIGGER \"PUBLIC\".\"WATCH\""),
            new Change("CREATE ALIAS clock FOR 'java.lang.System.currentTimeMillis'", "ALIAS \"PUBLIC\".\"CLOCK\""),
            new Change(
                    "CREATE OR REPLACE VIEW decisions AS SELECT event FROM decision WHERE outcome = 'PERMIT'",
                    "VIEW \"PUBLIC\".\"DECISIONS\"(\"EVENT\") AS"),
            new Change(
                    "COMMENT ON COLUMN account.balance IS 'mine'",
                    "\"BALANCE\" NUMERIC(78, 0) COMMENT 'mine' NOT NULL"),
            new Change(
                    "GRANT DELETE ON event TO PATRON",
                    "GRANT SELECT, DELETE, INSERT ON \"PUBLIC\".\"EVENT\" TO \"PATRON\";` is none"),
            new Change(
                    "REVOKE UPDATE ON anchor FROM PATRON",
                    "GRANT SELECT, INSERT, UPDATE ON \"PUBLIC\".\"ANCHOR\" TO \"PATRON\";` is missing"),
            new Change("CREATE ROLE helper", "CREATE ROLE IF NOT EXISTS \"HELPER\""),
            new Change("CREATE USER guest PASSWORD 'x' ADMIN", "\"GUEST\""),
            new Change("SET IGNORECASE TRUE", "`SET IGNORECASE 1;` is none"));

    @Test
    void whateverDefinitionWasChangedIsNamed() throws Exception {
        try (Bench bench = Bench.fresh(folder)) {
            RebuildTest.busy(bench);
            bench.tamper("ANALYZE");
            assertEquals(List.of(), bench.ledger().verify().problems(), "statistics are no definition");
            for (Change change : CHANGES) {
                bench.tamper(change.sql());
            }
            VerifyReport report = bench.ledger().verify();
            for (Change change : CHANGES) {
                assertTrue(
                        report.problems().stream().anyMatch(found -> found.contains(change.named())),
                        () -> change + " is not in\n" + String.join("\n", report.problems()));
            }
            assertTrue(report.checks().contains(new VerifyReport.Check("definitions", false)));
        }
    }

    /** The sequence would give a number of an event again, which its key refuses: nothing would be recorded any more. */
    @Test
    void aSequenceThatWentBackIsNamed() throws Exception {
        try (Bench bench = Bench.fresh(folder)) {
            bench.paid("shot-01", "0.05");
            bench.tamper("ALTER SEQUENCE event_number RESTART WITH 3");
            List<String> problems = bench.ledger().verify().problems();
            assertEquals(1, problems.size(), problems::toString);
            assertTrue(
                    problems.getFirst().contains("the sequence `EVENT_NUMBER` would give 3 next"), problems::toString);
        }
    }

    /** Each version's steps, run upon a database of the version before, come to what they make from nothing. */
    @Test
    void aDatabaseOfAnyVersionComesToTheSameDefinitions() throws Exception {
        for (int version = 1; version < Schema.VERSION; version++) {
            Path older = Files.createDirectories(folder.resolve("version-" + version));
            Database.open(older, new SecureRandom(), new SimpleMeterRegistry(), version)
                    .close();
            try (Bench bench = Bench.again(older)) {
                assertEquals(List.of(), bench.ledger().verify().problems(), "from version " + version);
            }
        }
    }

    /** Asked for names alone, H2 answers from an index, in which a name is right when the row's own was changed. */
    @Test
    void aNameThatWasChangedInItsRowAloneIsFound() throws Exception {
        Path ledger = folder.resolve("ledger");
        Bench.fresh(ledger).close();
        Path file = ledger.resolve("ledger.mv.db");
        byte[] sound = Files.readAllBytes(file);
        String text = new String(sound, StandardCharsets.ISO_8859_1);
        int changed = 0;
        for (int at = text.indexOf(NAME); at >= 0; at = text.indexOf(NAME, at + 1)) {
            byte[] bytes = sound.clone();
            bytes[at + 3] ^= 1;
            Files.write(file, bytes);
            if (!Tampered.meaning(ledger).toString().contains("name=" + NAME)) {
                changed++;
                Files.write(file, bytes);
                Tampered.Said said = Tampered.said(ledger, Trust.NONE);
                assertEquals(List.of("table `meta` does not say where complete events begin"), said.sentences());
            }
        }
        assertTrue(changed > 0, "no flip reached the row");
    }
}
