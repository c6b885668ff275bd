package dev.patron.ledger;

import dev.patron.log.Keeping;
import dev.patron.policy.Code;
import dev.patron.policy.PolicySet;
import dev.patron.policy.SpendState;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What happened to money. The one door to the only code that knows SQL.
 *
 * <p>Every method that changes something is one transaction, and returns when that transaction is on disk; what it
 * throws changed nothing. Safe for any number of threads of one process; a second process is refused.
 */
public final class Ledger implements AutoCloseable {
    private final Database database;
    private final Journal journal;
    private final Vault vault;
    private final StepFiles steps;
    private final Acts acts;
    private final LedgerMeters meters;
    private final Writer writer;
    private final WalletBook wallets;
    private final EventLog log;
    private final Backup backup;
    private final Releasing releasing;
    private final String id;

    private Ledger(LedgerSettings settings, Database database, String id) {
        this.database = database;
        this.id = id;
        this.vault = new Vault(settings.keys(), settings.random());
        this.steps = new StepFiles(settings.directory().resolve(StepFiles.FOLDER));
        this.acts = new Acts(database, settings.clock(), vault, id);
        this.meters = new LedgerMeters(settings.meters(), settings.durability());
        this.writer = new Writer(database, meters, settings.clock());
        this.wallets = new WalletBook(writer, acts);
        this.journal = Journal.open(settings.directory().resolve(Journal.FILE), id);
        this.log = new EventLog(
                database,
                new EventLog.Surroundings(settings.directory(), id, settings.clock(), settings.random()),
                meters);
        this.releasing = new Releasing(database, journal, log, meters, settings.checkpointFrom());
        this.backup = new Backup(new Backup.Parts(id, database, log, journal, steps, vault), settings, meters);
    }

    /**
     * Opens a ledger, making it where there is none and migrating an older one after a backup.
     *
     * @throws LedgerException when it cannot be opened, is newer than this code, or contradicts its journal
     */
    public static Ledger open(LedgerSettings settings) {
        Database database = null;
        try {
            Files.createDirectories(settings.directory());
            Database.mustBeThere(settings.directory());
            database = Database.open(settings.directory(), settings.random(), settings.meters());
            Backup.clear(settings.directory());
            return new Ledger(settings, database, database.ledgerId(settings.random()));
        } catch (IOException e) {
            throw new LedgerException(Fault.STORE, "the ledger's folder could not be made: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            if (database != null) {
                database.close();
            }
            throw e;
        }
    }

    /**
     * Makes the database again from log and journal, where there is none or it is not sound; a log that is older than the
     * database is continued from it first.
     *
     * @throws LedgerException with {@link Fault#INTEGRITY} when the log or the journal is damaged; nothing is changed then
     */
    public static RebuildOutcome rebuild(LedgerSettings settings, StepWatcher watcher) {
        return Rebuilding.run(settings, watcher);
    }

    /** The ledger's id, made once: 32 hexadecimal digits. */
    public String id() {
        return id;
    }

    /** Reading, for people and for resuming. */
    public LedgerReader reader() {
        return new LedgerReader(database, vault);
    }

    /**
     * Whether what was signed may be handed over: no freeze stands over its agent, its seller or everything, and every signature of this
     * process could be made durable.
     */
    public boolean mayLeave(String agent, String provider) {
        return !releasing.hasFailed() && !reader().isFrozen(agent, provider);
    }

    /** What makes briefs and payloads unreadable. */
    public Erasure erasure() {
        return new Erasure(database, vault, new Events(id), writer::now, meters);
    }

    // --- runs

    /** Opens a run together with the first step of its journal: no run is without what it was asked for. */
    public void openRun(NewRun run, String kind, byte[] body) {
        vault.create(run.id());
        steps.append(run.id(), writer.write(DurablePoint.RUN_OPENED, sql -> {
            Instant at = writer.now();
            acts.runs().open(sql, run, at);
            return acts.runs().step(sql, run.id(), new RunStep(1, kind, body, at));
        }));
    }

    public void runStatus(String run, String status) {
        runStatus(run, status, time());
    }

    /** The same, at a time that was named to somebody before. */
    public void runStatus(String run, String status, Instant at) {
        writer.change(DurablePoint.RUN_ENDED, sql -> acts.runs().status(sql, run, status, at));
    }

    /** Records that a run's delivery folder is written; the same folder again changes nothing. */
    public void delivered(String run, DeliveryFacts facts) {
        database.transact(sql -> acts.runs().delivered(sql, run, facts, writer.now()));
        database.sync();
    }

    /** The ledger's time, as precise as it is recorded. */
    public Instant time() {
        return writer.now();
    }

    /** Appends to a run's journal; the body is sealed under the run's key. */
    public void journalStep(String run, int seq, String kind, byte[] body) {
        steps.append(run, writer.write(DurablePoint.STEP_JOURNALED, sql -> acts.runs()
                .step(sql, run, new RunStep(seq, kind, body, writer.now()))));
    }

