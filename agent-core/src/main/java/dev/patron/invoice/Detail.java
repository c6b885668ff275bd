package dev.patron.invoice;

import dev.patron.policy.Code;
import java.util.Optional;

/**
 * Why something was refused, in Patron's own words, beside the published code.
 *
 * @param code      {@code NO_TREASURY}, or the name of a {@link Code}
 * @param message   one clause
 * @param limit     the limit that was met, in USD
 * @param remaining what is left under it, in USD
 * @param freesAt   when more frees, ISO-8601
 */
public record Detail(
        String code, String message, Optional<String> limit, Optional<String> remaining, Optional<String> freesAt) {
    static Detail of(String code, String message) {
        return new Detail(code, message, Optional.empty(), Optional.empty(), Optional.empty());
    }

    static Detail of(Code code, String message) {
        return of(code.name(), message);
    }
}
