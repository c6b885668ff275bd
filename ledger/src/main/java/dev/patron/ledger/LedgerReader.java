package dev.patron.ledger;

import dev.patron.money.Address;
import dev.patron.money.Asset;
import dev.patron.money.Usd;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads the ledger: for people, and for taking up work again. Each method is one consistent look. */
public final class LedgerReader {
    private final Database database;
    private final Vault vault;

    LedgerReader(Database database, Vault vault) {
        this.database = database;
        this.vault = vault;
    }

    /** Whole books, for exports and statements. */
    public BookReader books() {
        return new BookReader(database);
    }

    /** All runs of briefs, the newest first; tabs of invoices are none. */
    public List<RunRecord> runs() {
        return database.transact(sql ->
                sql.list(Runs.SELECT + "WHERE planner <> ? ORDER BY opened_at DESC, id", this::run, Tabs.PLANNER));
    }

    public Optional<RunRecord> run(String id) {
        return database.transact(sql -> sql.first(Runs.SELECT + "WHERE id = ?", this::run, id));
    }

    private RunRecord run(Sql.Row row) throws SQLException {
        return Runs.record(row, vault);
    }

    /** When a run was erased; empty when it was not. */
    public Optional<Instant> erasedAt(String run) {
        return database.transact(sql -> Erasure.at(sql, run));
    }

    /**
     * The salt of the commitment to a shot's prompt, 64 hexadecimal digits: secret, and gone with the run's key.
     *
     * @throws LedgerException when the key is gone
     */
    public String salt(String run, String shot) {
        return vault.secret(run, "prompt of " + shot);
    }

    /** Follows one thing to every purchase it belongs to: a digest, nonce, transaction, decision, run or claim. */
    public Traced trace(String subject) {
        return database.view(sql -> new Tracing(sql, vault).trace(subject));
    }

    /** A run's journal, opened. */
    public List<RunStep> steps(String run) {
        return database.transact(sql -> new Runs(new Events(""), vault).steps(sql, run));
    }

    public Optional<IntentRecord> intent(String id) {
        return database.transact(sql -> Intents.find(sql, id));
    }

    /** All attempts of a run, by shot and attempt. */
    public List<IntentRecord> intents(String run) {
        return database.transact(
                sql -> sql.list(Intents.SELECT + "WHERE i.run = ? ORDER BY i.shot, i.attempt", Intents::record, run));
    }

    public Optional<IntentRecord> intentByNonce(String nonce) {
        return database.transact(sql -> sql.first(Intents.SELECT + "WHERE i.nonce = ?", Intents::record, nonce));
    }

    /** Intents for shots that still need somebody: money at risk, a settlement that is not final, or goods outstanding. */
    public List<IntentRecord> unresolved() {
        return database.transact(sql -> sql.list(
                Intents.SELECT + "WHERE i.run NOT IN (SELECT id FROM run WHERE planner = ?) AND ("
                        + "i.payment IN ('RESERVED', 'AUTHORIZED', 'UNKNOWN')"
                        + " OR (i.payment = 'SETTLED' AND NOT EXISTS (SELECT 1 FROM proof p"
                        + " WHERE p.intent = i.id AND p.kind = 'SETTLED' AND p.final))"
                        + " OR (i.payment = 'SETTLED' AND i.fulfilment = 'NONE')"
                        + " OR i.fulfilment = 'GENERATING'"
                        + " OR EXISTS (SELECT 1 FROM claim c WHERE c.intent = i.id AND c.state = 'OPEN'))"
                        + " ORDER BY i.opened_at",
                Intents::record,
                Tabs.PLANNER));
    }

    /** Which attempt of a shot is current. */
    public int attempt(String run, String shot) {
        return database.transact(
                sql -> (int) sql.count("SELECT attempt FROM shot_attempt WHERE run = ? AND shot = ?", run, shot));
    }

    /** The planned shots of a run. */
    public List<PlannedShot> shots(String run) {
        return database.transact(
                sql -> sql.list("SELECT * FROM shot WHERE run = ? ORDER BY shot", LedgerReader::plannedRow, run));
    }

    static PlannedShot plannedRow(Sql.Row row) throws SQLException {
        return new PlannedShot(
                row.text("shot"),
                row.text("kind"),
                row.text("provider"),
                row.text("model"),
                row.usd("price_micros"),
                row.text("commitment"));
    }