    /**
     * Plans and judges shots in one transaction: each as though those permitted before it were paid.
     *
     * @return one decision id a command, in order
     */
    public List<Long> judge(
            String run, List<PlannedShot> shots, List<SpendCommand> commands, Supplier<PolicySet> policy) {
        commands.forEach(this::prepare);
        return writer.writeInTurn(DurablePoint.STORYBOARD_JUDGED, sql -> {
            acts.runs().plan(sql, run, shots, writer.now());
            return acts.reserving().judge(sql, commands, policy);
        });
    }

    /** The state that a request would meet now, for showing; nothing is recorded. */
    public SpendState preview(SpendCommand command, PolicySet policy) {
        prepare(command);
        return database.transact(sql -> acts.reserving().preview(sql, command, policy));
    }

    // --- the payment track

    /** The intent for an attempt at a shot, made if it is not there yet. */
    public IntentRecord intend(NewIntent intent) {
        return writer.write(DurablePoint.INTENT_OPENED, sql -> acts.runs().intend(sql, intent, writer.now()));
    }

    public void quote(String intent, QuoteFacts facts) {
        writer.change(
                DurablePoint.QUOTED, sql -> acts.runs().quote(sql, Intents.get(sql, intent), facts, writer.now()));
    }

    /** Records a demand that was refused before any rule was asked. */
    public void refuse(String intent, Code code, String message, String demandDigest) {
        meters.decided(code);
        writer.change(
                DurablePoint.DENIED,
                sql -> acts.refuse(sql, intent, new Acts.Refusal(code, message, demandDigest), writer.now()));
    }

    /** Ends a round because the seller would not sell; nothing was signed. */
    public void abandon(String intent, Code code, String message) {
        writer.change(DurablePoint.ABANDONED, sql -> acts.abandon(sql, intent, code, message, writer.now()));
    }

    /** Ends a round because the seller served without payment. */
    public void uncharged(String intent) {
        writer.change(DurablePoint.UNCHARGED, sql -> acts.runs()
                .leave(sql, Intents.get(sql, intent), PaymentState.UNCHARGED, writer.now()));
    }

    /**
     * Decides, and reserves if permitted: one transaction. The intent must be QUOTED.
     *
     * @throws LedgerException with {@link Fault#STORE} also when the disk has too little room for what would follow
     */
    public ReserveOutcome reserve(SpendCommand command, Supplier<PolicySet> policy) {
        database.mustHaveRoom();
        prepare(command);
        ReserveOutcome outcome = database.inTurn(sql -> acts.reserving().reserve(sql, command, policy));
        database.sync();
        meters.decided(outcome);
        return outcome;
    }

    /**
     * Signs a reservation in the transaction that records it, then makes it durable in database and journal, in that
     * order; from a configured amount on, under a signed checkpoint too. Only when this returns may the request leave.
     */
    public AuthorizeOutcome authorize(SpendCommand command, Supplier<PolicySet> policy, Signing signing) {
        return releasing.authorize(command, sql -> acts.authorizing()
                .authorize(sql, command, policy, acts.shotInvoices().recorded((_, _, at) -> signing.sign(at))));
    }

    /** Records an answer, or that none came; the first makes the payment UNKNOWN. */
    public void answered(String intent, AnswerFacts facts) {
        writer.change(DurablePoint.ANSWERED, sql -> acts.settling()
                .answered(sql, Intents.get(sql, intent), facts, writer.now()));
    }

    public void settle(String intent, ChainProof proof) {
        writer.changeInTurn(DurablePoint.SETTLED, sql -> acts.settling().settle(sql, Intents.get(sql, intent), proof));
    }

    public void finalize(String intent, ChainProof proof) {
        writer.changeInTurn(
                DurablePoint.FINALIZED, sql -> acts.settling().finalize(sql, Intents.get(sql, intent), proof));
    }

    public void reverse(String intent, ChainProof vanished) {
        writer.changeInTurn(
                DurablePoint.REVERSED, sql -> acts.settling().reverse(sql, Intents.get(sql, intent), vanished));
    }

    public void expire(String intent, ChainProof proof) {
        writer.changeInTurn(DurablePoint.EXPIRED, sql -> acts.settling()
                .die(sql, Intents.get(sql, intent), PaymentState.EXPIRED, proof));
    }

    public void cancel(String intent, ChainProof proof) {
        writer.changeInTurn(DurablePoint.CANCELLED, sql -> acts.settling()
                .die(sql, Intents.get(sql, intent), PaymentState.CANCELLED, proof));
    }

    // --- the fulfilment track

    public void generating(String intent, String handle, Instant deadline) {
        writer.change(DurablePoint.FULFILMENT_MOVED, sql -> acts.fulfilling()
                .generating(sql, Intents.get(sql, intent), handle, deadline, writer.now()));
    }

    public void polled(String intent, String status, int progress) {
        writer.change(DurablePoint.GENERATION_POLLED, sql -> acts.fulfilling()
                .polled(sql, Intents.get(sql, intent), status, progress, writer.now()));
    }

