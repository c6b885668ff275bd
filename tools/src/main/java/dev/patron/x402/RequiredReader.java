package dev.patron.x402;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.payment.ForeignText;
import dev.patron.payment.PaymentRequired;
import dev.patron.payment.PaymentRequirements;
import dev.patron.policy.Code;
import dev.patron.wire.StrictJson;
import dev.patron.x402.Demands.RefusedException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Takes a {@code PaymentRequired} out of a JSON document (x402 v2 specification).
 *
 * <p>Members it does not know are left alone; those it knows must have the right type. Values are bounded and kept as
 * text: whether they are acceptable is for policy to say.
 */
final class RequiredReader {
    private static final int ACCEPTS_MOST = 32;
    private static final int EXTENSIONS_MOST = 32;
    private static final int URL_CHARS_MOST = 2_048;
    private static final int FIELD_CHARS_MOST = 128;
    private static final Pattern UNITS = Pattern.compile("0|[1-9][0-9]{0,77}");

    private RequiredReader() {}

    static PaymentRequired read(byte[] document, StrictJson json) throws RefusedException {
        JsonNode root = json.root();
        if (!root.isObject()) {
            throw RefusedException.malformed("a demand is a JSON object");
        }
        requireVersion(root);
        JsonNode accepts = root.path("accepts");
        if (!accepts.isArray() || accepts.isEmpty() || accepts.size() > ACCEPTS_MOST) {
            throw RefusedException.malformed("a demand lists 1 to " + ACCEPTS_MOST + " ways to pay in `accepts`");
        }
        List<PaymentRequirements> ways = new ArrayList<>();
        for (int i = 0; i < accepts.size(); i++) {
            ways.add(entry(accepts.get(i), raw(json, "/accepts/" + i)));
        }
        if (!root.path("resource").isObject()) {
            throw RefusedException.malformed("a demand names its `resource` as an object");
        }
        return new PaymentRequired(
                optionalText(root, "error").map(ForeignText::plain),
                text(root.path("resource"), "url", URL_CHARS_MOST),
                raw(json, "/resource"),
                ways,
                extensions(json),
                digest(document));
    }

    private static void requireVersion(JsonNode root) throws RefusedException {
        JsonNode version = root.path("x402Version");
        if (version.isMissingNode()) {
            throw RefusedException.malformed(
                    root.has("accepts")
                            ? "a demand states its `x402Version`"
                            : "a demand states its `x402Version` and lists ways to pay in `accepts`; both are missing");
        }
        if (!version.isIntegralNumber()) {
            throw RefusedException.malformed("`x402Version` is a whole number");
        }
        if (!version.canConvertToInt() || version.intValue() != 2) {
            throw new RefusedException(
                    Code.UNSUPPORTED_VERSION,
                    "the seller speaks x402 version `" + ForeignText.plain(version.asText(), 20)
                            + "`, only version `2` is spoken here; ask the seller for a version 2 endpoint");
        }
    }

    private static PaymentRequirements entry(JsonNode entry, String raw) throws RefusedException {
        if (!entry.isObject()) {
            throw RefusedException.malformed("each of `accepts` is an object");
        }
        String amount = text(entry, "amount", FIELD_CHARS_MOST);
        if (!UNITS.matcher(amount).matches()) {
            throw RefusedException.malformed("`amount` is a string of decimal digits without a leading zero");
        }
        JsonNode extra = entry.path("extra");
        if (!extra.isObject() && !extra.isMissingNode() && !extra.isNull()) {
            throw RefusedException.malformed("`extra` is an object");
        }
        return new PaymentRequirements(
                text(entry, "scheme", FIELD_CHARS_MOST),
                text(entry, "network", FIELD_CHARS_MOST),
                amount,
                text(entry, "asset", FIELD_CHARS_MOST),
                text(entry, "payTo", FIELD_CHARS_MOST),
                seconds(entry.path("maxTimeoutSeconds")),
                optionalText(extra, "assetTransferMethod"),
                optionalText(extra, "paymentFlow"),
                optionalText(extra, "name"),
                optionalText(extra, "version"),
                raw);
    }

    private static Optional<Long> seconds(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToLong() ? Optional.of(value.longValue()) : Optional.empty();
    }

    private static Map<String, String> extensions(StrictJson json) throws RefusedException {
        JsonNode all = json.root().path("extensions");
        if (all.isMissingNode() || all.isNull()) {
            return Map.of();
        }
        if (!all.isObject() || all.size() > EXTENSIONS_MOST) {
            throw RefusedException.malformed("`extensions` is an object of at most " + EXTENSIONS_MOST + " members");
        }
        Map<String, String> found = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> extension : all.properties()) {
            if (!extension.getValue().isObject()) {
                throw RefusedException.malformed("each of `extensions` is an object");
            }
            String key = extension.getKey();
            found.put(key, raw(json, "/extensions/" + key.replace("~", "~0").replace("/", "~1")));
        }
        return found;
    }

    private static String text(JsonNode object, String name, int charsMost) throws RefusedException {
        JsonNode value = object.path(name);
        if (!value.isTextual() || value.textValue().length() > charsMost) {
            throw RefusedException.malformed("`" + name + "` is a string of at most " + charsMost + " characters");
        }
        return value.textValue();
    }

    private static Optional<String> optionalText(JsonNode object, String name) throws RefusedException {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw RefusedException.malformed("`" + name + "` is a string");
        }
        return Optional.of(value.textValue());
    }

    private static String raw(StrictJson json, String pointer) throws RefusedException {
        return json.raw(pointer).orElseThrow(() -> RefusedException.malformed("`" + pointer + "` is an object"));
    }

    private static String digest(byte[] document) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(document));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