    /** The signature of an intent; empty where there is none. */
    public Optional<SignedPayment> signed(IntentRecord intent) {
        return database.transact(sql -> {
            boolean signed = sql.count("SELECT COUNT(*) FROM signed_payment WHERE intent = ?", intent.id()) > 0;
            return signed ? Optional.of(SignedRows.read(sql, intent, vault)) : Optional.empty();
        });
    }

    /** How often a paid request was presented, answers and silences together. */
    public int attempts(String intent) {
        return database.transact(sql ->
                (int) sql.count("SELECT COUNT(*) FROM attempt WHERE intent = ? AND outcome <> 'restarted'", intent));
    }

    public Optional<ReservationRecord> reservation(String intent) {
        return database.transact(sql -> reservation(sql, intent));
    }

    static Optional<ReservationRecord> reservation(Sql sql, String intent) throws SQLException {
        return sql.first(
                "SELECT * FROM reservation WHERE intent = ? ORDER BY round DESC",
                row -> new ReservationRecord(
                        row.number("decision"),
                        row.text("payee"),
                        row.units("units"),
                        row.usd("usd_micros"),
                        row.usd("moved_micros"),
                        row.time("reserved_at"),
                        row.text("policy"),
                        row.text("state")),
                intent);
    }

    /** What receipts of success said about an intent's payment, each thing once. */
    public List<ReceiptClaim> receipts(String intent) {
        return database.transact(sql -> Incidents.claims(sql, intent));
    }

    /** The newest proof about an intent. */
    public Optional<ProofRecord> proof(String intent) {
        return database.transact(sql ->
                sql.first("SELECT * FROM proof WHERE intent = ? ORDER BY event DESC", LedgerReader::proofRow, intent));
    }

    /** Whether a transaction was once recorded as an intent's settlement, even if its block vanished later. */
    public boolean sawPaying(String intent, String transaction) {
        return database.transact(sql -> sql.count(
                        "SELECT COUNT(*) FROM proof WHERE intent = ? AND kind = 'SETTLED' AND tx = ?",
                        intent,
                        transaction)
                > 0);
    }

    static ProofRecord proofRow(Sql.Row row) throws SQLException {
        return new ProofRecord(
                row.text("kind"),
                new ChainProof(
                        row.text("tx"),
                        row.number("block_number"),
                        row.text("block_hash"),
                        row.time("block_time"),
                        new Address(row.text("payee")),
                        row.units("units"),
                        row.flag("final")));
    }

    public Optional<GenerationRecord> generation(String intent) {
        return database.transact(sql -> generation(sql, intent));
    }

    static Optional<GenerationRecord> generation(Sql sql, String intent) throws SQLException {
        return sql.first(
                "SELECT * FROM generation WHERE intent = ?",
                row -> new GenerationRecord(
                        row.text("handle"), row.text("status"), row.small("progress"), row.time("deadline")),
                intent);
    }

    /** Whether a seller's id is known from another intent. */
    public boolean handleIsTaken(String handle, String provider, String intent) {
        return database.transact(sql -> sql.count(
                        "SELECT COUNT(*) FROM generation g JOIN intent i ON i.id = g.intent"
                                + " WHERE g.handle = ? AND i.provider = ? AND g.intent <> ?",
                        handle,
                        provider,
                        intent)
                > 0);
    }

    public List<AssetFacts> assets(String intent) {
        return database.transact(sql ->
                sql.list("SELECT * FROM stored_asset WHERE intent = ? ORDER BY n", LedgerReader::assetRow, intent));
    }

    static AssetFacts assetRow(Sql.Row row) throws SQLException {
        return new AssetFacts(row.text("sha256"), row.text("media_type"), row.number("bytes"));
    }

    /** Decisions with the bodies of their events; says no condition. */
    static final String DECISION = "SELECT d.*, e.body FROM decision d JOIN event e ON e.seq = d.event ";

    /** A run's decisions and refusals, oldest first. */
    public List<DecisionRecord> decisions(String run) {
        return database.transact(
                sql -> sql.list(DECISION + "WHERE d.run = ? ORDER BY d.event", LedgerReader::decisionRow, run));
    }

    static DecisionRecord decisionRow(Sql.Row row) throws SQLException {
        return new DecisionRecord(
                row.number("event"),
                row.text("run"),
                row.text("shot"),
                row.small("round"),
                row.text("outcome"),
                row.maybe("code"),
                row.text("policy"),
                row.usd("usd_micros"),
                row.maybeUsd("limit_micros"),
                row.maybeUsd("spent_micros"),
                row.maybeUsd("reserved_micros"),
                row.maybeTime("frees_at"),
                DecisionCodec.instead(Fields.read(row.text("body"))),
                row.text("message"),
                row.time("decided_at"));
    }

