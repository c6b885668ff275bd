package dev.patron.books;

import java.io.Writer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The forms that books can be written in. */
public enum Form {
    JSONL,
    CSV,
    HLEDGER,
    LEDGER,
    BEANCOUNT;

    public static Optional<Form> of(String word) {
        return Arrays.stream(values()).filter(form -> form.word().equals(word)).findFirst();
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(Form::word).toList();
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it holds every event of the ledger, of either kind of money, and not only postings of one kind. */
    public boolean isWhole() {
        return this == JSONL;
    }

    /** Writes to {@code out}, which stays open. */
    public Export of(Writer out, Head head) {
        return switch (this) {
            case JSONL -> new JsonLines(out, head);
            case CSV -> new CsvTable(out, head);
            case HLEDGER, LEDGER -> new PlainTextJournal(out, head);
            case BEANCOUNT -> new BeancountJournal(out, head);
        };
    }
}
