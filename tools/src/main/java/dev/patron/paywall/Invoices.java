package dev.patron.paywall;

import dev.patron.evm.OwnerOnly;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Issues invoices that need no memory: an id says when it was issued and at what price, and ends with a code (HMAC-SHA-256, 128 bits)
 * over these, the request, the payee and the network. So any number may be open, across restarts, at no cost.
 */
final class Invoices {
    private static final int SECRET_BYTES = 32;
    private static final int CHANCE_BYTES = 8;
    private static final int CODE_BYTES = 16;
    private static final Pattern FORM =
            Pattern.compile("inv_([0-9]{1,12})-([0-9]{1,12}(?:\\.[0-9]{1,18})?)-([0-9a-f]{16})-([0-9a-f]{32})");

    private final byte[] secret;
    private final Till till;
    private final SecureRandom random;
    private final InstantSource clock;

    private Invoices(byte[] secret, Till till, SecureRandom random, InstantSource clock) {
        this.secret = secret;
        this.till = till;
        this.random = random;
        this.clock = clock;
    }

    /** Reads the secret of a folder, made if there is none; durable before this returns. */
    static Invoices open(Path folder, Till till, SecureRandom random, InstantSource clock) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("secret");
        if (!Files.exists(file)) {
            byte[] fresh = new byte[SECRET_BYTES];
            random.nextBytes(fresh);
            OwnerOnly.create(file, fresh);
        }
        byte[] secret = Files.readAllBytes(file);
        if (secret.length != SECRET_BYTES || !OwnerOnly.holds(file)) {
            throw new IOException("`" + file + "` is not a secret of " + SECRET_BYTES
                    + " bytes that only its owner can read; delete it to begin anew");
        }
        return new Invoices(secret, till, random, clock);
    }

    String issue(Asked asked, Price price) {
        byte[] chance = new byte[CHANCE_BYTES];
        random.nextBytes(chance);
        String head = clock.instant().getEpochSecond() + "-" + price.text() + "-"
                + HexFormat.of().formatHex(chance);
        return "inv_" + head + "-" + code(head, asked);
    }

    /**
     * What an invoice asks.
     *
     * @param until when it must be paid by; it can be shown to be for longer
     */
    record Open(BigDecimal amount, Instant until) {}

    /** What an invoice of ours asks for this very request; empty for another request's, an old one's and nobody's. */
    Optional<Open> find(String id, Asked asked) {
        Matcher match = FORM.matcher(id);
        if (!match.matches()) {
            return Optional.empty();
        }
        String head = match.group(1) + "-" + match.group(2) + "-" + match.group(3);
        boolean ours = MessageDigest.isEqual(
                code(head, asked).getBytes(StandardCharsets.US_ASCII),
                match.group(4).getBytes(StandardCharsets.US_ASCII));
        Instant issued = Instant.ofEpochSecond(Long.parseLong(match.group(1)));
        return ours && clock.instant().isBefore(issued.plus(till.bounds().kept()))
                ? Optional.of(new Open(
                        new BigDecimal(match.group(2)),
                        issued.plus(till.bounds().invoiceLife())))
                : Optional.empty();
    }

    private String code(String head, Asked asked) {
        String text = String.join("\n", head, asked.digest(), till.payTo(), till.network());
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            byte[] whole = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(whole, CODE_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }
}
