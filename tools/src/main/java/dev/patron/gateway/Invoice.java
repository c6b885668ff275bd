package dev.patron.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.payment.ForeignText;
import dev.patron.wire.StrictJson;
import java.math.BigDecimal;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a provider demands by {@code X-402-*} headers, as text.
 *
 * @param id          the provider's id of the invoice
 * @param amount      whole tokens in plain decimals
 * @param payTo       who is to be paid, as the provider writes it
 * @param network     the gateway's word for the network
 * @param currency    the token's symbol, where it is named
 * @param description words for people, bounded: data
 */
record Invoice(
        String id, BigDecimal amount, String payTo, String network, Optional<String> currency, String description) {
    private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1,128}");
    private static final Pattern AMOUNT = Pattern.compile("(0|[1-9][0-9]{0,11})(\\.[0-9]{1,18})?");
    private static final Pattern PAY_TO = Pattern.compile("[\\x21-\\x7e]{1,100}");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._:-]{1,32}");
    private static final int TEXT_BYTES_MOST = 4_096;

    /** Says why headers are no invoice. Caught in this package. */
    static final class NoInvoiceException extends Exception {
        NoInvoiceException(String message) {
            super(message);
        }
    }

    /** Reads the headers of a 402. */
    static Invoice of(HttpHeaders headers) throws NoInvoiceException {
        return new Invoice(
                required(headers, "X-402-Invoice-Id", ID),
                new BigDecimal(required(headers, "X-402-Amount", AMOUNT)),
                required(headers, "X-402-Pay-To", PAY_TO),
                required(headers, "X-402-Network", WORD),
                optional(headers, "X-402-Currency", WORD),
                ForeignText.plain(headers.firstValue("X-402-Description").orElse("")));
    }

    private static String required(HttpHeaders headers, String name, Pattern form) throws NoInvoiceException {
        return optional(headers, name, form)
                .orElseThrow(() -> new NoInvoiceException("the answer has no header `" + name + "`"));
    }

    private static Optional<String> optional(HttpHeaders headers, String name, Pattern form) throws NoInvoiceException {
        List<String> values = headers.allValues(name);
        if (values.size() > 1) {
            throw new NoInvoiceException("the answer has " + values.size() + " headers `" + name + "`");
        }
        if (values.isEmpty()) {
            return Optional.empty();
        }
        if (!form.matcher(values.getFirst()).matches()) {
            throw new NoInvoiceException(
                    "the header `" + name + "` says `" + ForeignText.plain(values.getFirst(), 80) + "`");
        }
        return Optional.of(values.getFirst());
    }

    /** What the gateway is asked about it. */
    ObjectNode question(String providerUrl) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("invoiceId", id)
                .put("amount", amount)
                .put("payTo", payTo)
                .put("network", network)
                .put("description", description)
                .put("providerUrl", providerUrl);
        return body;
    }

    /** The invoice and the quote that allows it, for the order: what {@link #quoted} reads. */
    String with(Quote quote) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        entry.put("invoiceId", id)
                .put("amount", amount.toPlainString())
                .put("payTo", payTo)
                .put("network", network)
                .put("quoteId", quote.id())
                .put("quotedAt", quote.at());
        return entry.toString();
    }

    /** A quote: its id, and when it was asked for in seconds of the epoch. */
    record Quote(String id, long at) {}

    /** An invoice with the quote that allows it. */
    record Quoted(Invoice invoice, Quote quote) {}

    /**
     * Reads what {@link #with} wrote.
     *
     * @throws IllegalArgumentException when the text is something else
     */
    static Quoted quoted(String text) {
        JsonNode entry;
        try {
            entry = StrictJson.read(text.getBytes(StandardCharsets.UTF_8), TEXT_BYTES_MOST)
                    .root();
        } catch (StrictJson.NotJsonException e) {
            throw new IllegalArgumentException("a gateway's order holds no invoice", e);
        }
        Invoice invoice = new Invoice(
                entry.path("invoiceId").asText(),
                new BigDecimal(entry.path("amount").asText()),
                entry.path("payTo").asText(),
                entry.path("network").asText(),
                Optional.empty(),
                "");
        return new Quoted(
                invoice,
                new Quote(entry.path("quoteId").asText(), entry.path("quotedAt").asLong()));
    }
}
