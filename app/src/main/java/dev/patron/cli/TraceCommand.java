package dev.patron.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.door.Answers;
import dev.patron.door.Question;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ledger trace}. */
@Command(
        name = "trace",
        description = "Follow a file to its shot, payment, policy and brief, or a payment to its files. Exit 1 when"
                + " nothing of it is recorded.")
final class TraceCommand implements Callable<Integer> {
    @Mixin
    PlaceOptions common = new PlaceOptions();

    @Parameters(
            paramLabel = "FILE_OR_ID",
            description =
                    "A file, by its digest; or the SHA-256 of a file or brief, an intent, a nonce, a transaction, a"
                            + " provider's id of an invoice, a run, a decision such as D42 or a claim such as C7. Eight"
                            + " characters of an id are enough, save of an invoice's.")
    String subject = "";

    private final House house;
    private final Terminal terminal;

    TraceCommand(House house, Terminal terminal) {
        this.house = house;
        this.terminal = terminal;
    }

    /** Says that the ledger knows nothing of what was asked. */
    static final class NothingException extends RuntimeException {
        NothingException(String message) {
            super(message);
        }
    }

    @Override
    public Integer call() {
        Optional<Path> file = file(subject);
        String asked = file.map(TraceCommand::sha256).orElse(subject);
        try (Answers answers = house.answers(common)) {
            ObjectNode document = answers.ask(Question.about("trace", asked));
            if (document.path("status").asText().equals("nothing")) {
                throw new NothingException(
                        file.isPresent()
                                ? "no purchase brought `" + subject + "`: its SHA-256 is " + asked
                                        + ", and no stored file, intent, run or brief has it"
                                : "nothing is recorded of `" + subject + "`: " + tried(subject));
            }
            terminal.screen(common).result(document, TraceTexts.trace(document));
            return ExitCodes.DONE;
        }
    }

    private static String tried(String subject) {
        String least = "at least 8 characters of its beginning";
        return subject.startsWith("0x")
                ? "no nonce and no transaction on record begins so; give " + least
                : subject.matches("[DdCc][0-9]+")
                        ? "no decision or claim has this number"
                        : "it is no file here, and no digest of a stored file or brief, no intent and no run begins so,"
                                + " and no invoice is called so; give " + least;
    }

    private static Optional<Path> file(String text) {
        try {
            return Optional.of(Path.of(text)).filter(Files::isRegularFile);
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    private static String sha256(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            DigestInputStream digesting = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"));
            digesting.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
        } catch (IOException e) {
            throw new UsageException("`" + file + "` could not be read: " + e.getMessage());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
