package dev.patron.ledger;

import dev.patron.money.Amount;
import dev.patron.money.Asset;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The part of the retelling that is about one intent: both its tracks, its reservations and its claim. */
final class RetellingPayments {
    private static final String SEAT = "attempt";

    private final Tables tables;

    /** The account in which the money of a claim stood that was just taken back, by intent. */
    private final Map<String, String> withdrawnFrom = new HashMap<>();

    private final Map<String, List<Tables.Row>> intentsOfShots = new HashMap<>();
    private final Map<String, Tables.Row> claimsOfIntents = new HashMap<>();
    private final Map<String, Asset> assets = new HashMap<>();
    private final Set<String> stored = new HashSet<>();

    RetellingPayments(Tables tables) {
        this.tables = tables;
    }

    void tell(Told told) {
        switch (told.type()) {
            case "intended" -> intended(told);
            case "quoted" -> quoted(told);
            case "left" -> payment(told, told.text("to"));
            case "reserved" -> hold(told, "RESERVED");
            case "recovered" -> recovered(told);
            case "voided" -> voided(told);
            case "authorized" -> {
                payment(told, "AUTHORIZED");
                signed(told);
            }
            case "signature_restored" -> signed(told);
            case "answered" -> {
                told.insert(SEAT, "intent n outcome status claimed_transaction answered_at:at");
                move(told, "AUTHORIZED", "UNKNOWN");
            }
            case "proved" -> proved(told);
            default -> goods(told);
        }
    }

    /** A refusal ends a quoted round as denied, whether a rule made it or not. */
    void denied(Told told) {
        if (told.event().has("intent") && told.text("outcome").equals("DENY")) {
            move(told, "QUOTED", "DENIED");
        }
    }

    /** The claim about an intent. */
    Tables.Row claimOf(String intent) {
        return Optional.ofNullable(claimsOfIntents.get(intent))
                .orElseThrow(() -> new IllegalArgumentException("no event opened this claim"));
    }

    /** Remembers where the money of a claim stood that was taken back, for the reversal that follows. */
    void withdrawn(String intent, String account) {
        withdrawnFrom.put(intent, account);
    }

    /** Makes the token's row when an event names it first. */
    void token(Told told) {
        if (tables.find("token", told.text("asset")).isEmpty()) {
            Asset asset = DecisionCodec.asset(told.event());
            assets.put(asset.id(), asset);
            told.insert(
                    "token",
                    "id:asset symbol decimals peg_micros",
                    Map.of(
                            "network",
                            asset.network(),
                            "contract",
                            asset.contract().text()));
        }
    }

    private void intended(Told told) {
        token(told);
        told.insert(
                "intent",
                "id:intent run shot attempt agent provider token:asset authorizer nonce payment=INTENT"
                        + " fulfilment=NONE note= round=0 opened_at:at");
        intentsOfShots
                .computeIfAbsent(shot(told.intent()), _ -> new ArrayList<>(1))
                .add(told.intent());
    }

    private static String shot(Tables.Row intent) {
        return intent.text("run") + " " + intent.text("shot");
    }

    private static void payment(Told told, String to) {
        told.intent().set("payment", to);
    }

    private static void move(Told told, String from, String to) {
        if (told.intent().is("payment", from)) {
            payment(told, to);
        }
    }

    private static String address(String account) {
        return account.substring(account.lastIndexOf(':') + 1);
    }

    private Tables.Row held(Tables.Row intent) {
        return tables.get("reservation", intent.text("id"), intent.text("round"));
    }

    private static void quoted(Told told) {
        payment(told, "QUOTED");
        told.intent().set("round", told.text("round"));
        if (told.event().has("payee")) {
            told.insert(
                    "quote",
                    "intent round event:seq units usd_micros demand_digest:demand quoted_at:at",
                    Map.of("payee", address(told.text("payee"))));
        }
    }

    private void recovered(Told told) {
        if (told.text("was").equals("RESERVED")) {
            Tables.Row held = held(told.intent());
            held.set("state", "voided");
            post(told, 2, held, new Told.Posting(Books.RESERVED, Books.TREASURY, held.units("units")));
        }
        hold(told, "UNKNOWN");
    }

