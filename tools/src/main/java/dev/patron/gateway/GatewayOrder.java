package dev.patron.gateway;

import dev.patron.payment.SellerRequest;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An order to a gateway as the ledger keeps it: the exact request to {@code /pay}, and beside it what is needed once it is
 * paid. What stands beside it is in lines whose names begin with a colon and are never sent; the key is not in it.
 *
 * @param address where it goes
 * @param body    exactly what is sent there
 * @param nonce   the one id of the payment for life
 * @param quoted  the invoice that it pays and the quote
 * @param unpaid  the provider's request, to be made again with the proof
 */
record GatewayOrder(URI address, String body, String nonce, Invoice.Quoted quoted, SellerRequest unpaid) {
    private static final String NONCE = ":nonce";
    static final String INVOICE = ":invoice";
    private static final String ASKED = ":asked";
    private static final String ASKED_BODY = ":asked-body";
    private static final String ASKED_HEADER = ":asked-header-";

    Instant quotedAt() {
        return Instant.ofEpochSecond(quoted.quote().at());
    }

    /**
     * The form that is kept.
     *
     * @param invoice what {@link Invoice#with} wrote
     */
    static SellerRequest kept(URI address, String body, String nonce, String invoice, SellerRequest unpaid) {
        List<SellerRequest.Header> lines = new ArrayList<>();
        lines.add(new SellerRequest.Header(NONCE, nonce));
        lines.add(new SellerRequest.Header(INVOICE, invoice));
        lines.add(new SellerRequest.Header(ASKED, unpaid.uri().toString()));
        lines.add(new SellerRequest.Header(ASKED_BODY, unpaid.body()));
        unpaid.headers()
                .forEach(header -> lines.add(new SellerRequest.Header(ASKED_HEADER + header.name(), header.value())));
        return new SellerRequest(address, lines, body);
    }

    /**
     * Reads what {@link #kept} made.
     *
     * @throws IllegalArgumentException when the request is something else
     */
    static GatewayOrder of(SellerRequest kept) {
        List<SellerRequest.Header> asked = kept.headers().stream()
                .filter(line -> line.name().startsWith(ASKED_HEADER))
                .map(line -> new SellerRequest.Header(line.name().substring(ASKED_HEADER.length()), line.value()))
                .toList();
        return new GatewayOrder(
                kept.uri(),
                kept.body(),
                line(kept, NONCE),
                Invoice.quoted(line(kept, INVOICE)),
                new SellerRequest(URI.create(line(kept, ASKED)), asked, line(kept, ASKED_BODY)));
    }

    static String line(SellerRequest kept, String name) {
        Optional<String> value = kept.headers().stream()
                .filter(line -> line.name().equals(name))
                .map(SellerRequest.Header::value)
                .findFirst();
        return value.orElseThrow(() -> new IllegalArgumentException("a stored request is no order to a gateway"));
    }
}
