package dev.patron.invoice;

import dev.patron.ledger.ApiKey;
import dev.patron.ledger.Digests;
import dev.patron.ledger.KeyBook;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The gateway's keys: made, replaced, taken back and recognised.
 *
 * <p>A key is {@code x402_agent_} or {@code x402_provider_}, twelve letters and digits that are its id, and 32 that are its
 * secret (190 random bits). The ledger keeps the SHA-256 of the whole; the key itself is shown once and kept nowhere. Safe for any number of
 * threads.
 */
public final class Keyring {
    /** How long a key works when nobody says. */
    public static final Duration LIFE = Duration.ofDays(90);

    /** How long a key that is replaced still works when nobody says. */
    public static final Duration OVERLAP = Duration.ofHours(24);

    private static final int ID_CHARS = 12;
    private static final int SECRET_CHARS = 32;
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final Pattern FORM =
            Pattern.compile("x402_(agent|provider)_([A-Za-z0-9]{" + ID_CHARS + "})([A-Za-z0-9]{" + SECRET_CHARS + "})");
    private static final byte[] NOBODY = "0".repeat(64).getBytes(StandardCharsets.US_ASCII);

    private final KeyBook book;
    private final SecureRandom random;
    private final InstantSource clock;

    public Keyring(KeyBook book, SecureRandom random, InstantSource clock) {
        this.book = book;
        this.random = random;
        this.clock = clock;
    }

    /** A key that was just made: the only time at which its text is known. */
    public record Made(ApiKey key, String text) {
        /** Without the key itself. */
        @Override
        public String toString() {
            return "Made[" + key.id() + "]";
        }
    }

    public Made forAgent(String agent, Duration life) {
        Made made = make(ApiKey.Holder.AGENT, agent, "", life);
        book.add(made.key());
        return made;
    }

    /** A key for the provider at {@code host} whose invoices are paid to {@code payTo}. */
    public Made forProvider(ProviderHost host, String payTo, Duration life) {
        Made made = make(ApiKey.Holder.PROVIDER, host.text(), payTo, life);
        book.add(made.key());
        return made;
    }

    /** A key in another's place, which goes on working for the overlap; empty where there is none that works. */
    public Optional<Made> rotate(String id, Duration life, Duration overlap) {
        Instant now = clock.instant();
        Function<ApiKey, Made> replaced = old -> {
            Made made = make(old.holder(), old.subject(), old.payTo(), life);
            book.rotate(old.id(), made.key(), now.plus(overlap));
            return made;
        };
        return book.find(id).filter(old -> old.worksAt(now)).map(replaced);
    }

    /** Takes a key back at once; false where there is none, or it was taken back before. */
    public boolean revoke(String id) {
        return book.revoke(id);
    }

    public List<ApiKey> all() {
        return book.all();
    }

    /** Where payees of a host are registered by keys that work, only those may be paid; empty where none are. */
    List<String> payees(ProviderHost host) {
        Instant now = clock.instant();
        return book.ofProvider(host.text()).stream()
                .filter(key -> key.worksAt(now))
                .map(ApiKey::payTo)
                .distinct()
                .toList();
    }

    /** Whether a provider ever had a key here, whatever has become of it. */
    boolean isRegistered(ProviderHost host) {
        return !book.ofProvider(host.text()).isEmpty();
    }

    /** Who shows a key. */
    public sealed interface Shown {
        /** A key that works. */
        record Working(ApiKey key) implements Shown {}

        /** A key that was ours and works no more. */
        record Ended(ApiKey key) implements Shown {}

        /** No key of ours. */
        record Unknown() implements Shown {}
    }

    /** Recognises a key: by its id, then by comparing digests in constant time, with a digest also where there is no such id. */
    public Shown recognise(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return new Shown.Unknown();
        }
        Optional<ApiKey> found = book.find(matcher.group(2));
        byte[] expected =
                found.map(key -> key.hash().getBytes(StandardCharsets.US_ASCII)).orElse(NOBODY);
        byte[] shown = Digests.sha256(text).getBytes(StandardCharsets.US_ASCII);
        boolean same = MessageDigest.isEqual(expected, shown);
        if (!same || found.isEmpty()) {
            return new Shown.Unknown();
        }
        ApiKey key = found.get();
        return key.worksAt(clock.instant()) ? new Shown.Working(key) : new Shown.Ended(key);
    }

    private Made make(ApiKey.Holder holder, String subject, String payTo, Duration life) {
        String id = letters(ID_CHARS);
        String word = holder == ApiKey.Holder.AGENT ? "agent" : "provider";
        String text = "x402_" + word + "_" + id + letters(SECRET_CHARS);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return new Made(
                new ApiKey(id, holder, subject, payTo, Digests.sha256(text), now, now.plus(life), Optional.empty()),
                text);
    }

    private String letters(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
