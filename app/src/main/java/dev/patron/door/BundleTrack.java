package dev.patron.door;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.ledger.FulfilmentState;
import dev.patron.ledger.Transitions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Follows one purchase through the events of a bundle, in the order of their numbers: each belongs to it, each state has what must
 * come before it, and they say the same of payee and amount. What follows from them is {@link #standing}.
 *
 * <p>An event that nothing else rests on can be left out unseen, and so can the last ones.
 */
final class BundleTrack {
    private static final int INTENT_DIGITS = 15;
    private static final Set<String> OF_THE_SHOT =
            Set.of("run_opened", "shot_planned", "decided", "refused", "delivered", "erased", "invoiced");

    private final Named named;
    private final Consumer<String> problems;
    private final Transitions steps = new Transitions();
    private final Map<String, BundleEvent> last = new HashMap<>();
    private final Map<String, BundleEvent> permits = new HashMap<>();
    private final Set<String> policies = new HashSet<>();
    private final List<BundleEvent> signed = new ArrayList<>();
    private final Set<String> excused = new HashSet<>();
    private final List<String> assets = new ArrayList<>();
    private FulfilmentState goods = FulfilmentState.NONE;
    private Optional<String> claim = Optional.empty();
    private Optional<BundleEvent> held = Optional.empty();
    private long answers;

    /** What a bundle says it is about. */
    record Named(String intent, String run, String shot) {}

    private BundleTrack(Named named, Consumer<String> problems) {
        this.named = named;
        this.problems = problems;
    }

    static BundleTrack follow(Named named, List<BundleEvent> proven, Consumer<String> problems) {
        List<BundleEvent> events = proven.stream()
                .sorted(Comparator.comparingLong(BundleEvent::number))
                .toList();
        BundleTrack track = new BundleTrack(named, problems);
        Set<String> decidedUnder = new HashSet<>();
        events.forEach(event -> decidedUnder.add(event.text("policy")));
        long before = 0;
        for (BundleEvent event : events) {
            if (event.number() <= before) {
                problems.accept(event.said("its number is none, or was given before"));
            }
            before = event.number();
            if (!track.belongs(event, decidedUnder)) {
                problems.accept(event.said("it is not of this purchase"));
            } else {
                track.take(event);
            }
        }
        track.end();
        return track;
    }

    private boolean isOwn(BundleEvent event) {
        return event.text("intent").equals(named.intent());
    }

    private boolean belongs(BundleEvent event, Set<String> decidedUnder) {
        boolean sameRun = event.text("run").equals(named.run());
        if (isOwn(event)) {
            return sameRun;
        }
        if (event.body().has("intent")) {
            return false;
        }
        String shot = event.text("shot");
        boolean shots = sameRun && (shot.isEmpty() || shot.equals(named.shot()));
        boolean invoice = event.type().equals("invoiced")
                && shot.equals("s" + named.intent().substring(0, INTENT_DIGITS));
        return event.type().equals("policy_adopted")
                ? decidedUnder.contains(event.text("digest"))
                : OF_THE_SHOT.contains(event.type()) && (shots || invoice);
    }

    private void take(BundleEvent event) {
        if (isOwn(event)) {
            steps.walk(named.intent(), event.members()).ifPresent(wrong -> problems.accept(event.said(wrong)));
            if (!money(event)) {
                goods(event);
            }
        } else if (event.type().equals("policy_adopted")) {
            policies.add(event.text("digest"));
        }
        if (event.type().equals("decided") || event.type().equals("reserved")) {
            need(event, policies.contains(event.text("policy")), "its policy is not in the bundle before it");
        }
        if (event.type().equals("decided")
                && isOwn(event)
                && event.text("outcome").equals("PERMIT")) {
            permits.put(event.text("seq"), event);
        }
        last.put(event.type(), event);
    }

    private void need(BundleEvent event, boolean holds, String otherwise) {
        if (!holds) {
            problems.accept(event.said(otherwise));
        }
    }

    /** Whether the event is of the payment's track. */
    private boolean money(BundleEvent event) {
        switch (event.type()) {
            case "intended" -> begun(event);
            case "reserved" -> reserved(event);
            case "recovered" -> held = Optional.of(event);
            case "authorized", "signature_restored" -> signature(event);
            case "account_signed" -> transaction(event);
            case "answered" -> {
                answers++;
                need(event, event.text("n").equals(Long.toString(answers)), "an answer before it is missing");
                need(event, isSigned() || held.isPresent(), "nothing was signed before it");
            }
            case "incident" -> excused.add(moved(event.text("moved_units"), event.text("moved_payee")));
            case "proved" -> proved(event);
            case "fee_paid" ->
                need(
                        event,
                        signed.stream().anyMatch(one -> one.text("transaction").equals(event.text("transaction"))),
                        "its transaction was not signed before it");
            case "proof_issued" -> need(event, payment().equals("SETTLED"), "the payment was not settled before it");
            default -> {
                return false;
            }
        }
        return true;
    }

    private void begun(BundleEvent event) {
        need(event, last.containsKey("run_opened"), "the beginning of its run is not in the bundle before it");
        need(event, last.containsKey("shot_planned"), "the plan of its shot is not in the bundle before it");
        same(event, "shot", named.shot());
    }

    private void reserved(BundleEvent event) {
        BundleEvent permit = permits.get(event.text("decision"));
        if (permit == null) {
            problems.accept(event.said("the decision that permits it is not in the bundle before it"));
        } else {
            JsonNode asked = permit.body().path("request");
            same(event, "units", asked.path("units").asText());
            same(event, "payee", asked.path("payee").asText());
            same(event, "policy", permit.text("policy"));
            same(event, "round", permit.text("round"));
        }
        held = Optional.of(event);
    }

    private boolean isSigned() {
        return signature().isPresent();
    }

    private void signature(BundleEvent event) {
        boolean restored = event.type().equals("signature_restored");
        same(event, "nonce", text("intended", "nonce"));
        need(event, held.isPresent(), "nothing was held for it");
        need(event, !restored || last.containsKey("recovered"), "its money was not recovered before it");
        held.filter(by -> !by.text("source").equals("chain")).ifPresent(by -> {
            same(event, "units", by.text("units"));
            same(event, "payee", BundleStanding.account(by.text("payee")));
        });
    }

    private void transaction(BundleEvent event) {
        signed.add(event);
        need(event, isSigned(), "nothing was signed before it");
        need(event, event.text("n").equals(Integer.toString(signed.size())), "a transaction before it is missing");
        same(event, "sender", text("intended", "authorizer"));
        same(event, "account_nonce", signed.getFirst().text("account_nonce"));
        same(event, "network", text("intended", "asset").split("/", 2)[0]);
    }

    private void proved(BundleEvent event) {
        switch (event.text("kind")) {
            case "SETTLED" -> need(event, !event.text("transaction").isEmpty(), "it names no transaction");
            case "REVERSED" -> same(event, "transaction", text("proved", "transaction"));
            default -> need(event, event.flag("final"), "only a final block ends a payment");
        }
    }

    private static String moved(String units, String payee) {
        return units + " to " + payee;
    }

    private boolean isAsHeld(BundleEvent settled) {
        String moved = moved(settled.text("units"), settled.text("payee"));
        return excused.contains(moved)
                || held.filter(by -> moved(by.text("units"), BundleStanding.account(by.text("payee")))
                                .equals(moved))
                        .isPresent();
    }

    private void goods(BundleEvent event) {
        switch (event.type()) {
            case "generating" -> move(event, FulfilmentState.GENERATING);
            case "fulfilment" -> {
                same(event, "from", goods.name());
                try {
                    move(event, FulfilmentState.valueOf(event.text("to")));
                } catch (IllegalArgumentException e) {
                    problems.accept(event.said("`" + event.text("to") + "` is no state"));
                }
            }
            case "stored" -> {
                need(event, last.containsKey("generating"), "nothing was generated before it");
                need(
                        event,
                        event.text("n").equals(Integer.toString(assets.size() + 1)),
                        "an asset before it is missing");
                assets.add(event.text("sha256"));
            }
            case "polled" -> need(event, last.containsKey("generating"), "nothing was generated before it");
            case "claim_opened" -> {
                need(event, payment().equals("SETTLED"), "the payment was not settled before it");
                same(event, "units", text("proved", "units"));
                claim = Optional.of("OPEN");
            }
            case "claim_closed" -> {
                need(event, claim.isPresent(), "no claim was opened before it");
                claim = Optional.of(event.text("state"));
            }
            case "refund_seen" -> need(event, claim.isPresent(), "no claim was opened before it");
            default -> {}
        }
    }

    private void move(BundleEvent event, FulfilmentState to) {
        need(event, goods.next().contains(to), "the goods cannot go from `" + goods + "` to `" + to + "`");
        need(event, to != FulfilmentState.DELIVERED || !assets.isEmpty(), "no asset was stored before it");
        goods = to;
    }

    /** What must have come after something. */
    private void end() {
        if (!last.containsKey("intended")) {
            problems.accept("the bundle does not hold the beginning of the purchase it names");
        }
        boolean settled = payment().equals("SETTLED");
        if (settled && last("proved").filter(this::isAsHeld).isEmpty()) {
            problems.accept("what was held and what was settled differ, and no incident says so");
        }
        boolean owed = goods == FulfilmentState.FAILED
                || goods == FulfilmentState.OVERDUE
                || goods == FulfilmentState.NO_HANDLE;
        if (settled && owed && claim.filter(state -> !state.equals("WITHDRAWN")).isEmpty()) {
            problems.accept("the goods are owed, and the claim for them is not in the bundle");
        }
        if (goods == FulfilmentState.DELIVERED && claim.filter("OPEN"::equals).isPresent()) {
            problems.accept("the goods came, and that closed the claim for them, which is not in the bundle");
        }
        Optional<BundleEvent> invoice = last("invoiced");
        invoice.ifPresent(paid -> held.ifPresent(by -> {
            same(paid, "units", by.text("units"));
            same(paid, "payee", BundleStanding.account(by.text("payee")));
        }));
        if (isOfTab() && invoice.isEmpty()) {
            problems.accept("the invoice that was paid is not in the bundle");
        }
    }

    private void same(BundleEvent event, String member, String expected) {
        if (!event.text(member).equals(expected)) {
            problems.accept(event.said(member + ": `" + event.text(member) + "` and `" + expected + "` differ"));
        }
    }

    private String text(String type, String member) {
        return Optional.ofNullable(last.get(type))
                .map(event -> event.text(member))
                .orElse("");
    }

    private String payment() {
        String state = steps.states().getOrDefault(named.intent(), "");
        return state.equals("REVERSED") ? "UNKNOWN" : state;
    }

    /** The last event of a type. */
    Optional<BundleEvent> last(String type) {
        return Optional.ofNullable(last.get(type));
    }

    /** What was signed for the payment, if anything was and is known. */
    Optional<BundleEvent> signature() {
        return last("signature_restored").or(() -> last("authorized"));
    }

    /** The transactions of an account that were signed for it, oldest first. */
    List<BundleEvent> transactions() {
        return List.copyOf(signed);
    }

    /** Whether it pays an invoice that another program was sent. */
    boolean isOfTab() {
        return text("run_opened", "planner").equals("gateway");
    }

    BundleStanding standing() {
        boolean over = Set.of("SETTLED", "EXPIRED", "CANCELLED").contains(payment());
        Optional<BundleEvent> shown = last("proved").filter(_ -> over);
        Optional<BundleEvent> moved = payment().equals("SETTLED") ? shown : Optional.empty();
        return new BundleStanding(
                payment(),
                goods.name(),
                claim,
                shown.map(event -> event.text("transaction")).filter(text -> !text.isEmpty()),
                shown.map(event -> event.flag("final")).orElse(false),
                moved.or(() -> held).map(event -> BundleStanding.account(event.text("payee"))),
                moved.or(() -> held).map(event -> event.text("units")),
                text("intended", "asset"),
                assets);
    }
}
