package dev.patron.ledger;

import dev.patron.money.Usd;
import dev.patron.policy.Code;
import dev.patron.policy.Decision;
import dev.patron.policy.PolicySet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * From a reservation to a signature: one transaction that tests the reservation's age once, reads freezes and policy
 * again, and signs while it holds the anchors. What it cannot stand by it gives back.
 */
final class Authorizing {
    /** A reservation this old is stale. */
    static final Duration RESERVATION_LIFE = Duration.ofSeconds(60);

    private final Budgets budgets;
    private final Events events;
    private final Reserving reserving;
    private final Vault vault;
    private final Accounts accounts;

    Authorizing(Budgets budgets, Events events, Reserving reserving, Vault vault, Accounts accounts) {
        this.budgets = budgets;
        this.events = events;
        this.reserving = reserving;
        this.vault = vault;
        this.accounts = accounts;
    }

    /** A signature recorded and its journal record, or a reservation given back. */
    sealed interface Step {
        record Recorded(String journalRecord, byte[] request) implements Step {}

        record GivenBack(Code code, String why) implements Step {}
    }

    /** Signs within the transaction that records it. */
    interface Hand {
        Signing.Signed sign(Sql sql, IntentRecord intent, Instant at) throws SQLException;
    }

    Step authorize(Sql sql, SpendCommand command, Supplier<PolicySet> policies, Hand hand) throws SQLException {
        IntentRecord before = Intents.get(sql, command.intent());
        Reserving.mustFit(before, command.request());
        Budgets.Locked locked = budgets.lock(sql, Intents.mustHold(sql, before).scope());
        IntentRecord intent = Intents.get(sql, command.intent());
        Intents.Held held = Intents.mustHold(sql, intent);
        if (intent.payment() != PaymentState.RESERVED) {
            throw Intents.illegal(intent, intent.payment() + " to AUTHORIZED");
        }
        Optional<Step.GivenBack> stale = stale(sql, held, command, policies.get(), locked);
        if (stale.isPresent()) {
            giveBack(sql, intent, held, stale.get(), locked.at());
            return stale.get();
        }
        Signing.Signed signed;
        try {
            signed = hand.sign(sql, intent, locked.at());
        } catch (RuntimeException e) {
            Step.GivenBack failed = e instanceof Signing.RefusedException refused
                    ? new Step.GivenBack(refused.code(), String.valueOf(refused.getMessage()))
                    : new Step.GivenBack(Code.WALLET_ERROR, "the wallet could not sign");
            giveBack(sql, intent, held, failed, locked.at());
            return failed;
        }
        byte[] sealed = vault.seal(intent.run(), signed.request());
        sql.one(
                "INSERT INTO signed_payment (intent, round, payee, units, domain_name, domain_version, valid_before,"
                        + " from_block, signed_at, request) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                intent.id(),
                intent.round(),
                held.payee(),
                held.units(),
                signed.domainName(),
                signed.domainVersion(),
                signed.validBefore(),
                signed.fromBlock(),
                locked.at(),
                sealed);
        Intents.move(sql, intent, PaymentState.AUTHORIZED);
        events.append(
                sql,
                locked.at(),
                "authorized",
                Events.Subject.of(intent),
                fields(intent, held, signed, Digests.sha256(sealed)));
        if (signed.account().isPresent()) {
            accounts.record(sql, intent, signed.account().get(), sealed, locked.at());
        }
        return new Step.Recorded(journalRecord(sql, intent, held), signed.request());
    }

    private static Map<String, Object> fields(
            IntentRecord intent, Intents.Held held, Signing.Signed signed, String request) {
        return Json.object(
                "nonce", intent.nonce(),
                "payee", held.payee(),
                "units", held.units().toString(),
                "round", Integer.toString(intent.round()),
                "domain_name", signed.domainName(),
                "domain_version", signed.domainVersion(),
                "valid_before", Sql.micros(signed.validBefore()).toString(),
                "from_block", Long.toString(signed.fromBlock()),
                "request", request);
    }

    private Optional<Step.GivenBack> stale(
            Sql sql, Intents.Held held, SpendCommand command, PolicySet policy, Budgets.Locked locked)
            throws SQLException {
        if (!held.state().equals("pending")) {
            throw new LedgerException(Fault.ILLEGAL, "the reservation is " + held.state());
        }
        Duration age = Duration.between(held.reservedAt(), locked.at());
        if (locked.clockIsBehind()) {
            return Optional.of(new Step.GivenBack(Code.CLOCK_BEHIND, Code.CLOCK_BEHIND.meaning()));
        }
        if (age.compareTo(RESERVATION_LIFE) >= 0) {
            return Optional.of(new Step.GivenBack(
                    Code.QUOTE_EXPIRED, "the reservation was " + age.toSeconds() + " s old; it lives less than 60 s"));
        }
        Set<String> frozen = Reserving.frozen(sql);
        for (String scope : List.of("everything", "agent:" + held.agent(), "provider:" + held.provider())) {
            if (frozen.contains(scope)) {
                return Optional.of(new Step.GivenBack(Code.FROZEN, "`" + scope + "` is frozen"));
            }
        }
        if (!policy.digest().equals(held.policy())) {
            return unlessPermitted(reserving.decideAgain(sql, held, command, policy, locked));
        }
        return Optional.empty();
    }

