package dev.patron.ledger;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks a ledger's events one after the other, from their bytes alone and in the order of their numbers: form, schema,
 * sequence, what each payment did, where the money went, each decision made again; and at the end the sums that they
 * tell. Holds one telling of every row ({@link Tables}); one thread.
 */
final class EventAudit {
    static final String EVENTS = "events";
    static final String TRANSITIONS = "transitions";
    static final String DECISIONS = "decisions";
    private static final String RESERVATIONS = "reservations";

    /** What is checked, in the order in which it is told. */
    static final List<String> CHECKS = List.of(
            EVENTS,
            TRANSITIONS,
            MoneyAudit.PAYMENTS,
            MoneyAudit.BALANCES,
            MoneyAudit.LIVE,
            MoneyAudit.BUDGETS,
            DECISIONS,
            OfflineLog.LOG);

    /** What can be checked of any events whose forerunners are not at hand; others join once there is something to check. */
    private static final List<String> CHECKS_OF_PART = List.of(EVENTS, OfflineLog.LOG);

    private final String ledger;
    private final Findings findings;
    private final Transitions tracks = new Transitions();
    private final Remade decisions = new Remade();
    private final Redeciding redeciding = new Redeciding(decisions);
    private final Dating dating = new Dating();
    private final MoneyAudit money;
    private final Retelling retelling = new Retelling(decisions);
    private final boolean isPart;

    /** Of a part, which intents were opened before it, and how many decisions were made under a policy from before it. */
    private final Set<String> earlier = new HashSet<>();

    private long undecided;

    /** Whether every event so far could be told: what follows one that could not says nothing. */
    private boolean whole;

    private long last;
    private long events;

    EventAudit(String ledger, Findings findings) {
        this(ledger, findings, false);
    }

    private EventAudit(String ledger, Findings findings, boolean isPart) {
        this.ledger = ledger;
        this.findings = findings;
        this.isPart = isPart;
        this.whole = !isPart;
        this.money = new MoneyAudit(findings, redeciding::known);
        (isPart ? CHECKS_OF_PART : CHECKS).forEach(findings::begin);
    }

    /** An audit of events whose forerunners are not at hand: nothing that needs these is checked, and that is told. */
    static EventAudit ofPart(String ledger, Findings findings) {
        return new EventAudit(ledger, findings, true);
    }

    boolean isPart() {
        return isPart;
    }

    /**
     * An event that could be read.
     *
     * @param where where it was found, for people
     * @param bytes its bytes as text
     */
    record Read(String where, long seq, Fields body, String bytes) {
        String type() {
            return String.valueOf(body.members().get("type"));
        }

        String said(String what) {
            return where + "event " + seq + " (" + type() + "): " + what;
        }
    }

    /** Reads bytes that are to be an event; empty, and a problem, when they are none. */
    Optional<Read> read(String where, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0 && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
            whole = false;
            findings.add(EVENTS, where + "its bytes are not UTF-8");
            return Optional.empty();
        }
        return read(where, text);
    }

    Optional<Read> read(String where, String text) {
        try {
            Fields body = Fields.read(text);
            return Optional.of(new Read(where, body.number("seq"), body, text));
        } catch (IllegalArgumentException e) {
            whole = false;
            findings.add(EVENTS, where + "its bytes are no event in canonical JSON: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Checks the next event; those before it had lower numbers. */
    void take(Read event) {
        events++;
        if (event.seq() <= last) {
            findings.add(
                    EVENTS,
                    event.said(
                            event.seq() == last
                                    ? "its number was given before"
                                    : "its number is lower than that of an event long before it"));
        }
        last = Math.max(last, event.seq());
        if (whole) {
            money.take(event);
        }
        Optional<String> form = envelope(event);
        Optional<String> unfit = form.isEmpty() && whole ? retelling.take(event.body()) : Optional.empty();
        form.or(() -> unfit).ifPresent(wrong -> {
            whole = false;
            findings.add(EVENTS, event.said(wrong));
        });
        if (event.body().members().get("intent") instanceof String intent && isFollowed(intent, event.type())) {
            tracks.walk(intent, event.body().members())
                    .ifPresent(wrong -> findings.add(TRANSITIONS, event.said(wrong)));
        }
        decided(event).ifPresent(wrong -> findings.add(DECISIONS, event.said(wrong)));
    }

    /** Of a part, only intents that are opened in it are followed. */
    private boolean isFollowed(String intent, String type) {
        boolean followed = !isPart || type.equals("intended") || tracks.states().containsKey(intent);
        if (followed) {
            findings.begin(TRANSITIONS);
        } else {
            earlier.add(intent);
        }
        return followed;
    }

    private Optional<String> envelope(Read event) {
        Map<String, Object> body = event.body().members();
        if (!EventSchema.VERSION.equals(body.get("v"))) {
            return Optional.of("its schema's version is `" + body.get("v") + "`");
        }
        if (!ledger.equals(body.get("ledger"))) {
            return Optional.of("it is of ledger `" + body.get("ledger") + "`");
        }
        if (event.seq() < 1 || !Long.toString(event.seq()).equals(body.get("seq"))) {
            return Optional.of("its number is `" + body.get("seq") + "`");
        }
        if (!isTime(body.get("at"))) {
            return Optional.of("its time is `" + body.get("at") + "`");
        }
        dating.take(event.seq(), event.type(), Instant.parse(event.body().text("at")));
        return EventSchema.problem(body, EventSchema.Strictness.WHOLE);
    }

    private static boolean isTime(@Nullable Object at) {
        return at instanceof String text && InstantText.isExact(text);
    }

    private Optional<String> decided(Read event) {
        try {
            return switch (event.type()) {
                case "policy_adopted" -> redeciding.policy(event.body());
                case "decided" -> again(event);
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            return Optional.of("it cannot be read: " + e.getMessage());
        }
    }

    private Optional<String> again(Read event) {
        if (isPart && !redeciding.knows(event.body().text("policy"))) {
            undecided++;
            return Optional.empty();
        }
        findings.begin(DECISIONS);
        return redeciding.decision(event.body(), event.bytes());
    }

    /** There are no more events: what they tell together, unless some could not be told. */
    void end() {
        if (whole) {
            money.end();
            Invariants told = new Invariants(retelling.end());
            findings.begin(RESERVATIONS);
            told.balances(problem -> findings.add(MoneyAudit.BALANCES, problem));
            told.reservations(problem -> findings.add(RESERVATIONS, problem));
            told.live(problem -> findings.add(MoneyAudit.LIVE, problem));
        }
    }

    /** What was not checked of a part, and why. */
    List<String> unchecked() {
        List<String> open = new ArrayList<>();
        open.add("the sums of accounts and budgets, what each payment came to, that no shot has two live payments: they"
                + " begin before this export, and need the whole log");
        if (!earlier.isEmpty()) {
            open.add("the steps of " + earlier.size() + " payments that were opened before this export begins");
        }
        if (undecided > 0) {
            open.add(undecided + " decisions under policies that were adopted before this export begins");
        }
        return open;
    }

    /** The events whose dates go back. */
    List<String> datedBack() {
        return dating.back();
    }

    /** How many postings the events make. */
    long postings() {
        return money.postings();
    }

    /** How many events were checked. */
    long events() {
        return events;
    }

    /** Where each intent has come to. */
    Map<String, String> states() {
        return tracks.states();
    }
}
