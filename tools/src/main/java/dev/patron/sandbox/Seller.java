package dev.patron.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.sandbox.Answer.Manner;
import dev.patron.sandbox.Fault.Stage;
import dev.patron.sandbox.SandboxChain.Outcome;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The paid endpoints, honest or not. One purchase is dealt with at a time.
 *
 * <p>The order is that of the reference middleware: check the body, demand, verify, work, settle, answer.
 */
final class Seller {
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]+={0,2}");
    private static final String ELSEWHERE = "http://elsewhere.patron-sandbox.invalid";
    private static final Duration LATE = Duration.ofSeconds(10);

    private final SandboxChain chain;
    private final Faults faults;
    private final Jobs jobs;
    private final Offer offer;
    private final Facilitator facilitator;
    private final SandboxSettings.Recovery recovery;

    Seller(SandboxSettings settings, SandboxChain chain, Faults faults, Jobs jobs) {
        this.chain = chain;
        this.faults = faults;
        this.jobs = jobs;
        this.offer = new Offer(settings);
        this.facilitator = new Facilitator(chain);
        this.recovery = settings.terms().recovery();
    }

    /** A request for a generation; the payment header is empty if there is none. */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Request(Kind kind, String origin, byte[] body, String payment) {
        String url() {
            return origin + kind.path();
        }
    }

    /** A payment that was verified, and what it is for. */
    private record Purchase(
            Request request, Order order, TokenCall.Transfer transfer, Job.Claim claim, boolean upfront) {}

    synchronized Answer generate(Request request) {
        Order order;
        try {
            order = Order.read(request.kind(), request.body());
        } catch (IllegalArgumentException bad) {
            return Answer.error(400, "invalid_request", String.valueOf(bad.getMessage()));
        }
        return BASE64.matcher(request.payment()).matches() ? paid(request, order) : unpaid(request, order);
    }

    private Answer unpaid(Request request, Order order) {
        Set<Fault> struck = faults.strike(Stage.DEMAND, request.kind());
        if (struck.contains(Fault.REDIRECT)) {
            return Answer.redirect(ELSEWHERE + request.kind().path());
        }
        if (struck.contains(Fault.REFUSED_BEFORE_PAYMENT)) {
            return Answer.error(400, "invalid_request", "this request is refused");
        }
        if (struck.contains(Fault.FREE)) {
            return accepted(jobs.create(order, Job.Claim.none()).id());
        }
        return offer.answer(request.kind(), request.url(), "Payment required", struck);
    }

    private Answer demandAgain(Request request, String error) {
        return offer.answer(request.kind(), request.url(), error, faults.strike(Stage.DEMAND, request.kind()));
    }

    private Answer paid(Request request, Order order) {
        JsonNode payload;
        try {
            payload = Json.read(Base64.getDecoder().decode(request.payment()));
        } catch (IllegalArgumentException _) {
            return demandAgain(request, "Payment required");
        }
        if (payload.path("x402Version").asInt() != 2) {
            return demandAgain(
                    request,
                    "Unsupported x402 version: " + payload.path("x402Version").asText());
        }
        Optional<JsonNode> option = offer.accepted(request.kind(), payload.path("accepted"));
        if (option.isEmpty()) {
            return demandAgain(request, "No matching payment requirements");
        }
        Job.Claim claim = claim(request, payload);
        if (!claim.paymentId().isEmpty()) {
            Optional<Answer> known = known(claim, payload);
            if (known.isPresent()) {
                return known.get();
            }
        }
        return switch (facilitator.verify(option.get(), payload)) {
            case Facilitator.Verdict.Invalid invalid -> demandAgain(request, invalid.code());
            case Facilitator.Verdict.Valid valid -> {
                boolean upfront =
                        option.get().path("extra").path("paymentFlow").asText().equals("upfront");
                Purchase purchase = new Purchase(request, order, valid.transfer(), claim, upfront);
                yield collect(purchase, faults.strike(Stage.PAID, request.kind()));
            }
        };
    }

    /** What will give this request its answer again, if anything: a payload that is replayed is its own name. */
    private Job.Claim claim(Request request, JsonNode payload) {
        String hash = Words.keccak(request.payment());
        return switch (recovery) {
            case NONE -> Job.Claim.none();
            case REPLAY -> new Job.Claim(hash, hash);
            case PAYMENT_IDENTIFIER ->
                PaymentId.of(payload).isEmpty() ? Job.Claim.none() : new Job.Claim(PaymentId.of(payload), hash);
        };
    }

    /** The stored answer of a payment id, or the refusal of its reuse. */
    private Optional<Answer> known(Job.Claim claim, JsonNode payload) {
        if (!PaymentId.isValid(claim.paymentId())) {
            return Optional.of(
                    Answer.error(400, "invalid_payment_identifier", "an id has 16 to 128 letters, digits, `_` or `-`"));
        }
        Optional<Job> job = jobs.claimed(claim.paymentId());
        if (job.isEmpty()) {
            return Optional.empty();
        }
        if (!job.get().claim().equals(claim)) {
            return Optional.of(Answer.error(409, "payment_identifier_conflict", "id was used with another payload"));
        }
        JsonNode authorization = payload.path("payload").path("authorization");
        return chain.transferOf(
                        authorization.path("from").asText(),
                        authorization.path("nonce").asText())
                .map(paid -> receipt(
                        accepted(job.get().id()),
                        Facilitator.collected((TokenCall.Transfer) paid.call(), paid.hash())));
    }

    private Answer collect(Purchase purchase, Set<Fault> struck) {
        if (struck.contains(Fault.REDIRECT)) {
            return Answer.redirect(ELSEWHERE + purchase.request().kind().path());
        }
        if (struck.contains(Fault.DROP_BEFORE_SETTLEMENT)) {
            return Answer.cut();
        }
        if (struck.contains(Fault.BROKEN_BEFORE_SETTLEMENT)) {
            return Answer.error(500, "internal_error", "something went wrong");
        }
        if (struck.contains(Fault.REFUSED_AFTER_PAYMENT)) {
            return refuse(purchase);
        }
        if (struck.contains(Fault.LATE_SETTLEMENT)) {
            chain.submitLater(purchase.transfer(), lateness(purchase.transfer()));
            return Answer.error(500, "internal_error", "something went wrong");
        }
        if (struck.contains(Fault.FORGED_RECEIPT) || struck.contains(Fault.STOLEN_RECEIPT)) {
            Job job = jobs.create(purchase.order(), purchase.claim());
            String invented = Words.keccak("invented " + job.id());
            String hash =
                    struck.contains(Fault.STOLEN_RECEIPT) ? stolen(purchase).orElse(invented) : invented;
            return receipt(accepted(job.id()), Facilitator.collected(purchase.transfer(), hash));
        }
        Job job = jobs.create(purchase.order(), purchase.claim());
        return switch (chain.submit(purchase.transfer())) {
            case Outcome.Refused _ -> settlementFailed(purchase, "invalid_exact_evm_transaction_failed", "");
            case Outcome.Mined mined -> settled(purchase, job, mined.transaction(), struck);
        };
    }

    /** Under the flow `authorization` a refused request costs nothing; under `upfront` it has been paid for. */
    private Answer refuse(Purchase purchase) {
        Answer refused = Answer.error(400, "invalid_request", "this request is refused");
        if (purchase.upfront() && chain.submit(purchase.transfer()) instanceof Outcome.Mined mined) {
            return receipt(
                    refused,
                    Facilitator.collected(
                            purchase.transfer(), mined.transaction().hash()));
        }
        return refused;
    }

    private Duration lateness(TokenCall.Transfer transfer) {
        BigInteger left = transfer.window()
                .validBefore()
                .subtract(BigInteger.valueOf(chain.time().getEpochSecond()));
        return left.compareTo(BigInteger.valueOf(2 * LATE.toSeconds())) < 0
                ? Duration.ofSeconds(left.longValueExact() / 2)
                : LATE;
    }

    private Optional<String> stolen(Purchase purchase) {
        return chain.transactions(0, chain.head()).stream()
                .filter(other -> other.call() instanceof TokenCall.Transfer transfer
                        && !transfer.nonce().equals(purchase.transfer().nonce()))
                .map(Transaction::hash)
                .findFirst();
    }

    private Answer settled(Purchase purchase, Job job, Transaction transaction, Set<Fault> struck) {
        for (Fault fault : struck) {
            switch (fault) {
                case ENDLESS_402 -> {
                    return demandAgain(purchase.request(), "Payment required");
                }
                case SETTLE_LIE -> {
                    return settlementFailed(purchase, "unexpected_settle_error", "");
                }
                case SETTLEMENT_PENDING -> {
                    return settlementFailed(purchase, "settlement_pending", transaction.hash());
                }
                case DROP_AFTER_SETTLEMENT -> {
                    return Answer.cut();
                }
                case BROKEN_AFTER_SETTLEMENT -> {
                    return Answer.error(500, "internal_error", "something went wrong");
                }
                case FACILITATOR_TIMEOUT -> {
                    return Answer.json(
                            502, Json.object().put("error", "Facilitator settle request timed out after 90000ms"));
                }
                default -> {
                    // The others spoil the answer, not the outcome.
                }
            }
        }
        return spoiled(purchase, job, transaction, struck);
    }

    private Answer spoiled(Purchase purchase, Job job, Transaction transaction, Set<Fault> struck) {
        ObjectNode receipt = Facilitator.collected(purchase.transfer(), transaction.hash());
        Answer answer = accepted(job.id());
        Manner manner = Manner.WHOLE;
        for (Fault fault : struck) {
            switch (fault) {
                case NO_ID -> answer = Answer.json(202, Json.object().put("status", "pending"));
                case LONG_ID -> answer = accepted("gen_" + "0".repeat(10_000));
                case FOREIGN_ID -> answer = accepted(jobs.foreignTo(job).id());
                case WRONG_AMOUNT_RECEIPT ->
                    receipt.put("amount", purchase.transfer().move().value() + "0");
                case TRUNCATED_ANSWER -> manner = Manner.HALF;
                case SLOW -> manner = Manner.DRIP;
                default -> {
                    // Nothing to spoil here.
                }
            }
        }
        Answer whole = struck.contains(Fault.NO_RECEIPT) ? answer : receipt(answer, receipt);
        return whole.sent(manner);
    }

    private static Answer settlementFailed(Purchase purchase, String reason, String hash) {
        return receipt(Answer.json(402, Json.object()), Facilitator.notCollected(purchase.transfer(), hash, reason));
    }

    private static Answer accepted(String id) {
        return Answer.json(202, Json.object().put("id", id).put("status", "pending"));
    }

    private static Answer receipt(Answer answer, ObjectNode receipt) {
        return answer.with("PAYMENT-RESPONSE", Offer.base64(Json.bytes(receipt)))
                .with("Cache-Control", "private");
    }
}
