package dev.patron.ledger;

import dev.patron.log.Checkpoint;
import dev.patron.log.Keeping;
import dev.patron.log.LogException;
import dev.patron.log.LogFault;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes everything that a ledger consists of into one file, while others go on using it.
 *
 * <p>The files are copied into a folder beside the database first, and there the copy is opened and verified as a ledger
 * of its own; only then it is packed. The order makes the parts fit: the database, as of one moment; the log as it was at
 * the checkpoint which that database remembers; then journal, steps and keys, which know at least what the database
 * knows. Signatures made meanwhile are in the journal alone, and are applied as at any start. Keys of wallets lie
 * elsewhere and are never in it; what else belongs to it comes along ({@link #takeAlong}).
 *
 * <p>One backup is made at a time. Its thread must not be interrupted: that would close the database's file. Safe for any
 * number of threads.
 */
public final class Backup {
    /** Says what is in the archive, and stands at its end. */
    static final String MANIFEST = "backup.json";

    private static final String STAGE = "backup.part";
    private static final String LEDGER = "ledger";
    private static final String KEYS = "keys";
    private static final int TRIES_MOST = 2;

    private final Parts parts;
    private final LedgerSettings settings;
    private final LedgerMeters meters;
    private final Map<String, Path> beside = new TreeMap<>();
    private boolean closed;

    /** What is copied. */
    record Parts(String ledger, Database database, EventLog log, Journal journal, StepFiles steps, Vault vault) {}

    Backup(Parts parts, LedgerSettings settings, LedgerMeters meters) {
        this.parts = parts;
        this.settings = settings;
        this.meters = meters;
    }

    /** Names a file that is of no ledger and belongs to it: each backup takes it along where it is there, by this name. */
    public synchronized void takeAlong(String name, Path file) {
        beside.put(name, file);
    }

    /**
     * Writes a tar archive; on disk when this returns.
     *
     * @param file an empty file for its owner only: it will hold the keys of runs and of the log
     * @throws LedgerException with {@link Fault#INTEGRITY} when what would be in it is not sound, {@link Fault#STORE} when it
     *     cannot be written or would fill a disk
     */
    public synchronized BackupReport write(Path file, StepWatcher watcher) {
        if (closed) {
            throw new LedgerException(Fault.HELD, "the ledger is being closed; no backup was made");
        }
        try {
            clear(settings.directory());
            try {
                return run(file, watcher);
            } finally {
                clear(settings.directory());
            }
        } catch (LogException | IOException | SQLException e) {
            throw failed(e);
        }
    }

    private LedgerException failed(Exception cause) {
        if (cause instanceof LogException log && log.fault() != LogFault.STORE) {
            return new LedgerException(Fault.INTEGRITY, "the log: " + log.getMessage() + "; no backup was made", log);
        }
        return new LedgerException(
                Fault.STORE,
                "no backup was made: " + cause.getMessage() + " (" + Room.said(settings.directory()) + ")",
                cause);
    }

    /** Waits for a backup that is being made; none is begun after this. */
    synchronized void close() {
        closed = true;
    }

    /** Removes what a process that died left of a backup. */
    static void clear(Path directory) throws IOException {
        Path stage = directory.resolve(STAGE);
        if (Files.exists(stage)) {
            try (Stream<Path> files = Files.walk(stage)) {
                for (Path file : files.toList().reversed()) {
                    Files.delete(file);
                }
            }
        }
    }

    private BackupReport run(Path file, StepWatcher watcher) throws IOException, SQLException {
        long bytes = bytes(settings.directory()) + bytes(settings.keys());
        Room.mustHold(settings.directory(), 3 * bytes, "a backup");
        Room.mustHold(Placing.parent(file), bytes, "a backup");
        Instant at = Sql.micros(settings.clock().instant());
        long signed = parts.log()
                .checkpoint(Keeping.FOR_GOOD)
                .map(last -> last.checkpoint().size())
                .orElse(0L);
        Path stage = settings.directory().resolve(STAGE);
        for (int tried = 1; ; tried++) {
            try {
                BackupReport report = pack(stage, stage(stage, at, signed, watcher), file);
                meters.reached(DurablePoint.BACKUP_WRITTEN);
                return report;
            } catch (LedgerException e) {
                if (e.fault() != Fault.INTEGRITY || tried == TRIES_MOST) {
                    throw e;
                }
                clear(settings.directory());
            }
        }
    }

    /** How much lies in a folder; a file that goes while others work does not count. */
    private static long bytes(Path folder) throws IOException {
        AtomicLong sum = new AtomicLong();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum.addAndGet(attributes.size());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path gone, IOException e) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path read, @Nullable IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return sum.get();
    }

    // --- copying

    private record Copied(Instant at, long events, Optional<String> checkpoint) {}

    /** Copies everything; {@code signed} is how many events were signed before this began, and must be in it. */
    private Copied stage(Path stage, Instant at, long signed, StepWatcher watcher) throws IOException, SQLException {
        Path folder = stage.resolve(LEDGER);
        makeForOwner(stage);
        copyBeside(stage);
        Files.createDirectory(folder);
        copyDatabase(Database.file(folder, Database.NAME));
        for (String name : List.of(Database.ACCESS_FILE, EventLog.KEY_FILE)) {
            Path file = settings.directory().resolve(name);
            if (Files.exists(file)) {
                Files.copy(file, folder.resolve(name));
            }
        }
        try (Database copy = Database.open(folder, settings.random(), new SimpleMeterRegistry())) {
            List<Checkpoint> head = EventLog.witnessed(copy);
            long remembered = head.stream().mapToLong(Checkpoint::size).max().orElse(0);
            if (remembered < signed) {
                throw new LedgerException(
                        Fault.INTEGRITY,
                        "no backup was made, for the copy of the database ends at event " + remembered
                                + " and the log held " + signed + " before it was begun");
            }
            head.forEach(last -> parts.log().copy(last, folder.resolve(EventLog.FOLDER)));
            parts.journal().copy(folder.resolve(Journal.FILE), _ -> true);
            parts.steps().copy(folder.resolve(StepFiles.FOLDER));
            parts.vault().copy(stage.resolve(KEYS));
            VerifyReport report = verified(copy, stage, watcher);
            if (!report.isSound()) {
                throw new LedgerException(
                        Fault.INTEGRITY,
                        "no backup was made, for the ledger is not sound: "
                                + report.problems().getFirst() + "; `patron ledger verify` names every problem");
            }
            return new Copied(at, report.events(), report.checkpoint());
        }
    }

    /** What lies beside a ledger is whole at any time: it is made aside and never changed. */
    private void copyBeside(Path stage) throws IOException {
        for (Map.Entry<String, Path> one : beside.entrySet()) {
            if (Files.exists(one.getValue())) {
                Path to = stage.resolve(one.getKey());
                Files.createDirectories(Placing.parent(to));
                Files.copy(one.getValue(), to);
            }
        }
    }

    private static void makeForOwner(Path folder) throws IOException {
        Files.createDirectory(folder);
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /**
     * Copies the database as of one moment. H2 appends to its file and overwrites nothing while it copies it; what was
     * appended after it began is cut or complete, and either is a whole database when it is opened.
     */
    private void copyDatabase(Path to) throws IOException, SQLException {
        Files.deleteIfExists(Database.file(settings.directory(), Rebuilding.BESIDE));
        Path zip = to.resolveSibling("database.zip");
        try (Connection owner = parts.database().another();
                Statement statement = owner.createStatement()) {
            statement.execute("BACKUP TO '" + zip.toString().replace("'", "''") + "'");
        }
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            unpack(in, to);
        }
        Files.delete(zip);
    }

    private static void unpack(ZipInputStream in, Path to) throws IOException {
        ZipEntry entry = in.getNextEntry();
        if (entry == null || !entry.getName().endsWith(String.valueOf(to.getFileName()))) {
            throw new IOException("a copy of the database does not hold it");
        }
        try (OutputStream out = Files.newOutputStream(to)) {
            in.transferTo(out);
        }
    }

    /** Holds the copy to be a ledger; signatures that were made after the database was copied are not looked at. */
    private VerifyReport verified(Database copy, Path stage, StepWatcher watcher) throws IOException {
        Set<String> signed = new HashSet<>(
                copy.transact(sql -> sql.list("SELECT intent FROM signed_payment", row -> row.text("intent"))));
        signed.addAll(copy.transact(
                sql -> sql.list("SELECT tx FROM account_transaction WHERE n > 1", row -> row.text("tx"))));
        Path known = stage.resolve("journal.known");
        parts.journal().copy(known, record -> signed.contains(Accounts.journaledOf(Json.readObject(record))));
        VerifyingLog log = new VerifyingLog(copy, stage.resolve(LEDGER).resolve(EventLog.FOLDER), Trust.NONE);
        try (Journal journal = Journal.open(known, parts.ledger())) {
            StepFiles steps = new StepFiles(stage.resolve(LEDGER).resolve(StepFiles.FOLDER));
            return new Verifying(copy, journal, log, steps, parts.ledger()).run(watcher);
        }
    }

    // --- packing

    private BackupReport pack(Path stage, Copied copied, Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            Tar tar = new Tar(out, copied.at());
            for (String folder : folders(stage)) {
                tar.folder(folder);
                try (Stream<Path> files = Files.walk(stage.resolve(folder))) {
                    for (Path member :
                            files.filter(Files::isRegularFile).sorted().toList()) {
                        tar.file(name(stage.relativize(member)), member);
                    }
                }
            }
            Path manifest = stage.resolve(MANIFEST);
            Files.writeString(manifest, Json.write(manifest(copied, tar.members())) + "\n");
            tar.file(MANIFEST, manifest);
            tar.end();
            channel.force(true);
            return new BackupReport(
                    parts.ledger(),
                    copied.at(),
                    copied.events(),
                    copied.checkpoint(),
                    tar.members().size(),
                    channel.size());
        }
    }

    /** The ledger's own folders, then those of what lies beside it. */
    private static List<String> folders(Path stage) throws IOException {
        List<String> folders = new ArrayList<>(List.of(LEDGER, KEYS));
        try (Stream<Path> all = Files.list(stage)) {
            all.filter(Files::isDirectory)
                    .map(folder -> name(stage.relativize(folder)))
                    .filter(folder -> !folders.contains(folder))
                    .sorted()
                    .toList()
                    .forEach(folders::add);
        }
        return folders;
    }

    private static String name(Path relative) {
        StringBuilder name = new StringBuilder();
        relative.forEach(part -> name.append(name.isEmpty() ? "" : "/").append(part));
        return name.toString();
    }

    private Object manifest(Copied copied, List<Tar.Member> members) {
        return Json.object(
                "backup", "1",
                "ledger", parts.ledger(),
                "schema", Integer.toString(Schema.VERSION),
                "made_at", copied.at().toString(),
                "events", Long.toString(copied.events()),
                "checkpoint", copied.checkpoint().orElse(""),
                "verifier_key", parts.log().verifierKey().orElse(""),
                "members", members.stream().map(Backup::line).toList());
    }

    private static Object line(Tar.Member member) {
        return Json.object("name", member.name(), "bytes", Long.toString(member.bytes()), "sha256", member.sha256());
    }
}
