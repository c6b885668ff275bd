package dev.patron.ledger;

import dev.patron.money.Amount;
import dev.patron.money.Usd;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** The part of the retelling that is about one intent: both its tracks, its reservations and its claim. */
final class RetellingPayments {
    private final SealedBytes sealed;

    /** The account in which the money of a claim stood that was just taken back, by intent. */
    private final Map<String, String> withdrawnFrom;

    RetellingPayments(SealedBytes sealed, Map<String, String> withdrawnFrom) {
        this.sealed = sealed;
        this.withdrawnFrom = withdrawnFrom;
    }

    void tell(Told told) throws SQLException {
        switch (told.type()) {
            case "intended" -> {
                Intents.ensureToken(told.sql(), DecisionCodec.asset(told.event()));
                told.insert(
                        "intent",
                        "id:intent run shot attempt agent provider token:asset authorizer nonce payment=INTENT"
                                + " fulfilment=NONE note= round=0 opened_at:at");
            }
            case "quoted" -> quoted(told);
            case "left" -> payment(told, told.text("to"));
            case "reserved" -> reserved(told);
            case "recovered" -> recovered(told);
            case "voided" -> voided(told);
            case "authorized" -> {
                payment(told, "AUTHORIZED");
                signed(told);
            }
            case "signature_restored" -> signed(told);
            case "answered" -> {
                told.insert("attempt", "intent n outcome status claimed_transaction answered_at:at");
                move(told, "AUTHORIZED", "UNKNOWN");
            }
            case "proved" -> proved(told);
            default -> goods(told);
        }
    }

    /** A refusal ends a quoted round as denied, whether a rule made it or not. */
    void denied(Told told) throws SQLException {
        if (told.event().has("intent") && told.text("outcome").equals("DENY")) {
            move(told, "QUOTED", "DENIED");
        }
    }

    private static void payment(Told told, String to) throws SQLException {
        told.sql().one("UPDATE intent SET payment = ? WHERE id = ?", to, told.text("intent"));
    }

    private static void move(Told told, String from, String to) throws SQLException {
        told.sql().update("UPDATE intent SET payment = ? WHERE id = ? AND payment = ?", to, told.text("intent"), from);
    }

    private static String address(String account) {
        return account.substring(account.lastIndexOf(':') + 1);
    }

    private static IntentRecord intent(Told told) throws SQLException {
        return Intents.get(told.sql(), told.text("intent"));
    }

    private static void quoted(Told told) throws SQLException {
        told.sql()
                .one(
                        "UPDATE intent SET payment = 'QUOTED', round = ? WHERE id = ?",
                        told.event().number("round"),
                        told.text("intent"));
        if (told.event().has("payee")) {
            told.insert(
                    "quote",
                    "intent round event:seq units usd_micros demand_digest:demand quoted_at:at",
                    Map.of("payee", address(told.text("payee"))));
        }
    }

    private static void reserved(Told told) throws SQLException {
        hold(told, intent(told), "RESERVED");
    }

    private static void recovered(Told told) throws SQLException {
        IntentRecord intent = intent(told);
        if (told.text("was").equals("RESERVED")) {
            Intents.Held held = Intents.mustHold(told.sql(), intent);
            Intents.setReservation(told.sql(), held, "voided");
            post(told, 2, held, Books.RESERVED, Books.TREASURY);
        }
        hold(told, intent, "UNKNOWN");
    }

    private static void hold(Told told, IntentRecord intent, String to) throws SQLException {
        Sql sql = told.sql();
        told.insert(
                "reservation",
                "intent round simulated units usd_micros moved_units=0 moved_micros=0 bucket policy state=pending"
                        + " reserved_at:reserved_at|at",
                Map.of(
                        "agent", intent.agent(),
                        "run", intent.run(),
                        "provider", intent.provider(),
                        "token", intent.asset().id(),
                        "payee", address(told.text("payee")),
                        "decision", told.event().maybeText("decision").orElse("0")));
        sql.one(
                "UPDATE intent SET payment = ?, round = ? WHERE id = ?",
                to,
                told.event().number("round"),
                intent.id());
        post(told, 1, Intents.mustHold(sql, intent(told)), Books.TREASURY, Books.RESERVED);
        Recovering.keepShot(sql, intent);
        sql.update(
                "UPDATE shot_attempt SET attempt = ? WHERE run = ? AND shot = ? AND attempt < ?",
                intent.attempt(),
                intent.run(),
                intent.shot(),
                intent.attempt());
    }

    private static void post(Told told, int line, Intents.Held held, String source, String destination)
            throws SQLException {
        Books.post(told.sql(), new Books.Line(told.seq(), line, held.token()), source, destination, held.units());
    }

    private static void voided(Told told) throws SQLException {
        Intents.Held held = Intents.mustHold(told.sql(), intent(told));
        payment(told, "VOIDED");
        Intents.setReservation(told.sql(), held, "voided");
        release(told);
        post(told, 1, held, Books.RESERVED, Books.TREASURY);
    }

