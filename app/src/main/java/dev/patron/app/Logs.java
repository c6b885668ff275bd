package dev.patron.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import dev.patron.http.AccessLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Logs go to a rotating file in the data directory; only warnings reach the terminal. */
final class Logs {
    private static final String LINE =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level %logger{20} %replace(%msg){'[\\r\\n]+', ' | '}%n%ex{12}";

    private Logs() {}

    /** SLF4J holds this lock while one thread looks for it; to another it would give a stand-in meanwhile. */
    @SuppressWarnings("LockOnNonEnclosingClassLiteral") // it is the lock that SLF4J takes
    private static LoggerContext context() {
        synchronized (LoggerFactory.class) {
            return (LoggerContext) LoggerFactory.getILoggerFactory();
        }
    }

    /** Begins logging; called once a process, before the ledger is opened. */
    static synchronized void begin(Path directory) {
        LoggerContext context = context();
        context.reset();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(file(context, new Place(directory, "patron", ".log", LINE)));
        root.addAppender(terminal(context));
    }

    /** Lets the gateway's requests have a file of their own, one JSON document a line and nothing else. */
    static synchronized void access(Path directory) {
        LoggerContext context = context();
        Logger requests = context.getLogger(AccessLog.NAME);
        requests.setAdditive(false);
        requests.addAppender(file(context, new Place(directory, "access", ".jsonl", "%msg%n")));
    }

    /** Before there is a data directory: warnings only. */
    static synchronized void quiet() {
        LoggerContext context = context();
        context.reset();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(terminal(context));
    }

    /** One file of a directory, and what a line of it is. */
    private record Place(Path directory, String name, String ending, String line) {
        String file(String infix) {
            return directory.resolve(name + infix + ending).toString();
        }
    }

    private static RollingFileAppender<ILoggingEvent> file(LoggerContext context, Place place) {
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setContext(context);
        appender.setFile(place.file(""));
        SizeAndTimeBasedRollingPolicy<ILoggingEvent> policy = new SizeAndTimeBasedRollingPolicy<>();
        policy.setContext(context);
        policy.setParent(appender);
        policy.setFileNamePattern(place.file("-%d{yyyy-MM-dd}.%i") + ".gz");
        policy.setMaxFileSize(FileSize.valueOf("10MB"));
        policy.setMaxHistory(14);
        policy.setTotalSizeCap(FileSize.valueOf("200MB"));
        policy.start();
        appender.setRollingPolicy(policy);
        appender.setEncoder(encoder(context, place.line()));
        appender.start();
        return appender;
    }

    private static ConsoleAppender<ILoggingEvent> terminal(LoggerContext context) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder(context, "%level: %msg%n%nopex"));
        ThresholdFilter warnings = new ThresholdFilter();
        warnings.setLevel("WARN");
        warnings.start();
        appender.addFilter(warnings);
        appender.start();
        return appender;
    }

    private static PatternLayoutEncoder encoder(LoggerContext context, String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setPattern(pattern);
        encoder.start();
        return encoder;
    }
}
