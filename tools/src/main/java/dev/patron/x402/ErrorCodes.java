package dev.patron.x402;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells protocol error codes from free text in {@code error} and {@code errorReason}.
 *
 * <p>Servers, facilitators and the specification do not agree on one list, so the families of the {@code exact}
 * scheme count as a whole. A code explains an answer; it is never evidence about money.
 */
public final class ErrorCodes {
    private static final Pattern FAMILY =
            Pattern.compile("(invalid|permit2|eip2612|eip6492|erc20_approval|smart_wallet)_[a-z0-9_]{1,80}");
    private static final Set<String> OTHERS = Set.of(
            "insufficient_funds",
            "unsupported_scheme",
            "unsupported_payload_type",
            "unexpected_verify_error",
            "unexpected_settle_error",
            "asset_not_deployed_contract",
            "settlement_pending",
            "extension_echo_mismatch");

    private ErrorCodes() {}

    /** The text, where it is a known code. */
    public static Optional<String> known(String text) {
        return OTHERS.contains(text) || FAMILY.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }
}