    private void hold(Told told, String to) {
        Tables.Row intent = told.intent();
        told.insert(
                "reservation",
                "intent round simulated units usd_micros moved_units=0 moved_micros=0 bucket policy state=pending"
                        + " reserved_at:reserved_at|at",
                Map.of(
                        "agent", intent.text("agent"),
                        "run", intent.text("run"),
                        "provider", intent.text("provider"),
                        "token", intent.text("token"),
                        "payee", address(told.text("payee")),
                        "decision", told.event().maybeText("decision").orElse("0")));
        intent.set("payment", to);
        intent.set("round", told.text("round"));
        Tables.Row held = held(intent);
        post(told, 1, held, new Told.Posting(Books.TREASURY, Books.RESERVED, held.units("units")));
        keepShot(told, intent);
        Tables.Row attempt = tables.get("shot_attempt", intent.text("run"), intent.text("shot"));
        attempt.set(SEAT, Long.toString(Math.max(attempt.number(SEAT), intent.number(SEAT))));
    }

    private void keepShot(Told told, Tables.Row intent) {
        if (tables.find("live_shot", intent.text("run"), intent.text("shot")).isEmpty()) {
            tables.insert(
                    "live_shot",
                    Map.of("run", intent.text("run"), "shot", intent.text("shot"), "intent", intent.text("id")),
                    told.seq());
        }
    }

    private static void post(Told told, int line, Tables.Row held, Told.Posting posting) {
        told.post(line, held.text("token"), posting);
    }

    private void voided(Told told) {
        Tables.Row held = held(told.intent());
        payment(told, "VOIDED");
        held.set("state", "voided");
        release(told.intent());
        post(told, 1, held, new Told.Posting(Books.RESERVED, Books.TREASURY, held.units("units")));
    }

    private void release(Tables.Row intent) {
        boolean live = tables.find("live_shot", intent.text("run"), intent.text("shot"))
                .filter(row -> row.is("intent", intent.text("id")))
                .isPresent();
        if (live) {
            tables.remove("live_shot", intent.text("run"), intent.text("shot"));
        }
    }

    private static void signed(Told told) {
        told.insert(
                "signed_payment",
                "intent round payee units domain_name domain_version valid_before from_block signed_at:signed_at|at"
                        + " request");
    }

    private void proved(Told told) {
        told.insert(
                "proof",
                "event:seq intent kind tx:transaction block_number:block block_hash block_time payee units final");
        Tables.Row intent = told.intent();
        Tables.Row held = held(intent);
        String kind = told.text("kind");
        switch (kind) {
            case "SETTLED" -> {
                if (!intent.is("payment", kind)) {
                    payment(told, kind);
                    BigInteger units = told.event().units("units");
                    held.set("state", "posted");
                    moved(held, units);
                    book(told, held, units);
                }
            }
            case "REVERSED" -> {
                payment(told, "UNKNOWN");
                held.set("state", "pending");
                unbook(told, held);
                moved(held, BigInteger.ZERO);
                keepShot(told, intent);
            }
            default -> {
                payment(told, kind);
                tables.remove("account_open", intent.text("id"));
                held.set("state", "expired");
                post(told, 1, held, new Told.Posting(Books.RESERVED, Books.TREASURY, held.units("units")));
                release(intent);
                yieldShot(told, intent);
            }
        }
    }

    private void moved(Tables.Row held, BigInteger units) {
        Asset asset = Optional.ofNullable(assets.get(held.text("token")))
                .orElseThrow(() -> new IllegalArgumentException("no event names this token"));
        held.set("moved_units", units.toString());
        held.set("moved_micros", Long.toString(new Amount(asset, units).inUsd().micros()));
    }

    /** Out of the reservation, what is left of it back, and what it lacked out of the wallet. */
    private static void book(Told told, Tables.Row held, BigInteger moved) {
        BigInteger fromReserved = moved.min(held.units("units"));
        BigInteger left = held.units("units").subtract(fromReserved);
        String expense = Books.expense(held.text("provider"));
        post(told, 1, held, new Told.Posting(Books.RESERVED, expense, fromReserved));
        post(told, 2, held, new Told.Posting(Books.RESERVED, Books.TREASURY, left));
        post(told, 3, held, new Told.Posting(Books.TREASURY, expense, moved.subtract(fromReserved)));
    }

