package dev.patron.log;

/**
 * A place at which a log's files disagree.
 *
 * @param first the first entry that may be wrong
 * @param end the entry after the last that may be wrong
 * @param file the file that was read, relative to the log's folder
 * @param problem what is wrong with it, a message without full stop
 */
public record LogFinding(long first, long end, String file, String problem) {}
