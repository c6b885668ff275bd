package dev.patron.ledger;

import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Bytes that events name by their SHA-256 and do not hold: signed requests in the journal, steps of runs beside it. */
final class SealedBytes {
    private static final int RUNS_KEPT_MOST = 16;

    private final Map<String, String> requests = new HashMap<>();
    private final StepFiles steps;
    private final LinkedHashMap<String, Map<String, byte[]>> lately = new LinkedHashMap<>(16, 0.75f, true);
    private long lost;

    SealedBytes(Journal journal, StepFiles steps) {
        this.steps = steps;
        journal.each(record -> {
            Map<String, Object> fields = Json.readObject(record);
            if (fields.containsKey("transaction")) {
                Map<String, Object> told = Recovering.part(fields, "transaction");
                requests.put(Recovering.text(told, "transaction"), Recovering.text(told, "request"));
            }
            if (Accounts.isOther(fields)) {
                return;
            }
            requests.put(
                    Recovering.text(Recovering.part(fields, "intent"), "id"),
                    Recovering.text(Recovering.part(fields, "signed"), "request"));
        });
    }

    /**
     * The sealed request of an intent, or of a transaction by its hash.
     *
     * @throws LedgerException with {@link Fault#INTEGRITY} when the journal has none, or another
     */
    byte[] request(String intent, String digest) {
        byte[] bytes = Base64.getDecoder().decode(requests.getOrDefault(intent, ""));
        if (!Digests.sha256(bytes).equals(digest)) {
            throw new LedgerException(
                    Fault.INTEGRITY,
                    "the journal lacks the signature of intent `" + intent + "`, or holds another than the log says;"
                            + " nothing was changed: put back the journal that belongs to this log");
        }
        return bytes;
    }

    /** A sealed step of a run; empty when it is nowhere. */
    Optional<byte[]> step(String run, String digest) {
        Map<String, byte[]> known = lately.get(run);
        if (known == null) {
            known = new HashMap<>();
            for (byte[] step : steps.steps(run)) {
                known.put(Digests.sha256(step), step);
            }
            lately.put(run, known);
            if (lately.size() > RUNS_KEPT_MOST) {
                lately.pollFirstEntry();
            }
        }
        Optional<byte[]> found = Optional.ofNullable(known.get(digest));
        lost += found.isPresent() ? 0 : 1;
        return found;
    }

    /** How many steps were asked for and are nowhere. */
    long lost() {
        return lost;
    }
}
