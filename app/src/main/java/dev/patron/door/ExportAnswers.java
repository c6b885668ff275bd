package dev.patron.door;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.books.Form;
import dev.patron.books.Seal;
import dev.patron.ledger.BookListener;
import dev.patron.ledger.BookReader;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.Period;
import dev.patron.ledger.Places;
import dev.patron.ledger.StepWatcher;
import dev.patron.log.Hash;
import dev.patron.log.Keeping;
import dev.patron.log.RangeProof;
import dev.patron.log.SignedCheckpoint;
import dev.patron.purchase.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes the books into a file. Whoever owns the ledger writes it, so that any number of events leaves as one state of
 * the ledger without passing through the door; the asker makes the file, empty, and no other file is ever written to.
 */
final class ExportAnswers {
    private final Ledger ledger;
    private final LocalAnswers.Sources sources;

    ExportAnswers(Ledger ledger, LocalAnswers.Sources sources) {
        this.ledger = ledger;
        this.sources = sources;
    }

    ObjectNode export(Question question, StepWatcher watcher) {
        Form form = Form.of(question.argument("format").orElse(""))
                .orElseThrow(() -> new QuestionException("an export is one of " + String.join(", ", Form.words())));
        if (form.isWhole() && question.argument("market").isPresent()) {
            throw new QuestionException("`" + form.word() + "` holds every event, each marked where its money is"
                    + " simulated; leave `--market` out");
        }
        Span span = Span.of(question, Period.ALL.to());
        Path file = emptyFile(question.argument("file").orElse(""));
        Money money = Money.of(question, sources);
        try {
            Optional<Seal> seal = seal(form, span);
            ExportListener.Order order = new ExportListener.Order(form, money, span.zone(), ledger.id(), seal, file);
            BookReader books = ledger.reader().books();
            Function<BookListener.Opening, ExportListener> begin = opening -> ExportListener.begin(order, opening);
            Optional<Seal.Part> part = seal.flatMap(Seal::part);
            ExportListener written = part.isPresent()
                    ? books.read(
                            span.period(),
                            new Places(part.get().first(), part.get().end()),
                            watcher,
                            begin)
                    : books.read(span.period(), watcher, begin);
            return document(form, span, written);
        } catch (UncheckedIOException e) {
            throw new StoreException(
                    "the export could not be written: "
                            + Objects.requireNonNull(e.getCause()).getMessage() + "; nothing else was changed",
                    e);
        }
    }

    /** What the events of the evidence are under: a checkpoint that is signed now, and kept for good. */
    private Optional<Seal> seal(Form form, Span span) {
        if (!form.isWhole()) {
            return Optional.empty();
        }
        Optional<String> from = Optional.of(span.period().from())
                .filter(begin -> !begin.equals(Period.ALL.from()))
                .map(Instant::toString);
        Optional<String> to = Optional.of(span.period().to())
                .filter(end -> !end.equals(Period.ALL.to()))
                .map(Instant::toString);
        return ledger.log()
                .checkpoint(Keeping.FOR_GOOD)
                .map(head -> new Seal(
                        from,
                        to,
                        ledger.log().verifierKey().orElseThrow(),
                        head.note(),
                        from.or(() -> to).map(_ -> part(span, head))));
    }

    /** The places that the period takes, and what lies beside them. */
    private Seal.Part part(Span span, SignedCheckpoint head) {
        Places places =
                ledger.reader().books().places(span.period(), head.checkpoint().size());
        RangeProof beside = ledger.log().beside(places, head);
        return new Seal.Part(places.first(), places.end(), texts(beside.before()), texts(beside.after()));
    }

    private static List<String> texts(List<Hash> hashes) {
        return hashes.stream().map(Hash::toString).toList();
    }

    private static ObjectNode document(Form form, Span span, ExportListener written) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("format", form.word());
        Optional<Boolean> simulated = form.isWhole() ? Optional.empty() : Optional.of(written.isSimulated());
        Documents.put(document, "market", simulated.map(yes -> yes ? "simulated" : "real"));
        simulated.ifPresentOrElse(yes -> document.put("simulated", yes), () -> document.putNull("simulated"));
        boolean all = span.period().to().equals(Period.ALL.to());
        document.put("from", span.period().from().toString());
        Documents.put(
                document,
                "to",
                all ? Optional.empty() : Optional.of(span.period().to().toString()));
        document.put("zone", span.zone().getId());
        document.put("events", written.events());
        document.put("postings", written.postings());
        return document;
    }

    /** The asker's file, which nothing was written to yet: no question writes to any other. */
    static Path emptyFile(String name) {
        try {
            Path file = Path.of(name);
            if (file.isAbsolute() && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == 0) {
                return file;
            }
        } catch (InvalidPathException | IOException e) {
            throw new QuestionException("`" + name + "` cannot be written to: " + e.getMessage());
        }
        throw new QuestionException("`" + name + "` is not an empty file; nothing is written into any other");
    }
}
