package dev.patron.ledger;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which kind of money the events of an export are about, as they say themselves, one after the other. One thread. */
final class ExportMoney {
    private final Predicate<String> simulatedToken;
    private final Map<String, Boolean> runs = new HashMap<>();
    private final Map<String, String> claims = new HashMap<>();
    private long unknown;

    /**
     * @param simulatedToken whether a token's money does not exist
     */
    ExportMoney(Predicate<String> simulatedToken) {
        this.simulatedToken = simulatedToken;
    }

    /**
     * Whether the next event is about the money that its line says: its run says so, or its token, or that of its claim.
     *
     * @param said   empty for no money
     * @param isPart whether an event before the export may have opened the run or the claim
     */
    boolean is(EventAudit.Read event, Optional<Boolean> said, boolean isPart) {
        Map<String, Object> body = event.body().members();
        if (body.get("run") instanceof String run) {
            if (event.type().equals("run_opened") && body.get("simulated") instanceof Boolean simulated) {
                runs.put(run, simulated);
            }
            return fits(runs.get(run), said, isPart);
        }
        if (body.get("asset") instanceof String token) {
            if (body.get("claim") instanceof String claim) {
                claims.put(claim, token);
            }
            return said.equals(Optional.of(simulatedToken.test(token)));
        }
        if (event.type().equals("claim_closed") && body.get("claim") instanceof String claim) {
            String token = claims.get(claim);
            return fits(token == null ? null : (Boolean) simulatedToken.test(token), said, isPart);
        }
        return said.isEmpty();
    }

    private boolean fits(@Nullable Boolean known, Optional<Boolean> said, boolean isPart) {
        if (known == null && isPart) {
            unknown++;
            return said.isPresent();
        }
        return Optional.ofNullable(known).equals(said);
    }

    /** What could not be held against anything. */
    Optional<String> unchecked() {
        return unknown == 0
                ? Optional.empty()
                : Optional.of("whether the money of " + unknown
                        + " events is simulated: their runs and claims were opened before this export begins");
    }
}
