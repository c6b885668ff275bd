package dev.patron.ledger;

import dev.patron.policy.PolicySet;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Follows the money through the events, in the order of their numbers, with accounts, reservations and counters of its own:
 * what is signed is what was reserved, what settled is what was signed or an incident says so, no shot is paid for twice, no
 * account gives what it has not, and each decision knew what the events before it make. Holds some facts an intent. One thread.
 */
final class MoneyAudit {
    static final String BALANCES = "balances";
    static final String PAYMENTS = "payments";
    static final String LIVE = "live payments";
    static final String BUDGETS = "budgets";

    private final Findings findings;
    private final Function<String, Optional<PolicySet>> policies;
    private final BookAudit books = new BookAudit();
    private final BudgetAudit budgets = new BudgetAudit();
    private final ClaimAudit claims = new ClaimAudit(books);
    private final Map<String, Boolean> simulated = new HashMap<>();
    private final Map<String, Payment> payments = new HashMap<>();
    private final Map<String, Set<String>> live = new HashMap<>();
    private final Map<String, String> strange = new TreeMap<>();

    /**
     * @param policies the policy of a digest, where an event has held it
     */
    MoneyAudit(Findings findings, Function<String, Optional<PolicySet>> policies) {
        this.findings = findings;
        this.policies = policies;
    }

    private enum Hold {
        NONE,
        PENDING,
        POSTED
    }

    /** What is known of one intent's payment. */
    private static final class Payment {
        private final Fields intended;
        private final String shot;
        private Budgets.Scope scope = new Budgets.Scope(false, "", "");
        private Hold hold = Hold.NONE;
        private BigInteger units = BigInteger.ZERO;
        private BigInteger moved = BigInteger.ZERO;
        private long usd;
        private long movedUsd;
        private String payee = "";
        private Instant bucket = Instant.EPOCH;
        private boolean failed;

        Payment(Fields intended) {
            this.intended = intended;
            this.shot = intended.text("shot") + " of run " + intended.text("run");
        }

        String token() {
            return intended.text("asset");
        }

        String provider() {
            return intended.text("provider");
        }

        /** Micro-dollars at the token's peg, rounded up. */
        long inUsd(BigInteger amount) {
            BigInteger[] usd = amount.multiply(intended.units("peg_micros"))
                    .divideAndRemainder(BigInteger.TEN.pow((int) intended.number("decimals")));
            return usd[0].add(BigInteger.valueOf(usd[1].signum())).longValueExact();
        }
    }

    void take(EventAudit.Read event) {
        try {
            switch (event.type()) {
                case "run_opened" ->
                    simulated.put(event.body().text("run"), event.body().flag("simulated"));
                case "intended" -> payments.put(event.body().text("intent"), new Payment(event.body()));
                case "decided" -> decided(event);
                case "wallet_moved" -> {
                    if (event.body().has("claim")) {
                        budgets.unexplained(
                                event.body().flag("simulated"),
                                InstantText.parse(event.body().text("block_time")),
                                event.body().number("usd_micros"));
                    }
                    said(event, BALANCES, claims.take(event.body()));
                }
                case "wallet_adopted", "wallet_reversed", "claim_closed" ->
                    said(event, BALANCES, claims.take(event.body()));
                default -> payment(event);
            }
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            findings.add(PAYMENTS, event.said("it cannot be followed: " + e.getMessage()));
        }
    }

    private void said(EventAudit.Read event, String check, Optional<String> problem) {
        problem.ifPresent(what -> findings.add(check, event.said(what)));
    }

