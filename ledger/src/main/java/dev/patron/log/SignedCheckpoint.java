package dev.patron.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A checkpoint with its signatures: a C2SP signed note. One that exists was verified with a trusted key.
 *
 * <p>Signatures by other keys, such as those of witnesses, are kept and not looked at, as that specification asks. A
 * note has at most 64 KiB.
 */
public final class SignedCheckpoint {
    private static final int NOTE_BYTES_MOST = 1 << 16;
    private static final Pattern SIGNATURE = Pattern.compile("\u2014 (\\S+) (\\S+)");
    private final Checkpoint checkpoint;
    private final String note;

    private SignedCheckpoint(Checkpoint checkpoint, String note) {
        this.checkpoint = checkpoint;
        this.note = note;
    }

    static SignedCheckpoint sign(Checkpoint checkpoint, LogKey key) {
        byte[] signature = key.sign(checkpoint.text().getBytes(StandardCharsets.UTF_8));
        byte[] named = Arrays.copyOf(key.verifier().id(), VerifierKey.ID_BYTES + signature.length);
        System.arraycopy(signature, 0, named, VerifierKey.ID_BYTES, signature.length);
        String line =
                "\u2014 " + key.verifier().name() + " " + Base64.getEncoder().encodeToString(named) + "\n";
        return new SignedCheckpoint(checkpoint, checkpoint.text() + "\n" + line);
    }

    /**
     * Reads a note and verifies it.
     *
     * @throws LogException with {@link LogFault#MALFORMED} when it is no note, no checkpoint, or another log's; with
     *     {@link LogFault#SIGNATURE} when the key's signature is missing or wrong
     */
    public static SignedCheckpoint open(String note, VerifierKey key) {
        byte[] bytes = note.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > NOTE_BYTES_MOST
                || !new String(bytes, StandardCharsets.UTF_8).equals(note)
                || note.chars().anyMatch(c -> c < ' ' && c != '\n')) {
            throw new LogException(LogFault.MALFORMED, "a note is text of at most 64 KiB without control characters");
        }
        int gap = note.lastIndexOf("\n\n");
        if (gap < 0 || !note.endsWith("\n") || gap + 2 == note.length()) {
            throw new LogException(LogFault.MALFORMED, "a note is a text, an empty line and signatures");
        }
        String text = note.substring(0, gap + 1);
        requireSigned(text, note.substring(gap + 2, note.length() - 1).split("\n", -1), key);
        Checkpoint checkpoint = Checkpoint.parse(text);
        if (!checkpoint.origin().equals(key.name())) {
            throw new LogException(
                    LogFault.MALFORMED,
                    "a checkpoint of `" + checkpoint.origin() + "` is not one of `" + key.name() + "`");
        }
        return new SignedCheckpoint(checkpoint, note);
    }

    private static void requireSigned(String text, String[] lines, VerifierKey key) {
        boolean signed = false;
        for (String line : List.of(lines)) {
            Matcher matcher = SIGNATURE.matcher(line);
            if (!matcher.matches()) {
                throw new LogException(LogFault.MALFORMED, "`" + line + "` is no signature line of a note");
            }
            VerifierKey.requireName(matcher.group(1));
            byte[] named = Hash.base64(matcher.group(2));
            if (named.length <= VerifierKey.ID_BYTES) {
                throw new LogException(LogFault.MALFORMED, "`" + line + "` holds no signature");
            }
            boolean isTrusted = matcher.group(1).equals(key.name())
                    && Arrays.equals(Arrays.copyOf(named, VerifierKey.ID_BYTES), key.id());
            if (isTrusted) {
                byte[] signature = Arrays.copyOfRange(named, VerifierKey.ID_BYTES, named.length);
                if (!key.verifies(text.getBytes(StandardCharsets.UTF_8), signature)) {
                    throw new LogException(
                            LogFault.SIGNATURE, "the signature of `" + key.name() + "` is not one of this text");
                }
                signed = true;
            }
        }
        if (!signed) {
            throw new LogException(LogFault.SIGNATURE, "the note is not signed by `" + key + "`");
        }
    }

    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /** The whole signed note, verbatim. */
    public String note() {
        return note;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SignedCheckpoint signed && note.equals(signed.note);
    }

    @Override
    public int hashCode() {
        return note.hashCode();
    }

    @Override
    public String toString() {
        return note;
    }
}
