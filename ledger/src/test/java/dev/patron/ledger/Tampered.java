package dev.patron.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A ledger's folder that somebody changed: what opening and verifying say of it, and what its tables say. */
final class Tampered {
    /** The number of an event, in a row of any table that refers to one. */
    private static final Pattern SEQ = Pattern.compile("[{ ](?:seq|event)=([0-9]+)[,}]");

    private static final Pattern ID = Pattern.compile("\\b[0-9a-f]{64}\\b");

    private Tampered() {}

    /** Its database, as its owner. */
    static Connection connect(Path folder) throws SQLException, IOException {
        return DriverManager.getConnection(
                "jdbc:h2:file:" + folder.toAbsolutePath().resolve("ledger"),
                "PATRON_OWNER",
                Files.readAllLines(folder.resolve("access")).getFirst());
    }

    /** What is said against it, each a sentence; of a refusal also whether it is called a breach of integrity. */
    record Said(List<String> sentences, boolean isIntegrity) {}

    /** Everything that is said against it; nothing when it passes for sound. */
    static Said said(Path folder, Trust trust) {
        try (Bench bench = Bench.again(folder)) {
            VerifyReport report = bench.ledger().verify(trust, StepWatcher.unobserved());
            List<String> sentences = new ArrayList<>(report.problems());
            sentences.addAll(report.repairs());
            return new Said(sentences, true);
        } catch (LedgerException e) {
            return new Said(List.of(String.valueOf(e.getMessage())), e.fault() == Fault.INTEGRITY);
        }
    }

    /** What all tables say together, without what no event can tell: when an anchor was locked, and anchors that hold nothing. */
    static Map<String, Set<String>> meaning(Path folder) throws SQLException, IOException {
        Map<String, Set<String>> meaning = new TreeMap<>();
        try (Connection owner = connect(folder)) {
            for (String table : tables(owner)) {
                String rows = table.equals("anchor")
                        ? "(SELECT id, spent_micros, reserved_micros FROM anchor WHERE spent_micros + reserved_micros"
                                + " <> 0)"
                        : table;
                meaning.put(table, new TreeSet<>(ToldTables.rows(owner, rows)));
            }
        }
        return meaning;
    }

    /**
     * How a report names rows that are not as they were: the events among them by number, payments by id, the others by table; or a
     * definition, or the file.
     */
    static List<String> places(Map<String, Set<String>> before, Map<String, Set<String>> now) {
        List<String> places = new ArrayList<>(List.of("the ledger's database in `", "database: the definition `"));
        before.forEach((table, rows) -> {
            Set<String> changed = new TreeSet<>(rows);
            Set<String> others = now.getOrDefault(table, Set.of());
            changed.removeAll(others);
            others.stream().filter(row -> !rows.contains(row)).forEach(changed::add);
            for (String row : changed) {
                places.add("table `" + table + "`");
                SEQ.matcher(row).results().forEach(found -> places.add("event " + found.group(1) + " "));
                ID.matcher(row).results().forEach(found -> places.add("intent " + found.group()));
            }
        });
        return places;
    }

    static List<String> tables(Connection owner) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Statement statement = owner.createStatement();
                ResultSet results = statement.executeQuery("SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE"
                        + " TABLE_SCHEMA = 'PUBLIC' AND TABLE_TYPE = 'BASE TABLE' ORDER BY 1")) {
            while (results.next()) {
                tables.add(results.getString(1).toLowerCase(Locale.ROOT));
            }
        }
        return tables;
    }
}