    private void payment(EventAudit.Read event) {
        @Nullable
        Payment payment = payments.get(event.body().maybeText("intent").orElse(""));
        if (payment == null) {
            return;
        }
        switch (event.type()) {
            case "reserved", "recovered" -> hold(event, payment);
            case "voided" -> release(event, payment);
            case "authorized" -> said(event, PAYMENTS, signed(event.body(), payment));
            case "proved" -> proved(event, payment);
            case "fee_paid" ->
                said(
                        event,
                        BALANCES,
                        books.post(
                                Books.TREASURY,
                                Books.FEES,
                                event.body().text("asset"),
                                event.body().units("units")));
            case "incident" -> strange.remove(event.body().text("intent"));
            case "generating" -> payment.failed = false;
            case "fulfilment" -> payment.failed = event.body().text("to").equals("FAILED");
            case "retry_allowed" -> notLive(event.body().text("intent"), payment);
            case "claim_opened" -> {
                if (!event.body().units("units").equals(payment.moved)) {
                    findings.add(PAYMENTS, event.said("it claims another amount than was paid, " + payment.moved));
                }
                said(event, BALANCES, claims.take(event.body()));
            }
            default -> {}
        }
    }

    private void post(EventAudit.Read event, Payment payment, String source, String destination, BigInteger units) {
        said(event, BALANCES, books.post(source, destination, payment.token(), units));
    }

    private void hold(EventAudit.Read event, Payment payment) {
        Fields body = event.body();
        String intent = body.text("intent");
        if (payment.hold == Hold.PENDING) {
            post(event, payment, Books.RESERVED, Books.TREASURY, payment.units);
            budgets.add(payment.scope, payment.bucket, 0, -payment.usd);
        }
        Set<String> others = live.computeIfAbsent(payment.shot, _ -> new HashSet<>());
        if (event.type().equals("reserved") && others.stream().anyMatch(other -> !other.equals(intent))) {
            findings.add(LIVE, event.said("shot " + payment.shot + " has another live payment"));
        }
        others.add(intent);
        payment.scope =
                new Budgets.Scope(body.flag("simulated"), payment.intended.text("agent"), payment.intended.text("run"));
        payment.hold = Hold.PENDING;
        payment.units = body.units("units");
        payment.usd = body.number("usd_micros");
        payment.payee = address(body.text("payee"));
        payment.bucket = InstantText.parse(body.text("bucket"));
        if (payment.usd != payment.inUsd(payment.units)) {
            findings.add(PAYMENTS, event.said("at the token's peg it counts for " + payment.inUsd(payment.units)));
        }
        post(event, payment, Books.TREASURY, Books.RESERVED, payment.units);
        budgets.add(payment.scope, payment.bucket, 0, payment.usd);
    }

    private static String address(String account) {
        return account.substring(account.lastIndexOf(':') + 1);
    }

    private void release(EventAudit.Read event, Payment payment) {
        if (payment.hold != Hold.PENDING) {
            findings.add(PAYMENTS, event.said("it gives back what is not reserved"));
            return;
        }
        payment.hold = Hold.NONE;
        post(event, payment, Books.RESERVED, Books.TREASURY, payment.units);
        budgets.add(payment.scope, payment.bucket, 0, -payment.usd);
        notLive(event.body().text("intent"), payment);
    }

    private void notLive(String intent, Payment payment) {
        live.getOrDefault(payment.shot, new HashSet<>()).remove(intent);
    }

    private static Optional<String> signed(Fields body, Payment payment) {
        boolean same = payment.hold == Hold.PENDING
                && payment.units.equals(body.units("units"))
                && payment.payee.equalsIgnoreCase(body.text("payee"))
                && payment.intended.text("nonce").equals(body.text("nonce"));
        return same ? Optional.empty() : Optional.of("it signs another amount, payee or nonce than was reserved");
    }

    private void proved(EventAudit.Read event, Payment payment) {
        switch (event.body().text("kind")) {
            case "SETTLED" -> settled(event, payment);
            case "REVERSED" -> reversed(event, payment);
            default -> {
                release(event, payment);
                long attempt = payment.intended.number("attempt");
                live.getOrDefault(payment.shot, new HashSet<>()).removeIf(other -> {
                    Payment earlier = Objects.requireNonNull(payments.get(other));
                    return earlier.failed
                            && earlier.hold == Hold.POSTED
                            && earlier.intended.number("attempt") < attempt;
                });
            }
        }
    }

