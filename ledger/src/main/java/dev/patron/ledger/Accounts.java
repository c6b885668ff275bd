package dev.patron.ledger;

import dev.patron.money.Asset;
import dev.patron.policy.Code;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Transactions of accounts: a number that is given once, what was signed under it, and what the network took.
 *
 * <p>A number is given in the transaction that records the signature, under the locks that every signature of real money takes, and
 * the key of its table holds even if those failed. A number that was given is never given to another intent.
 */
final class Accounts {
    private static final Duration DAY = Duration.ofHours(24);

    private final Events events;
    private final Vault vault;
    private final AccountCounts counts;

    Accounts(Events events, Vault vault) {
        this.events = events;
        this.vault = vault;
        this.counts = new AccountCounts(events);
    }

    AccountCounts counts() {
        return counts;
    }

    /** Gives an intent its number and signs under it. */
    Signing.Signed sign(Sql sql, IntentRecord intent, AccountSigning signing, Instant at) throws SQLException {
        AccountUse use = signing.use();
        AccountCounts.Account account = AccountCounts.Account.of(use);
        if (counts.isAhead(sql, account, use.next(), at)) {
            throw new Signing.RefusedException(
                    Code.ACCOUNT_AHEAD,
                    "the chain shows transactions of the account that the ledger does not know; a person has to look");
        }
        mustAfford(sql, use, BigInteger.ZERO, at);
        long nonce = Math.max(use.next(), next(sql, account));
        return signing.sign(nonce).as(use, nonce);
    }

    /** The lowest number above all that were given. */
    static long next(Sql sql, AccountCounts.Account account) throws SQLException {
        return sql.first(
                        "SELECT nonce FROM account_nonce WHERE network = ? AND sender = ? ORDER BY nonce DESC",
                        row -> row.number("nonce") + 1,
                        account.network().toString(),
                        account.address().text())
                .orElse(0L);
    }

    /**
     * Refuses a fee that the account or its day has no room for.
     *
     * @param own what is at stake already for the payment that it is for
     */
    private static void mustAfford(Sql sql, AccountUse use, BigInteger own, Instant at) throws SQLException {
        BigInteger open = open(sql, use).subtract(own);
        BigInteger day = booked(sql, use, at).add(open).add(use.costMost());
        if (day.compareTo(use.dayMost()) > 0) {
            throw new Signing.RefusedException(
                    Code.FEE_LIMIT, "the network's fees of 24 hours could exceed their limit");
        }
        if (use.held().compareTo(open.add(use.costMost())) < 0) {
            throw new Signing.RefusedException(
                    Code.INSUFFICIENT_BALANCE,
                    "the wallet holds too little " + use.coin().symbol() + " for the network's fee");
        }
    }