    private void unbook(Told told, Tables.Row held) {
        String from = Optional.ofNullable(withdrawnFrom.remove(held.text("intent")))
                .orElse(Books.expense(held.text("provider")));
        BigInteger moved = held.units("moved_units");
        BigInteger toReserved = moved.min(held.units("units"));
        BigInteger left = held.units("units").subtract(toReserved);
        post(told, 1, held, new Told.Posting(from, Books.RESERVED, toReserved));
        post(told, 2, held, new Told.Posting(Books.TREASURY, Books.RESERVED, left));
        post(told, 3, held, new Told.Posting(from, Books.TREASURY, moved.subtract(toReserved)));
    }

    /** Another attempt that still lives takes the shot of a dead one, which makes way for the next. */
    private void yieldShot(Told told, Tables.Row dead) {
        intentsOfShots.getOrDefault(shot(dead), List.of()).stream()
                .sorted(Comparator.comparingLong(other -> other.number(SEAT)))
                .filter(other -> PaymentState.valueOf(other.text("payment")).atRisk()
                        || (other.is("payment", "SETTLED")
                                && !(other.is("fulfilment", "FAILED") && other.number(SEAT) < dead.number(SEAT))))
                .forEach(other -> keepShot(told, other));
        Tables.Row attempt = tables.get("shot_attempt", dead.text("run"), dead.text("shot"));
        if (!stored.contains(dead.text("id")) && attempt.is(SEAT, dead.text(SEAT))) {
            attempt.set(SEAT, Long.toString(dead.number(SEAT) + 1));
        }
    }

    private void goods(Told told) {
        switch (told.type()) {
            case "generating" -> {
                fulfilment(told, "GENERATING", "");
                keepPaid(told);
                tables.remove("generation", told.text("intent"));
                told.insert("generation", "intent handle status=pending progress=0 deadline polled_at:at");
            }
            case "polled" -> {
                Tables.Row generation = tables.get("generation", told.text("intent"));
                generation.set("status", told.text("status"));
                generation.set("progress", told.text("progress"));
                generation.set("polled_at", told.text("at"));
            }
            case "stored" -> {
                told.insert("stored_asset", "intent n sha256 media_type bytes stored_at:at");
                stored.add(told.intent().text("id"));
            }
            case "fulfilment" -> {
                fulfilment(told, told.text("to"), told.text("note"));
                if (told.text("to").equals("DELIVERED")) {
                    keepPaid(told);
                }
            }
            case "retry_allowed" -> {
                Tables.Row intent = told.intent();
                tables.get("shot_attempt", intent.text("run"), intent.text("shot"))
                        .set(SEAT, told.text("attempt"));
                release(intent);
            }
            case "claim_opened" -> claim(told);
            case "incident", "delivered" -> {}
            default -> throw new IllegalArgumentException("no table is told of `" + told.type() + "`");
        }
    }

    /** Goods that were given up and come after all are the shot's again. */
    private void keepPaid(Told told) {
        if (told.intent().is("payment", "SETTLED")) {
            keepShot(told, told.intent());
        }
    }

    private static void fulfilment(Told told, String to, String note) {
        told.intent().set("fulfilment", to);
        told.intent().set("note", note);
    }

    private void claim(Told told) {
        Optional<Tables.Row> known = tables.find("claim", told.text("claim"));
        if (known.isPresent()) {
            for (String member : List.of("units", "usd_micros", "reason")) {
                known.get().set(member, told.text(member));
            }
            known.get().set("event", told.text("seq"));
            known.get().set("state", "OPEN");
            known.get().set("closed_at", null);
        } else {
            told.insert(
                    "claim",
                    "id:claim event:seq run intent provider token:asset units usd_micros reason state=OPEN"
                            + " opened_at:at");
            claimsOfIntents.put(told.intent().text("id"), tables.get("claim", told.text("claim")));
        }
        String provider = told.text("provider");
        told.post(
                1,
                told.text("asset"),
                new Told.Posting(
                        Books.expense(provider),
                        Books.claims(provider),
                        told.event().units("units")));
    }
}