    public void stored(String intent, int n, AssetFacts asset) {
        writer.change(DurablePoint.ASSET_RECORDED, sql -> acts.fulfilling()
                .stored(sql, Intents.get(sql, intent), n, asset, writer.now()));
    }

    public void fulfil(String intent, FulfilmentState to, String note) {
        writer.change(DurablePoint.FULFILMENT_MOVED, sql -> acts.fulfilling()
                .move(sql, Intents.get(sql, intent), to, note, writer.now()));
    }

    /** Lets a failed and settled shot be bought once more, if its retry budget allows; the next attempt's number. */
    public Optional<Integer> allowRetry(String intent, int retriesMost) {
        return writer.write(DurablePoint.RETRY_ALLOWED, sql -> acts.fulfilling()
                .allowRetry(sql, Intents.get(sql, intent), retriesMost, writer.now()));
    }

    // --- the switch

    /** Freezes {@code everything}, {@code agent:ID} or {@code provider:ID}: nothing is signed there from now on. */
    public SwitchOutcome freeze(String scope, String reason) {
        acts.budgets().prepareAll();
        return writer.write(DurablePoint.FROZEN, sql -> acts.freezing().freeze(sql, scope, reason));
    }

    /** Records a receipt that the chain contradicts, once, and freezes the seller. */
    public void incident(String intent, IncidentFacts facts) {
        acts.budgets().prepareAll();
        writer.change(DurablePoint.FROZEN, sql -> acts.incidents().falseReceipt(sql, Intents.get(sql, intent), facts));
    }

    public SwitchOutcome thaw(String scope) {
        acts.budgets().prepareAll();
        return writer.write(DurablePoint.FROZEN, sql -> acts.freezing().thaw(sql, scope));
    }

    /** Closes an open claim by somebody's word; empty when it is not open. */
    public Optional<ClaimRecord> closeClaim(long claim, ClaimClosing closing) {
        return writer.keep(sql -> acts.claims().close(sql, claim, closing, writer.now()));
    }

    /** What came into wallets and left them. */
    public WalletBook wallets() {
        return wallets;
    }

    /** Invoices that other programs have paid here. */
    public InvoiceBook invoices() {
        return new InvoiceBook(database, vault, acts, writer, meters);
    }

    /** Payments that are transactions of an account. */
    public AccountBook accounts() {
        return new AccountBook(writer, acts, releasing);
    }

    /** The gateway's keys. */
    public KeyBook keys() {
        return new KeyBook(writer, new ApiKeys(acts.events()));
    }

    /** The signed log of everything that is recorded here. */
    public EventLog log() {
        return log;
    }

    /** What writes all of it into one file. */
    public Backup backup() {
        return backup;
    }

    // --- coming back

    /**
     * What must happen before anything is reserved or voided: the journal's torn end is cut, records the database lacks
     * are applied as UNKNOWN, rows the journal lacks are appended, and steps that lie in the database alone; then
     * reservations without a signature are given back and signatures that may be out are UNKNOWN. At the end a checkpoint
     * covers everything: nothing that may be presented again has escaped it.
     *
     * @throws LedgerException with {@link Fault#INTEGRITY} when the two disagree about one payment, or the log with either
     */
    public RecoveryReport recover() {
        log.open();
        RecoveryReport report = new Reconciling(database, journal, acts).run(writer.now());
        Reconciling.keepSteps(database, steps);
        database.sync();
        meters.reached(DurablePoint.RECOVERED);
        log.checkpoint(Keeping.HOURLY);
        return report;
    }

    /** Makes an intent UNKNOWN because the chain shows its nonce used and the ledger does not know why. */
    public void recoverFromChain(String intent, boolean simulated, ChainProof proof) {
        IntentRecord record = database.transact(sql -> Intents.get(sql, intent));
        acts.budgets().prepare(new Budgets.Scope(simulated, record.agent(), record.run()));
        writer.change(DurablePoint.RECOVERED, sql -> acts.recovering().fromChain(sql, intent, simulated, proof));
    }

    /** Checks the whole ledger with code that the writing path does not use. */
    public VerifyReport verify() {
        return verify(Trust.NONE, StepWatcher.unobserved());
    }

    /** The same, also against what an auditor brought along. */
    public VerifyReport verify(Trust trust, StepWatcher watcher) {
        return new Verifying(database, journal, new VerifyingLog(database, log.folder(), trust), steps, id)
                .run(watcher);
    }

    private void prepare(SpendCommand command) {
        acts.budgets().prepare(Budgets.Scope.of(command));
    }

    /** Signs what no checkpoint covers yet, unless log and database are of different times, and closes. */
    @Override
    public void close() {
        backup.close();
        try {
            if (log.isBehind() && log.misfit().isEmpty()) {
                log.checkpoint(Keeping.HOURLY);
            }
        } finally {
            closeFiles();
        }
    }

    private void closeFiles() {
        try {
            journal.close();
        } catch (IOException e) {
            throw new LedgerException(Fault.STORE, "the journal did not close: " + e.getMessage(), e);
        } finally {
            database.close();
        }
    }
}