    private static void release(Told told) throws SQLException {
        told.sql().update("DELETE FROM live_shot WHERE intent = ?", told.text("intent"));
    }

    private void signed(Told told) throws SQLException {
        told.insert(
                "signed_payment",
                "intent round payee units domain_name domain_version valid_before from_block signed_at:signed_at|at",
                Map.of("request", sealed.request(told.text("intent"), told.text("request"))));
    }

    private void proved(Told told) throws SQLException {
        told.insert(
                "proof",
                "event:seq intent kind tx:transaction block_number:block block_hash block_time payee units final");
        IntentRecord intent = intent(told);
        Intents.Held held = Intents.mustHold(told.sql(), intent);
        String kind = told.text("kind");
        switch (kind) {
            case "SETTLED" -> {
                if (intent.payment() != PaymentState.SETTLED) {
                    payment(told, kind);
                    BigInteger units = told.event().units("units");
                    Usd usd = new Amount(intent.asset(), units).inUsd();
                    Intents.setReservation(told.sql(), held, "posted");
                    movedIs(told.sql(), held, units, usd);
                    Settling.book(told.sql(), held, told.seq(), units);
                }
            }
            case "REVERSED" -> {
                payment(told, "UNKNOWN");
                Intents.setReservation(told.sql(), held, "pending");
                movedIs(told.sql(), held, BigInteger.ZERO, Usd.ZERO);
                String from =
                        Optional.ofNullable(withdrawnFrom.remove(intent.id())).orElse(Books.expense(held.provider()));
                Settling.unbook(told.sql(), held, told.seq(), from);
                Recovering.keepShot(told.sql(), intent);
            }
            default -> {
                payment(told, kind);
                Intents.setReservation(told.sql(), held, "expired");
                post(told, 1, held, Books.RESERVED, Books.TREASURY);
                release(told);
                Settling.yieldShot(told.sql(), intent);
                Settling.nextAttempt(told.sql(), intent);
            }
        }
    }

    private static void movedIs(Sql sql, Intents.Held held, BigInteger units, Usd usd) throws SQLException {
        sql.one(
                "UPDATE reservation SET moved_units = ?, moved_micros = ? WHERE intent = ? AND round = ?",
                units,
                usd,
                held.intent(),
                held.round());
    }

    private static void goods(Told told) throws SQLException {
        switch (told.type()) {
            case "generating" -> {
                fulfilment(told, "GENERATING", "");
                generation(told);
            }
            case "polled" ->
                told.sql()
                        .one(
                                "UPDATE generation SET status = ?, progress = ?, polled_at = ? WHERE intent = ?",
                                told.text("status"),
                                told.text("progress"),
                                told.text("at"),
                                told.text("intent"));
            case "stored" -> told.insert("stored_asset", "intent n sha256 media_type bytes stored_at:at");
            case "fulfilment" -> fulfilment(told, told.text("to"), told.text("note"));
            case "retry_allowed" -> {
                IntentRecord intent = intent(told);
                told.sql()
                        .one(
                                "UPDATE shot_attempt SET attempt = ? WHERE run = ? AND shot = ?",
                                told.event().number("attempt"),
                                intent.run(),
                                intent.shot());
                release(told);
            }
            case "claim_opened" -> claim(told);
            case "incident", "delivered" -> {}
            default -> throw new IllegalArgumentException("no table is told of `" + told.type() + "`");
        }
    }

    private static void generation(Told told) throws SQLException {
        int known = told.sql()
                .update(
                        "UPDATE generation SET handle = ?, status = 'pending', progress = 0, deadline = ?, polled_at ="
                                + " ? WHERE intent = ?",
                        told.text("handle"),
                        told.text("deadline"),
                        told.text("at"),
                        told.text("intent"));
        if (known == 0) {
            told.insert("generation", "intent handle status=pending progress=0 deadline polled_at:at");
        }
    }

    private static void fulfilment(Told told, String to, String note) throws SQLException {
        told.sql().one("UPDATE intent SET fulfilment = ?, note = ? WHERE id = ?", to, note, told.text("intent"));
    }

    private static void claim(Told told) throws SQLException {
        int known = told.sql()
                .update(
                        "UPDATE claim SET state = 'OPEN', event = ?, units = ?, usd_micros = ?, reason = ?, closed_at ="
                                + " NULL WHERE id = ?",
                        told.seq(),
                        told.event().units("units"),
                        told.event().number("usd_micros"),
                        told.text("reason"),
                        told.event().number("claim"));
        if (known == 0) {
            told.insert(
                    "claim",
                    "id:claim event:seq run intent provider token:asset units usd_micros reason state=OPEN"
                            + " opened_at:at");
        }
        Books.post(
                told.sql(),
                new Books.Line(told.seq(), 1, told.text("asset")),
                Books.expense(told.text("provider")),
                Books.claims(told.text("provider")),
                told.event().units("units"));
    }
}
