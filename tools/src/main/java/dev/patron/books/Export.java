package dev.patron.books;

import java.io.IOException;

/** Books being written in one form. The text is ASCII, or UTF-8 where the form says so; used once, by one thread. */
public sealed interface Export permits JsonLines, CsvTable, PlainTextJournal, BeancountJournal {
    void begin() throws IOException;

    void entry(Entry entry) throws IOException;

    void end() throws IOException;
}
