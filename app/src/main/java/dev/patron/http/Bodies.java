package dev.patron.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.invoice.ProviderHost;
import dev.patron.invoice.QuoteRequest;
import dev.patron.wire.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads request bodies: bounded, strict JSON, amounts as exact decimals. What they say is data. */
final class Bodies {
    static final int BYTES_MOST = 64 * 1024;
    private static final int DESCRIPTION_CHARS_MOST = 1_000;
    private static final int PROOF_CHARS_MOST = 8_192;
    private static final int ID_CHARS_MOST = 200;
    private static final int EXPONENT_MOST = 40;
    private static final Pattern INVOICE = Pattern.compile("[\\x21-\\x7e]{1,128}");
    private static final Pattern PAY_TO = Pattern.compile("[\\x21-\\x7e]{1,100}");
    private static final Pattern DECIMAL = Pattern.compile("(0|[1-9][0-9]{0,39})(\\.[0-9]{1,40})?");
    private static final Set<String> NETWORKS = Set.of("sandbox", "mainnet");

    private Bodies() {}

    /** An object of at most so many bytes. */
    static JsonNode read(InputStream body) throws IOException, RequestException {
        byte[] bytes = body.readNBytes(BYTES_MOST + 1);
        if (bytes.length > BYTES_MOST) {
            throw tooLarge();
        }
        JsonNode root;
        try {
            root = StrictJson.read(bytes, BYTES_MOST).root();
        } catch (StrictJson.NotJsonException e) {
            throw RequestException.invalid("the body is not JSON: " + e.getMessage());
        }
        if (!root.isObject()) {
            throw RequestException.invalid("the body is not a JSON object");
        }
        return root;
    }

    static RequestException keyInBody() {
        return RequestException.invalid("a key belongs in the header `Authorization: Bearer`, and not in the body");
    }

    static RequestException tooLarge() {
        return new RequestException(413, "TOO_LARGE", "the body has more than " + BYTES_MOST + " bytes");
    }

    static QuoteRequest quote(JsonNode body) throws RequestException {
        String invoice = text(body, "invoiceId", ID_CHARS_MOST);
        if (!INVOICE.matcher(invoice).matches()) {
            throw RequestException.invalid("`invoiceId` must be 1 to 128 visible ASCII characters");
        }
        String payTo = text(body, "payTo", ID_CHARS_MOST);
        if (!PAY_TO.matcher(payTo).matches()) {
            throw RequestException.invalid("`payTo` must be 1 to 100 visible ASCII characters");
        }
        String network = text(body, "network", ID_CHARS_MOST);
        if (!NETWORKS.contains(network)) {
            throw RequestException.invalid("`network` must be `sandbox` or `mainnet`");
        }
        ProviderHost provider = ProviderHost.of(text(body, "providerUrl", Integer.MAX_VALUE))
                .orElseThrow(() -> RequestException.invalid(
                        "`providerUrl` must be an http or https address whose host has at most 64 characters"));
        String description = body.has("description") ? text(body, "description", DESCRIPTION_CHARS_MOST) : "";
        return new QuoteRequest(invoice, amount(body), payTo, network, description, provider);
    }

    static String quoteId(JsonNode body) throws RequestException {
        return text(body, "quoteId", ID_CHARS_MOST);
    }

    static String proof(JsonNode body) throws RequestException {
        return text(body, "proof", PROOF_CHARS_MOST);
    }

    static String invoiceId(JsonNode body) throws RequestException {
        return text(body, "invoiceId", ID_CHARS_MOST);
    }

    private static String text(JsonNode body, String key, int charsMost) throws RequestException {
        JsonNode value = body.path(key);
        if (!value.isTextual() || value.textValue().length() > charsMost) {
            throw RequestException.invalid(
                    value.isTextual() ? "`" + key + "` is too long" : "`" + key + "` must be a string");
        }
        return value.textValue();
    }

    /** A JSON number or a decimal in a string, digit for digit. */
    private static BigDecimal amount(JsonNode body) throws RequestException {
        JsonNode value = body.path("amount");
        if (value.isNumber()) {
            BigDecimal number = value.decimalValue();
            if (Math.abs((long) number.scale()) <= EXPONENT_MOST && number.precision() <= 2 * EXPONENT_MOST) {
                return number;
            }
        } else if (value.isTextual() && DECIMAL.matcher(value.textValue()).matches()) {
            return new BigDecimal(value.textValue());
        }
        throw RequestException.invalid("`amount` must be a number such as 0.05, or the same as a string");
    }
}
