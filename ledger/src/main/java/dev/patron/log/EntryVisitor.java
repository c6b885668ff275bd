package dev.patron.log;

/** Given the entries of a log, one after the other. */
@FunctionalInterface
public interface EntryVisitor {
    void visit(long index, byte[] entry);
}
