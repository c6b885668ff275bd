package dev.patron.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 in lower-case hexadecimal, and the ids that are hashes. */
public final class Digests {
    /** One for each thread: looking one up costs about as much as hashing a short text. A digest that was made is as new. */
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(Digests::made);

    private Digests() {}

    private static MessageDigest made() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(raw(bytes));
    }

    /** The 32 bytes themselves. */
    static byte[] raw(byte[] bytes) {
        return SHA_256.get().digest(bytes);
    }

    public static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The id of the attempt to pay for a shot: nothing in it is random, and neither prompt nor quote is. */
    public static String intent(String ledger, String run, String shot, int attempt) {
        return sha256(Json.write(Json.object(
                "attempt", Integer.toString(attempt), "intent", "1", "ledger", ledger, "run", run, "shot", shot)));
    }

    /** The id of the attempt to pay an invoice: who pays it, who sent it and the sender's own id of it. */
    static String invoice(String ledger, InvoiceTerms terms, int attempt) {
        return sha256(Json.write(Json.object(
                "agent", terms.agent(),
                "attempt", Integer.toString(attempt),
                "intent", "1",
                "invoice", terms.invoice(),
                "ledger", ledger,
                "provider", terms.provider())));
    }

    /** The id of a run that a caller named, so that the same name is the same run. */
    public static String namedRun(String ledger, String key) {
        return sha256(Json.write(Json.object("key", key, "ledger", ledger, "run", "1")))
                .substring(0, 32);
    }
}
