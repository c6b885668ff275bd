package dev.patron.style.bad.store;

import java.sql.Connection;

/** A tool with a database of its own. */
public record SpeaksSql(Connection connection) {}
