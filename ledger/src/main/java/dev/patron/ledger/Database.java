package dev.patron.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The H2 file of one ledger: opened as its owner for schema and barrier, and as a user without rights to change
 * records for everything else.
 *
 * <p>Transactions are read committed and rely on anchors being locked first ({@link Transactions}). Safe for any number of threads.
 */
final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    /** What the database is called. */
    static final String NAME = "ledger";

    /** The file with its passwords, beside it. */
    static final String ACCESS_FILE = "access";

    /** Statements that a connection keeps parsed: more than there are in the longest transaction; H2's own number is 8. */
    private static final int STATEMENTS_KEPT = 256;

    private static final int LOCKED_BY_OTHER_PROCESS = 90020;
    private static final int CAUSES_MOST = 20;

    /**
     * A file that is no database any more, a defect that its pages cause, a row that its index lacks, values of no type or
     * beyond theirs, digits that are none, stored definitions and rights that name nothing that is there, and passwords not its own.
     */
    private static final List<Integer> DAMAGED = List.of(
            90030, 50000, 90143, 90112, 22018, 22003, 22007, 50004, 90022, 90079, 90036, 90032, 90037, 90042, 90057,
            90070, 90071, 90072, 90077, 90119, 90120, 90003, 90004, 28000);

    /** How the SQL states begin that say that a table or column is not there, or not as the schema made it. */
    private static final String UNDEFINED = "42";

    private static final String REBUILD =
            "it is put back, or `patron ledger rebuild` makes it again from log and journal";

    /** How every connection is opened, and how those are that make or change what lasts. */
    static final String OPTIONS = ";DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000";

    static final String DURABLE = ";WRITE_DELAY=0";

    static final String OWNER = "PATRON_OWNER";
    static final String USER = "PATRON";

    private final JdbcConnectionPool pool;
    private final Barrier barrier;
    private final Connection owner;
    private final Place place;
    private final Path directory;
    private final Transactions transactions;

    private Database(JdbcConnectionPool pool, Barrier barrier, Connection owner, Place place) {
        this.pool = pool;
        this.barrier = barrier;
        this.owner = owner;
        this.place = place;
        this.directory = place.directory();
        this.transactions = new Transactions(pool, e -> failed(directory, e));
    }

    /** What one transaction does. It may be run more than once and must have no effect outside. */
    @FunctionalInterface
    interface Work<T> {
        T run(Sql sql) throws SQLException;
    }

    static Database open(Path directory, SecureRandom random, MeterRegistry meters) {
        return open(directory, random, meters, Schema.VERSION);
    }

    static Database open(Path directory, SecureRandom random, MeterRegistry meters, int version) {
        return open(new Place(directory, NAME), random, meters, version);
    }

    /** Another database in the same folder, with the same passwords. */
    static Database make(Path directory, String name, SecureRandom random, MeterRegistry meters) {
        return open(new Place(directory, name), random, meters, Schema.VERSION);
    }

    /** Where a database lies, and what it is called there. */
    private record Place(Path directory, String name) {}

    /** The file of a database. */
    static Path file(Path directory, String name) {
        return directory.resolve(name + ".mv.db");
    }

    /**
     * Refuses a folder that has a ledger's journal or log and not its database: an empty one would hide what was spent.
     *
     * @throws LedgerException with {@link Fault#INTEGRITY}
     */
    static void mustBeThere(Path directory) throws IOException {
        Path file = file(directory, NAME);
        if (!Files.exists(file) || Files.size(file) == 0) {
            mustBeNew(directory);
        }
    }

    private static void mustBeNew(Path directory) {
        Path log = directory.resolve(EventLog.FOLDER).resolve("checkpoint");
        if (Files.exists(directory.resolve(Journal.FILE)) || Files.exists(log)) {
            throw new LedgerException(
                    Fault.INTEGRITY,
                    "the ledger's database `" + file(directory, NAME) + "` is missing or empty; nothing is spent until "
                            + REBUILD + " (`patron ledger verify --log` checks them without it)");
        }
    }

    private static Database open(Place place, SecureRandom random, MeterRegistry meters, int version) {
        Path directory = place.directory();
        String path = path(directory, place.name());
        if (path.contains(";")) {
            throw new LedgerException(Fault.STORE, "the ledger cannot live in a path with a semicolon: `" + path + "`");
        }
        Connection owner = null;
        try {
            Secrets secrets = Secrets.at(directory.resolve(ACCESS_FILE), random);
            String url = url(path);
            owner = owner(url, secrets);
            int found = Schema.found(new Sql(owner), version);
            if (found > 0 && found < version) {
                owner.close();
                new Migrating(directory, place.name())
                        .forward(version, name -> owner(url(path(directory, name)), secrets));
                owner = owner(url, secrets);
            }
            prepare(new Sql(owner), secrets, version);
            JdbcConnectionPool pool = JdbcConnectionPool.create(url + ";IFEXISTS=TRUE", USER, secrets.user());
            Barrier barrier = new Barrier(owner, meters, e -> failed(directory, e));
            barrier.await();
            return new Database(pool, barrier, owner, place);
        } catch (SQLException e) {
            closeQuietly(owner);
            throw contradictsItself(e) ? damaged(directory, e) : failed(directory, e);
        } catch (IOException e) {
            closeQuietly(owner);
            throw failed(directory, e);
        } catch (LedgerException e) {
            closeQuietly(owner);
            throw e;
        }
    }

    private static String path(Path directory, String name) {
        return directory.toAbsolutePath().resolve(name).toString();
    }

    private static Connection owner(String url, Secrets secrets) throws SQLException {
        return DriverManager.getConnection(url + DURABLE, OWNER, secrets.owner());
    }

    private static String url(String path) {
        return "jdbc:h2:file:" + path + OPTIONS + ";QUERY_CACHE_SIZE=" + STATEMENTS_KEPT;
    }

    private static void prepare(Sql sql, Secrets secrets, int version) throws SQLException {
        user(sql, secrets.user());
        Schema.migrate(sql, version);
        if (version == Schema.VERSION) {
            Schema.grant(sql, USER);
        }
    }

    /** Makes the user that the program works as. */
    static void user(Sql sql, String password) throws SQLException {
        sql.execute("CREATE USER IF NOT EXISTS " + USER + " PASSWORD '" + password + "'");
    }

    private static void closeQuietly(@Nullable Connection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.info("a connection did not close", e);
            }
        }
    }

    /** Runs {@code work} in one transaction and returns when its commit has returned; not yet on disk. */
    <T> T transact(Work<T> work) {
        return transactions.run(work);
    }

    /**
     * Reads one state of the whole database, whatever is committed meanwhile. Rows come as they are read, so whoever takes them asks nothing
     * else of the view before the last one.
     */
    <T> T view(Work<T> work) {
        return transactions.view(work);
    }

    /** As {@link #transact}, for work that locks anchors: first come, first served. */
    <T> T inTurn(Work<T> work) {
        return transactions.inTurn(work);
    }

    /** What a transaction throws to be rolled back and run again, because another was first. */
    static SQLException again(SQLException cause) {
        return Transactions.again(cause);
    }

    /**
     * The id of the ledger that lives here: made at its first opening, and on disk when this returns.
     *
     * @throws LedgerException with {@link Fault#INTEGRITY} when a database that was cut short opened as an empty one
     */
    String ledgerId(SecureRandom random) {
        Optional<String> known =
                transact(sql -> sql.first("SELECT text FROM meta WHERE name = 'ledger'", row -> row.text("text")));
        if (known.isPresent()) {
            return known.get();
        }
        mustBeNew(directory);
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        String fresh = HexFormat.of().formatHex(bytes);
        asOwner(sql -> sql.one("INSERT INTO meta (name, text) VALUES ('ledger', ?)", fresh));
        sync();
        return fresh;
    }

    /** What only the database's owner may do; used while a ledger is being opened, by one thread. */
    @FunctionalInterface
    interface OwnerWork {
        void run(Sql sql) throws SQLException;
    }

    void asOwner(OwnerWork work) {
        try {
            work.run(new Sql(owner));
        } catch (SQLException e) {
            throw failed(directory, e);
        }
    }

    /** Another connection of the owner, for work that must not hold up the barrier. */
    Connection another() throws SQLException, IOException {
        String path = path(directory, place.name());
        Secrets secrets = Secrets.at(directory.resolve(ACCESS_FILE));
        return DriverManager.getConnection(url(path) + ";IFEXISTS=TRUE", OWNER, secrets.owner());
    }

    /** Reads as the owner, in a connection of its own, what no other user may see. */
    <T> T owned(Work<T> work) {
        try (Connection one = another()) {
            return work.run(new Sql(one));
        } catch (SQLException | IOException e) {
            throw failed(directory, e);
        }
    }

    /** Refuses to go on when the disk has too little room to record what another purchase may bring. */
    void mustHaveRoom() {
        Room.mustSuffice(directory);
    }

    /** Returns when every commit that returned before this call is on disk. */
    void sync() {
        barrier.await();
    }

    /** What went wrong, with how much room the disk has left: a full one shows in many ways. */
    private static LedgerException failed(Path directory, Exception e) {
        if (e instanceof SQLException sql && sql.getErrorCode() == LOCKED_BY_OTHER_PROCESS) {
            return new LedgerException(Fault.HELD, "another process has the ledger open", e);
        }
        boolean damaged = isDamage(e) || (e instanceof SQLException && isCutShort(e));
        if (damaged && !Room.isShort(directory)) {
            return damaged(directory, e);
        }
        return new LedgerException(
                Fault.STORE, "the ledger could not be read or written (" + Room.said(directory) + "): " + cause(e), e);
    }

    /** Whether the file ended before what is to lie in it. */
    private static boolean isCutShort(Throwable e) {
        Throwable first = e;
        for (int deep = 0; deep < CAUSES_MOST && first.getCause() != null; deep++) {
            first = first.getCause();
        }
        return first instanceof EOFException;
    }

    /** Whether an error, or one that it comes from, says that the file holds what nobody wrote. */
    private static boolean isDamage(Throwable e) {
        @Nullable Throwable one = e;
        for (int deep = 0; deep < CAUSES_MOST && one != null; deep++) {
            if (one instanceof SQLException sql
                    && (DAMAGED.contains(sql.getErrorCode())
                            || String.valueOf(sql.getSQLState()).startsWith(UNDEFINED))) {
                return true;
            }
            one = one.getCause();
        }
        return false;
    }

    /** Whether a database that is being opened has not the tables, or not the rows, that its version has. */
    private static boolean contradictsItself(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith(UNDEFINED) || state.startsWith("23");
    }

    private static LedgerException damaged(Path directory, Exception e) {
        return new LedgerException(
                Fault.INTEGRITY,
                "the ledger's database in `" + directory + "` is damaged (" + cause(e) + "); nothing is spent until "
                        + REBUILD,
                e);
    }

    /** The first line of what began it: H2 wraps a disk's own words several times over. */
    private static String cause(Throwable e) {
        Throwable first = e;
        for (int deep = 0; deep < CAUSES_MOST && first.getCause() != null; deep++) {
            first = first.getCause();
        }
        String message = String.valueOf(first.getMessage());
        return message.lines().findFirst().orElse(message);
    }

    @Override
    public void close() {
        pool.dispose();
        try {
            barrier.await();
            barrier.close();
        } catch (SQLException e) {
            throw failed(directory, e);
        }
    }

    /** The two database passwords: made once, kept in an owner-only file. */
    private record Secrets(String owner, String user) {
        static Secrets at(Path file, SecureRandom random) throws IOException {
            if (!Files.exists(file)) {
                Vault.OwnerFiles.write(
                        file, (random32(random) + "\n" + random32(random) + "\n").getBytes(StandardCharsets.US_ASCII));
            }
            return at(file);
        }

        static Secrets at(Path file) throws IOException {
            List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
            if (lines.size() != 2) {
                throw new IOException("`" + file + "` is not an access file");
            }
            return new Secrets(lines.getFirst(), lines.getLast());
        }

        private static String random32(SecureRandom random) {
            byte[] bytes = new byte[32];
            random.nextBytes(bytes);
            return HexFormat.of().formatHex(bytes);
        }
    }
}