    /** What another policy does not permit is not signed, also where it would only ask a person. */
    static Optional<Step.GivenBack> unlessPermitted(Decision again) {
        Optional<Code> code =
                switch (again) {
                    case Decision.Permit _ -> Optional.empty();
                    case Decision.Deny deny -> Optional.of(deny.code());
                    case Decision.Refer refer ->
                        Optional.of(refer.findings().stream()
                                .flatMap(finding -> finding.code().stream())
                                .findFirst()
                                .orElse(Code.RULE_ERROR));
                };
        return code.map(found -> new Step.GivenBack(found, "the policy changed: " + found.meaning()));
    }

    /** RESERVED to VOIDED: only ever where no signature exists. */
    void giveBack(Sql sql, IntentRecord intent, Intents.Held held, Step.GivenBack why, Instant at) throws SQLException {
        if (sql.count("SELECT COUNT(*) FROM signed_payment WHERE intent = ?", intent.id()) > 0) {
            throw new LedgerException(Fault.ILLEGAL, "intent `" + intent.id() + "` is signed and cannot be voided");
        }
        Intents.move(sql, intent, PaymentState.VOIDED);
        budgets.close(sql, held.scope(), held.own(), Usd.ZERO);
        Intents.setReservation(sql, held, "voided");
        sql.one("DELETE FROM live_shot WHERE intent = ?", intent.id());
        long event = events.append(
                sql,
                at,
                "voided",
                Events.Subject.of(intent),
                Json.object("code", why.code().name(), "round", Integer.toString(held.round())));
        Books.post(sql, new Books.Line(event, 1, held.token()), Books.RESERVED, Books.TREASURY, held.units());
        reserving
                .decisions()
                .refusal(
                        sql,
                        at,
                        new Decisions.About(Events.Subject.of(intent), intent.run(), intent.shot(), intent.round()),
                        new Decisions.Refusal(why.code(), why.why(), "VOID"));
    }

    /** Everything that is needed to know of this payment if the database is lost. */
    String journalRecord(Sql sql, IntentRecord intent, Intents.Held held) throws SQLException {
        return sql.first(
                        "SELECT s.*, sh.kind, sh.model, sh.price_micros, sh.commitment, r.brief_digest, r.market,"
                                + " r.planner, r.out_dir, r.keyed, r.opened_at"
                                + " FROM signed_payment s, shot sh, run r"
                                + " WHERE s.intent = ? AND sh.run = ? AND sh.shot = ? AND r.id = ?",
                        row -> {
                            Map<String, Object> map = new LinkedHashMap<>();
                            map.put("run", runFields(row, intent, held));
                            map.put("shot", shotFields(row, intent));
                            map.put("intent", intentFields(intent));
                            map.put("reservation", reservationFields(held));
                            map.put("signed", signedFields(row));
                            Tabs.journaled(sql, intent).ifPresent(fields -> map.put("invoice", fields));
                            ShotInvoices.journaled(sql, events.ledger(), intent)
                                    .ifPresent(fields -> map.put(ShotInvoices.JOURNALED, fields));
                            List<Map<String, Object>> transactions = Accounts.journaled(sql, intent);
                            if (!transactions.isEmpty()) {
                                map.put("transaction", transactions.getFirst());
                            }
                            return Json.write(map);
                        },
                        intent.id(),
                        intent.run(),
                        intent.shot(),
                        intent.run())
                .orElseThrow(() -> new LedgerException(Fault.ILLEGAL, "intent `" + intent.id() + "` is not signed"));
    }

    private static Map<String, Object> runFields(Sql.Row row, IntentRecord intent, Intents.Held held)
            throws SQLException {
        return Json.object(
                "id", intent.run(),
                "brief", row.text("brief_digest"),
                "market", row.text("market"),
                "planner", row.text("planner"),
                "out", row.text("out_dir"),
                "keyed", row.flag("keyed"),
                "opened_at", row.time("opened_at").toString(),
                "simulated", held.simulated());
    }

    private static Map<String, Object> shotFields(Sql.Row row, IntentRecord intent) throws SQLException {
        return Json.object(
                "id", intent.shot(),
                "kind", row.text("kind"),
                "model", row.text("model"),
                "price_micros", Long.toString(row.number("price_micros")),
                "commitment", row.text("commitment"));
    }

    private static Map<String, Object> intentFields(IntentRecord intent) {
        return Json.object(
                "id", intent.id(),
                "attempt", Integer.toString(intent.attempt()),
                "agent", intent.agent(),
                "provider", intent.provider(),
                "authorizer", intent.authorizer().text(),
                "nonce", intent.nonce(),
                "symbol", intent.asset().symbol(),
                "network", intent.asset().network().toString(),
                "contract", intent.asset().contract().text(),
                "decimals", Integer.toString(intent.asset().decimals()),
                "peg_micros", Long.toString(intent.asset().peg().micros()),
                "round", Integer.toString(intent.round()));
    }

    private static Map<String, Object> reservationFields(Intents.Held held) {
        return Json.object(
                "payee", held.payee(),
                "units", held.units().toString(),
                "usd_micros", Long.toString(held.usd().micros()),
                "bucket", held.bucket().toString(),
                "reserved_at", held.reservedAt().toString(),
                "policy", held.policy());
    }

    private static Map<String, Object> signedFields(Sql.Row row) throws SQLException {
        return Json.object(
                "domain_name", row.text("domain_name"),
                "domain_version", row.text("domain_version"),
                "valid_before", row.time("valid_before").toString(),
                "from_block", Long.toString(row.number("from_block")),
                "signed_at", row.time("signed_at").toString(),
                "request", Base64.getEncoder().encodeToString(row.bytes("request")));
    }
}
