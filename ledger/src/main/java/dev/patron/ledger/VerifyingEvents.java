package dev.patron.ledger;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The part of verification that reads every event of the database, once, in the order of the numbers: its bytes are hashed
 * and parsed by this thread while another follows and tells the page before. What is wrong is named in that order.
 */
final class VerifyingEvents {
    private static final int PAGE = 1000;

    private final VerifyingSchema schema;
    private final Consumer<String> problem;
    private final Transitions tracks = new Transitions();
    private final Retelling retelling = new Retelling();
    private final SeenEvents seen = new SeenEvents();
    private final Dating dating = new Dating();
    private final List<Long> refunds = new ArrayList<>();
    private final List<IssuedProof> proofs = new ArrayList<>();

    VerifyingEvents(VerifyingSchema schema, Consumer<String> problem) {
        this.schema = schema;
        this.problem = problem;
    }

    private record Stored(EventRecord row, String hash) {}

    /**
     * What became of reading one event.
     *
     * @param body  its members; null when they could not be read, or are not those of its row
     * @param wrong what is wrong with it by itself
     */
    private record Read(EventRecord row, @Nullable Map<String, Object> body, Optional<String> wrong) {}

    /** An event that hands out a proof, and for which intent. */
    record IssuedProof(long event, Optional<String> intent) {}

    /**
     * @param all how many events there are, for the watcher
     */
    void read(Sql sql, long all, StepWatcher watcher) throws SQLException {
        long last = 0;
        Future<Void> telling = CompletableFuture.completedFuture(null);
        try (Beside beside = new Beside()) {
            while (true) {
                List<Stored> page = sql.list(
                        "SELECT * FROM event WHERE seq > ? ORDER BY seq FETCH FIRST " + PAGE + " ROWS ONLY",
                        row -> new Stored(LedgerReader.eventRow(row), row.text("hash")),
                        last);
                if (page.isEmpty()) {
                    Beside.of(telling);
                    return;
                }
                List<Read> read = page.stream().map(this::read).toList();
                Beside.of(telling);
                telling = beside.begin(tellAll(read));
                last = page.getLast().row().seq();
                watcher.told("events checked", seen.count(), all);
            }
        }
    }

    private Read read(Stored stored) {
        EventRecord event = stored.row();
        byte[] digest = Digests.raw(event.body().getBytes(StandardCharsets.UTF_8));
        seen.add(event.seq(), digest);
        dating.take(event.seq(), event.type(), event.recordedAt());
        boolean closes = event.type().equals(Claims.CLOSED) || event.type().equals("refund_seen");
        if (closes && event.body().contains("\"refunded_claim\":")) {
            refunds.add(event.seq());
        }
        if (event.type().equals("proof_issued")) {
            proofs.add(new IssuedProof(event.seq(), event.intent()));
        }
        if (!HexFormat.of().formatHex(digest).equals(stored.hash())) {
            return new Read(event, null, Optional.of("its bytes do not hash to what is stored"));
        }
        Map<String, Object> body;
        try {
            body = Json.readObject(event.body());
        } catch (IllegalArgumentException e) {
            return new Read(event, null, Optional.of("its bytes are not canonical JSON"));
        }
        return schema.fits(event, body)
                ? new Read(event, body, schema.problem(event.seq(), body))
                : new Read(event, null, Optional.of("its envelope does not fit its row"));
    }

    private Callable<Void> tellAll(List<Read> page) {
        return () -> {
            page.forEach(this::tell);
            return null;
        };
    }

    private void tell(Read read) {
        EventRecord event = read.row();
        String where = "event " + event.seq() + " (" + event.type() + "): ";
        read.wrong().ifPresent(what -> problem.accept(where + what));
        Map<String, Object> body = read.body();
        if (body == null) {
            return;
        }
        event.intent().flatMap(intent -> tracks.walk(intent, body)).ifPresent(what -> problem.accept(where + what));
        if (read.wrong().isEmpty() && schema.isComplete()) {
            retelling.take(new Fields(body)).ifPresent(what -> problem.accept(where + what));
        }
    }

    /** The events whose dates go back. */
    List<String> datedBack() {
        return dating.back();
    }

    /** Every event that there was. */
    SeenEvents seen() {
        return seen;
    }

    /** Where each intent has come to. */
    Map<String, String> states() {
        return tracks.states();
    }

    /** What the events tell; nothing is read after it. */
    Tables told() {
        return retelling.end();
    }

    /** The events that name the refund of a claim. */
    List<Long> refunds() {
        return refunds;
    }

    List<IssuedProof> proofs() {
        return proofs;
    }
}
