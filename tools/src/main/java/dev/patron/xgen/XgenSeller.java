package dev.patron.xgen;

import dev.patron.payment.Answer;
import dev.patron.payment.Authorization;
import dev.patron.payment.Demand;
import dev.patron.payment.ForeignText;
import dev.patron.payment.PaymentRequired;
import dev.patron.payment.PaymentRequirements;
import dev.patron.payment.Provider;
import dev.patron.payment.SellerRequest;
import dev.patron.plan.Kind;
import dev.patron.plan.Shot;
import dev.patron.policy.Code;
import dev.patron.purchase.AssetStore;
import dev.patron.purchase.Fetched;
import dev.patron.purchase.GenerationSeller;
import dev.patron.purchase.Output;
import dev.patron.purchase.Poll;
import dev.patron.wire.Bounds;
import dev.patron.wire.Reply;
import dev.patron.wire.Wire;
import dev.patron.wire.WireRequest;
import dev.patron.x402.Demands;
import dev.patron.x402.PaymentPayload;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A seller that speaks the XGEN API: two paid endpoints and a free one to ask after a generation.
 *
 * <p>Every address is the catalogue's {@code base_url} with an endpoint appended byte for byte. Whatever the other
 * side says or does is an outcome; its words are bounded and stripped before anyone sees them. Safe for use by many
 * threads.
 */
public final class XgenSeller implements GenerationSeller {
    private static final int ANSWER_BYTES_MOST = 1024 * 1024;
    private static final int HEADER_BYTES_MOST = 256 * 1024;

    private final Provider provider;
    private final Wire wire;
    private final AssetFetcher assets;
    private final Challenge challenge;

    /** Reads what a 402 demands for a request. */
    @FunctionalInterface
    public interface Challenge {
        Demand read(SellerRequest asked, Reply.Received answer);
    }

    /** A seller as the catalogue pins it, which demands over x402. The caller closes {@code wire} and {@code assets}. */
    public XgenSeller(Provider provider, Wire wire, AssetFetcher assets) {
        this(
                provider,
                wire,
                assets,
                (_, answer) -> Demands.read(answer.headers(), answer.body().bytes()));
    }

    /** A seller that demands in a way of its own. */
    public XgenSeller(Provider provider, Wire wire, AssetFetcher assets, Challenge challenge) {
        this.provider = provider;
        this.wire = wire;
        this.assets = assets;
        this.challenge = challenge;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when this seller has no such model of that kind
     */
    @Override
    public SellerRequest compose(Shot shot) {
        Requests.requireSold(shot, provider);
        String endpoint =
                switch (shot.kind()) {
                    case IMAGE -> "/v1/images/generate";
                    case VIDEO -> "/v1/videos/generate";
                };
        return new SellerRequest(
                uri(endpoint),
                List.of(new SellerRequest.Header("Content-Type", "application/json")),
                Requests.body(shot));
    }

    @Override
    public List<String> warnings(Shot shot) {
        return Requests.warnings(shot);
    }

    @Override
    public Demand demand(SellerRequest unpaid) {
        return switch (exchange(unpaid, provider.deadlines().demand())) {
            case Reply.Lost(Reply.Kind kind, String detail) -> new Demand.Refused(lost(kind), 0, detail);
            case Reply.Received received -> {
                int status = received.status();
                if (status == 402) {
                    yield challenge.read(unpaid, received);
                }
                if (status >= 200 && status < 300) {
                    yield new Demand.Free(Answers.answered(received));
                }
                Code code = status >= 300 && status < 400
                        ? Code.REDIRECT_REFUSED
                        : status == 429 || status >= 500 ? Code.SELLER_UNREACHABLE : Code.SELLER_REFUSED;
                yield new Demand.Refused(code, status, Answers.words(received));
            }
        };
    }

    private static Code lost(Reply.Kind kind) {
        return switch (kind) {
            case TOO_LARGE, MALFORMED -> Code.MALFORMED_CHALLENGE;
            case FORBIDDEN, UNREACHABLE, TIMEOUT, BROKEN -> Code.SELLER_UNREACHABLE;
        };
    }

    @Override
    public SellerRequest pay(
            SellerRequest unpaid,
            PaymentRequired required,
            PaymentRequirements chosen,
            Authorization.Signed signed,
            String paymentId) {
        return unpaid.with(PaymentPayload.HEADER, PaymentPayload.header(required, chosen, signed, paymentId));
    }

    @Override
    public Answer present(SellerRequest paid) {
        return switch (exchange(paid, provider.deadlines().paid())) {
            case Reply.Lost(var _, String detail) -> new Answer.Lost(detail);
            case Reply.Received received -> Answers.answered(received);
        };
    }

    private Reply exchange(SellerRequest request, Duration deadline) {
        List<Map.Entry<String, String>> headers = request.headers().stream()
                .map(header -> Map.entry(header.name(), header.value()))
                .toList();
        return wire.exchange(new WireRequest("POST", request.uri(), headers, request.body()), bounds(deadline));
    }

    @Override
    public Poll poll(String handle) {
        if (!Answers.isUsable(handle)) {
            return new Poll.Unhelpful(
                    0, "`" + ForeignText.plain(handle) + "` is not a generation id", Optional.empty());
        }
        WireRequest request = WireRequest.get(uri("/v1/generations/" + Requests.percentEncoded(handle)));
        return switch (wire.exchange(request, bounds(provider.deadlines().demand()))) {
            case Reply.Lost(var _, String detail) -> new Poll.Unhelpful(0, detail, Optional.empty());
            case Reply.Received received -> Polls.read(handle, received);
        };
    }

    @Override
    public Fetched fetch(Output output, Kind kind, AssetStore store) {
        return assets.fetch(output.url(), kind, store);
    }

    private static Bounds bounds(Duration deadline) {
        return new Bounds(deadline, ANSWER_BYTES_MOST, HEADER_BYTES_MOST);
    }

    private URI uri(String endpoint) {
        return URI.create(provider.baseUrl() + endpoint);
    }
}