    private void settled(EventAudit.Read event, Payment payment) {
        BigInteger units = event.body().units("units");
        if (payment.hold == Hold.POSTED) {
            if (!units.equals(payment.moved)) {
                findings.add(PAYMENTS, event.said("it is final with another amount than settled, " + payment.moved));
            }
            return;
        }
        if (payment.hold == Hold.NONE) {
            findings.add(PAYMENTS, event.said("it settles what is not reserved"));
            return;
        }
        if (!units.equals(payment.units)
                || !payment.payee.equalsIgnoreCase(event.body().text("payee"))) {
            strange.put(
                    event.body().text("intent"), event.said("it settles another amount or payee than was reserved"));
        }
        String expense = Books.expense(payment.provider());
        BigInteger fromReserved = units.min(payment.units);
        post(event, payment, Books.RESERVED, expense, fromReserved);
        post(event, payment, Books.RESERVED, Books.TREASURY, payment.units.subtract(fromReserved));
        post(event, payment, Books.TREASURY, expense, units.subtract(fromReserved));
        payment.hold = Hold.POSTED;
        payment.moved = units;
        payment.movedUsd = payment.inUsd(units);
        budgets.add(payment.scope, payment.bucket, payment.movedUsd, -payment.usd);
    }

    private void reversed(EventAudit.Read event, Payment payment) {
        if (payment.hold != Hold.POSTED) {
            findings.add(PAYMENTS, event.said("it takes back what did not settle"));
            return;
        }
        String intent = event.body().text("intent");
        String from = claims.withdrawn(intent).orElse(Books.expense(payment.provider()));
        BigInteger toReserved = payment.moved.min(payment.units);
        post(event, payment, from, Books.RESERVED, toReserved);
        post(event, payment, Books.TREASURY, Books.RESERVED, payment.units.subtract(toReserved));
        post(event, payment, from, Books.TREASURY, payment.moved.subtract(toReserved));
        budgets.add(payment.scope, payment.bucket, -payment.movedUsd, payment.usd);
        payment.hold = Hold.PENDING;
        payment.moved = BigInteger.ZERO;
        payment.movedUsd = 0;
        strange.remove(intent);
        live.computeIfAbsent(payment.shot, _ -> new HashSet<>()).add(intent);
    }

    /** What a decision knew; that of a storyboard imagines the shots before it paid, and is not counted again. */
    private void decided(EventAudit.Read event) {
        Fields body = event.body();
        Optional<PolicySet> policy = policies.apply(body.text("policy"));
        if (policy.isEmpty() || body.text("round").equals("0")) {
            return;
        }
        Fields request = body.part("request");
        Budgets.Scope scope = new Budgets.Scope(
                Boolean.TRUE.equals(simulated.get(body.text("run"))), request.text("agent"), request.text("run"));
        Optional<Payment> own =
                body.maybeText("intent").map(payments::get).filter(payment -> payment.hold == Hold.PENDING);
        said(
                event,
                BUDGETS,
                budgets.differing(
                        scope,
                        body.part("state"),
                        policy.get().zone(),
                        own.map(payment -> new BudgetAudit.Own(payment.bucket, payment.usd))));
        BigInteger funds = books.balance(Books.TREASURY, request.text("asset"))
                .max(BigInteger.ZERO)
                .add(own.map(payment -> payment.units).orElse(BigInteger.ZERO));
        if (!funds.equals(body.part("state").units("funds_units"))) {
            findings.add(BUDGETS, event.said("it knew of other funds than the events before it make, " + funds));
        }
    }

    /** There are no more events. */
    void end() {
        strange.values().forEach(said -> findings.add(PAYMENTS, said + ", and no incident says so"));
    }

    long postings() {
        return books.postings();
    }
}
