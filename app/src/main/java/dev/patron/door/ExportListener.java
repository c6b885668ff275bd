package dev.patron.door;

import dev.patron.books.Entry;
import dev.patron.books.Export;
import dev.patron.books.Form;
import dev.patron.books.Head;
import dev.patron.books.Seal;
import dev.patron.ledger.BookEvent;
import dev.patron.ledger.BookListener;
import dev.patron.ledger.Json;
import dev.patron.money.Asset;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes what it is told of the books into one file, from the file's beginning, and counts. Used by one thread. */
final class ExportListener implements BookListener {
    private static final List<String> MEMO = List.of("kind", "state", "code", "reason", "note");

    private final Money money;
    private final boolean simulated;
    private final Map<String, Asset> assets;
    private final Writer writer;
    private final Export export;
    private final boolean whole;
    private final long sealed;
    private long events;
    private long postings;

    /** What to write, and where. */
    record Order(Form form, Money money, ZoneId zone, String ledger, Optional<Seal> seal, Path file) {
        /** How many places of the log a seal vouches for. */
        long sealed() {
            return seal.map(Seal::places).orElse(0L);
        }
    }

    private ExportListener(Order order, Opening opening, Writer writer) {
        this.money = order.money();
        this.simulated = money.isSimulated(opening.assets());
        this.assets = money.of(opening.assets()).stream().collect(Collectors.toMap(Asset::id, Function.identity()));
        this.writer = writer;
        this.export = order.form()
                .of(
                        writer,
                        new Head(
                                order.ledger(),
                                simulated,
                                order.zone(),
                                List.copyOf(assets.values()),
                                balances(opening),
                                opening.first(),
                                opening.last(),
                                order.seal()));
        this.sealed = order.sealed();
        this.whole = order.form().isWhole();
    }

    /**
     * @throws UncheckedIOException when the file cannot be written, here and in everything that follows
     */
    static ExportListener begin(Order order, Opening opening) {
        try {
            Writer writer = new BufferedWriter(new OutputStreamWriter(
                    Files.newOutputStream(order.file(), StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
                    StandardCharsets.UTF_8));
            ExportListener listener = new ExportListener(order, opening, writer);
            listener.export.begin();
            return listener;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Head.Balance> balances(Opening opening) {
        return opening.lines().stream()
                .filter(line -> assets.containsKey(line.token()))
                .map(line -> new Head.Balance(line.account(), asset(line.token()), line.opening(), line.closing()))
                .toList();
    }

    private Asset asset(String token) {
        return Objects.requireNonNull(assets.get(token), "a token of the chosen money");
    }

    @Override
    public void event(BookEvent event) {
        if (whole && event.place().filter(place -> place < sealed).isEmpty()) {
            return;
        }
        Map<String, Object> body = body(event);
        Entry.Subject subject = new Entry.Subject(
                event.run(),
                event.intent(),
                event.shot(),
                text(body, "transaction"),
                MEMO.stream().flatMap(key -> text(body, key).stream()).collect(Collectors.joining(" ")));
        List<Entry.Leg> legs = event.lines().stream()
                .filter(line -> assets.containsKey(line.token()))
                .map(line -> new Entry.Leg(
                        line.number(), line.source(), line.destination(), asset(line.token()), line.units()))
                .toList();
        events++;
        postings += legs.size();
        try {
            export.entry(new Entry(
                    event.seq(),
                    event.place(),
                    event.type(),
                    event.recordedAt(),
                    event.hash(),
                    event.body(),
                    subject,
                    simulated(event, body),
                    legs));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A body that cannot be read says nothing; its bytes are exported all the same. */
    private static Map<String, Object> body(BookEvent event) {
        try {
            return Json.readObject(event.body());
        } catch (IllegalArgumentException e) {
            return Map.of();
        }
    }

    private static Optional<String> text(Map<String, Object> body, String key) {
        return body.get(key) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    private Optional<Boolean> simulated(BookEvent event, Map<String, Object> body) {
        Stream<String> tokens =
                Stream.concat(event.lines().stream().map(BookEvent.Line::token), text(body, "asset").stream());
        return event.simulated().or(() -> tokens.findFirst().map(money::isSimulated));
    }

    @Override
    public void end() {
        try {
            export.end();
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isSimulated() {
        return simulated;
    }

    long events() {
        return events;
    }

    long postings() {
        return postings;
    }
}