    /** Claims of a run, or of every run and none when {@code run} is empty. */
    public List<ClaimRecord> claims(Optional<String> run) {
        return database.transact(sql -> run.isPresent()
                ? sql.list(Claims.SELECT + "WHERE c.run = ? ORDER BY c.id", Claims::record, run.get())
                : sql.list(Claims.SELECT + "ORDER BY c.id", Claims::record));
    }

    /** Everything that the ledger knows about a claim; empty when there is none of this number. */
    public Optional<ClaimEvidence> evidence(long claim) {
        return database.view(sql -> Dossier.read(sql, vault, claim));
    }

    public RunTotals totals(String run) {
        return database.transact(sql -> sql.first(
                        "SELECT SUM(CASE WHEN state = 'posted' THEN moved_micros ELSE 0 END) AS spent,"
                                + " SUM(CASE WHEN state = 'pending' THEN usd_micros ELSE 0 END) AS at_risk"
                                + " FROM reservation WHERE run = ?",
                        row -> new RunTotals(row.usd("spent"), row.usd("at_risk")),
                        run)
                .orElse(new RunTotals(Usd.ZERO, Usd.ZERO)));
    }

    /** Events after one, oldest first. */
    public List<EventRecord> events(long after, int most) {
        return database.transact(sql -> sql.list(
                "SELECT * FROM event WHERE seq > ? ORDER BY seq FETCH FIRST ? ROWS ONLY",
                LedgerReader::eventRow,
                after,
                most));
    }

    /** The newest events of one run (or of all), oldest of them first. */
    public List<EventRecord> newest(Optional<String> run, int most) {
        List<EventRecord> rows = database.transact(sql -> run.isPresent()
                ? sql.list(
                        "SELECT * FROM event WHERE run = ? ORDER BY seq DESC FETCH FIRST ? ROWS ONLY",
                        LedgerReader::eventRow,
                        run.get(),
                        most)
                : sql.list(
                        "SELECT * FROM event ORDER BY seq DESC FETCH FIRST ? ROWS ONLY", LedgerReader::eventRow, most));
        return rows.reversed();
    }

    public Optional<EventRecord> event(long seq) {
        return database.transact(sql -> sql.first("SELECT * FROM event WHERE seq = ?", LedgerReader::eventRow, seq));
    }

    /**
     * Makes the recorded decisions after an event again; see {@link ReplayPage}.
     *
     * @param after   the event to go on after, 0 for the beginning
     * @param through the newest event to read, as the first page said; empty for the first
     */
    public ReplayPage replay(long after, Optional<Long> through) {
        return database.view(sql -> new Replaying().page(sql, after, through));
    }

    static EventRecord eventRow(Sql.Row row) throws SQLException {
        return new EventRecord(
                row.number("seq"),
                row.text("type"),
                row.maybe("run"),
                row.maybe("intent"),
                row.time("recorded_at"),
                row.text("body"));
    }

    /** Every account over a period: {@code from} included, {@code to} excluded. */
    public List<StatementLine> statement(Instant from, Instant to) {
        return database.transact(sql -> BookReader.lines(sql, new Period(from, to)));
    }

    /** Whether the ledger has adopted a wallet of this asset. */
    public boolean hasWallet(Asset asset) {
        return database.transact(sql -> sql.count("SELECT COUNT(*) FROM wallet WHERE token = ?", asset.id()) > 0);
    }

    /** Whether a freeze stands over an agent or a seller, or over everything. */
    boolean isFrozen(String agent, String provider) {
        return List.of("everything", "agent:" + agent, "provider:" + provider).stream()
                .anyMatch(scope -> frozenSince(scope).isPresent());
    }

    /** Since when a scope is frozen. */
    public Optional<Instant> frozenSince(String scope) {
        return database.transact(
                sql -> sql.first("SELECT since FROM frozen WHERE scope = ?", row -> row.time("since"), scope));
    }

    /** What is frozen, and why. */
    public List<String> frozen() {
        return database.transact(sql -> sql.list(
                "SELECT scope, reason FROM frozen ORDER BY scope",
                row -> row.text("scope") + ": " + row.text("reason")));
    }
}