    /** The most that transactions may yet cost whose fee is not booked. */
    private static BigInteger open(Sql sql, AccountUse use) throws SQLException {
        return sql
                .list(
                        "SELECT MAX(t.cost_most) AS most FROM account_open o JOIN account_nonce a ON a.intent ="
                                + " o.intent JOIN account_transaction t ON t.intent = o.intent WHERE a.network = ? AND"
                                + " a.sender = ? GROUP BY t.intent",
                        row -> row.units("most"),
                        use.coin().network().toString(),
                        use.sender().text())
                .stream()
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static BigInteger booked(Sql sql, AccountUse use, Instant at) throws SQLException {
        return sql
                .list(
                        "SELECT f.units FROM network_fee f JOIN account_nonce a ON a.intent = f.intent"
                                + " WHERE a.network = ? AND a.sender = ? AND f.booked_at > ?",
                        row -> row.units("units"),
                        use.coin().network().toString(),
                        use.sender().text(),
                        at.minus(DAY))
                .stream()
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    /**
     * Records a transaction that was signed for an intent; the first takes its number.
     *
     * @param request what was sealed of the payment, which is the transaction unless that stands apart from it
     */
    void record(Sql sql, IntentRecord intent, Signing.Account account, byte[] request, Instant at) throws SQLException {
        byte[] sealed = account.bytes()
                .map(transaction -> vault.seal(intent.run(), transaction))
                .orElse(request);
        if (transactions(sql, intent.id()).isEmpty()) {
            sql.one(
                    "INSERT INTO account_nonce (network, sender, nonce, intent) VALUES (?, ?, ?, ?)",
                    account.use().coin().network().toString(),
                    account.use().sender().text(),
                    account.nonce(),
                    intent.id());
            sql.one("INSERT INTO account_open (intent) VALUES (?)", intent.id());
        }
        insert(sql, intent, Row.of(sql, intent, account, sealed, at), at);
    }

    /** A transaction as its row, its event and the journal hold it. */
    private record Row(
            int n, String sender, long nonce, String tx, Asset coin, BigInteger cost, Instant signedAt, byte[] sealed) {
        static Row of(Sql sql, IntentRecord intent, Signing.Account account, byte[] sealed, Instant at)
                throws SQLException {
            return new Row(
                    1 + transactions(sql, intent.id()).size(),
                    account.use().sender().text(),
                    account.nonce(),
                    account.hash(),
                    account.use().coin(),
                    account.use().costMost(),
                    at,
                    sealed);
        }

        Map<String, Object> fields() {
            Map<String, Object> fields = DecisionCodec.asset(coin);
            fields.putAll(Json.object(
                    "n", Integer.toString(n),
                    "network", coin.network().toString(),
                    "sender", sender,
                    "account_nonce", Long.toString(nonce),
                    "transaction", tx,
                    "cost_most", cost.toString()));
            return fields;
        }
    }

    private void insert(Sql sql, IntentRecord intent, Row row, Instant at) throws SQLException {
        Intents.ensureToken(sql, row.coin());
        sql.one(
                "INSERT INTO account_transaction (intent, n, tx, coin, cost_most, signed_at, request)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                intent.id(),
                row.n(),
                row.tx(),
                row.coin().id(),
                row.cost(),
                row.signedAt(),
                row.sealed());
        Map<String, Object> fields = row.fields();
        fields.put("signed_at", Sql.micros(row.signedAt()).toString());
        fields.put("request", Digests.sha256(row.sealed()));
        events.append(sql, at, "account_signed", Events.Subject.of(intent), fields);
    }

    /**
     * Signs a transaction that is to take the place of those before it, under the same number.
     *
     * @return its journal record
     */
    String replace(Sql sql, IntentRecord intent, AccountSigning signing, Instant at) throws SQLException {
        if (intent.payment() != PaymentState.UNKNOWN) {
            throw Intents.illegal(intent, intent.payment() + " to another transaction");
        }
        List<AccountTransaction> before = transactions(sql, intent.id());
        if (before.isEmpty()) {
            throw new LedgerException(Fault.ILLEGAL, "intent `" + intent.id() + "` has no transaction to replace");
        }
        mustOwn(sql, intent, signing.use());
        long nonce = before.getFirst().nonce();
        BigInteger own = before.stream()
                .map(AccountTransaction::costMost)
                .max(BigInteger::compareTo)
                .orElseThrow();
        mustAfford(sql, signing.use(), own, at);
        AccountSigning.Signed signed = signing.sign(nonce);
        byte[] sealed = vault.seal(intent.run(), signed.bytes());
        record(sql, intent, new Signing.Account(signing.use(), nonce, signed.hash(), Optional.empty()), sealed, at);
        return otherRecord(intent.id(), journaled(sql, intent).getLast());
    }

    /** A number is of one account on one network; nothing that another signs can take the place of what was signed under it. */
    private static void mustOwn(Sql sql, IntentRecord intent, AccountUse use) throws SQLException {
        long owned = sql.count(
                "SELECT COUNT(*) FROM account_nonce WHERE intent = ? AND network = ? AND sender = ?",
                intent.id(),
                use.coin().network().toString(),
                use.sender().text());
        if (owned == 0) {
            throw Intents.illegal(
                    intent, "a transaction of account " + use.sender().text());
        }
    }

    /** Books what the network took; the same again changes nothing. */
    void fee(Sql sql, IntentRecord intent, NetworkFee fee, Instant at) throws SQLException {
        if (sql.count("SELECT COUNT(*) FROM network_fee WHERE intent = ?", intent.id()) > 0) {
            return;
        }
        sql.update("DELETE FROM account_open WHERE intent = ?", intent.id());
        Intents.ensureToken(sql, fee.coin());
        Map<String, Object> fields = DecisionCodec.asset(fee.coin());
        fields.putAll(Json.object(
                "transaction", fee.transaction(), "units", fee.units().toString()));
        long event = events.append(sql, at, "fee_paid", Events.Subject.of(intent), fields);
        sql.one(
                "INSERT INTO network_fee (intent, event, tx, coin, units, booked_at) VALUES (?, ?, ?, ?, ?, ?)",
                intent.id(),
                event,
                fee.transaction(),
                fee.coin().id(),
                fee.units(),
                at);
        Books.post(sql, new Books.Line(event, 1, fee.coin().id()), Books.TREASURY, Books.FEES, fee.units());
    }

    /** The transactions of an intent, oldest first, without their bytes. */
    static List<AccountTransaction> transactions(Sql sql, String intent) throws SQLException {
        return sql.list(
                "SELECT t.*, a.nonce FROM account_transaction t JOIN account_nonce a ON a.intent = t.intent"
                        + " WHERE t.intent = ? ORDER BY t.n",
                row -> transaction(row, new byte[0]),
                intent);
    }

    /** The same with their bytes. */
    List<AccountTransaction> opened(Sql sql, IntentRecord intent) throws SQLException {
        return sql.list(
                "SELECT t.*, a.nonce FROM account_transaction t JOIN account_nonce a ON a.intent = t.intent"
                        + " WHERE t.intent = ? ORDER BY t.n",
                row -> transaction(
                        row, vault.open(intent.run(), row.bytes("request")).orElse(new byte[0])),
                intent.id());
    }

    private static AccountTransaction transaction(Sql.Row row, byte[] bytes) throws SQLException {
        return new AccountTransaction(
                row.small("n"),
                row.number("nonce"),
                row.text("tx"),
                row.units("cost_most"),
                row.time("signed_at"),
                bytes);
    }

    // --- the journal

    /** What the journal says of an intent's transactions, oldest first. */
    static List<Map<String, Object>> journaled(Sql sql, IntentRecord intent) throws SQLException {
        return sql.list(
                "SELECT t.*, a.sender, a.nonce, c.symbol, c.network, c.contract, c.decimals, c.peg_micros"
                        + " FROM account_transaction t JOIN account_nonce a ON a.intent = t.intent"
                        + " JOIN token c ON c.id = t.coin WHERE t.intent = ? ORDER BY t.n",
                row -> {
                    Row known = new Row(
                            row.small("n"),
                            row.text("sender"),
                            row.number("nonce"),
                            row.text("tx"),
                            Intents.asset(row),
                            row.units("cost_most"),
                            row.time("signed_at"),
                            row.bytes("request"));
                    Map<String, Object> fields = known.fields();
                    fields.put("signed_at", known.signedAt().toString());
                    fields.put("request", Base64.getEncoder().encodeToString(known.sealed()));
                    return fields;
                },
                intent.id());
    }

    private static String otherRecord(String intent, Map<String, Object> transaction) {
        return Json.write(Json.object("intent", Json.object("id", intent), "transaction", transaction));
    }

    /** Whether a journal record is of a transaction that was signed to take another's place. */
    static boolean isOther(Map<String, Object> record) {
        return record.containsKey("transaction") && !record.containsKey("signed");
    }

    /** What a journal record is of: the hash of a transaction that was to take another's place, else the intent. */
    static String journaledOf(Map<String, Object> record) {
        return isOther(record)
                ? Recovering.text(Recovering.part(record, "transaction"), "transaction")
                : Recovering.text(Recovering.part(record, "intent"), "id");
    }

    /** A transaction that was signed to take another's place, and its journal record. */
    record Other(String hash, String journalRecord) {}

    static List<Other> others(Sql sql) throws SQLException {
        List<String> intents = sql.list(
                "SELECT DISTINCT intent FROM account_transaction WHERE n > 1 ORDER BY intent",
                row -> row.text("intent"));
        List<Other> others = new ArrayList<>();
        for (String intent : intents) {
            journaled(sql, Intents.get(sql, intent)).stream()
                    .skip(1)
                    .forEach(told ->
                            others.add(new Other(Recovering.text(told, "transaction"), otherRecord(intent, told))));
        }
        return others;
    }

    /** Brings back a transaction that only the journal knows; whether it did. */
    boolean restore(Sql sql, IntentRecord intent, Map<String, Object> told, Instant at) throws SQLException {
        String hash = Recovering.text(told, "transaction");
        if (sql.count("SELECT COUNT(*) FROM account_transaction WHERE tx = ?", hash) > 0) {
            return false;
        }
        Asset coin = DecisionCodec.asset(new Fields(told));
        Row row = new Row(
                Integer.parseInt(Recovering.text(told, "n")),
                Recovering.text(told, "sender"),
                Long.parseLong(Recovering.text(told, "account_nonce")),
                hash,
                coin,
                new BigInteger(Recovering.text(told, "cost_most")),
                Instant.parse(Recovering.text(told, "signed_at")),
                Base64.getDecoder().decode(Recovering.text(told, "request")));
        if (row.n() == 1) {
            sql.one(
                    "INSERT INTO account_nonce (network, sender, nonce, intent) VALUES (?, ?, ?, ?)",
                    coin.network().toString(),
                    row.sender(),
                    row.nonce(),
                    intent.id());
            sql.one("INSERT INTO account_open (intent) VALUES (?)", intent.id());
        }
        insert(sql, intent, row, at);
        return true;
    }
}
