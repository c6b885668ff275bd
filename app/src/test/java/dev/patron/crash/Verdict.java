package dev.patron.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** What must hold when everything has come to rest, held against the chain and the delivery folder. */
final class Verdict {
    private static final int UNITS_DECIMALS = 6;
    private static final Set<String> ENDS = Set.of("delivered", "claim", "refused");

    private Verdict() {}

    /**
     * Every shot delivered, a claim or refused for a reason; not more payments than wanted shots and claims; everything
     * paid delivered or claimed; the books equal to the chain; the ledger sound; the folder there.
     */
    static void holds(Scene scene) throws Exception {
        List<Outside.Payment> payments = scene.outside().payments();
        List<String> nonces = scene.outside().nonces();
        assertEquals(payments.size(), nonces.size(), "each transfer used one authorization");
        assertEquals(nonces.size(), new HashSet<>(nonces).size(), "no authorization was used twice");
        BigDecimal spent = BigDecimal.ZERO;
        StringBuilder said = new StringBuilder();
        int paidAndDelivered = 0;
        int shots = 0;
        for (String run : scene.runs()) {
            JsonNode shown = scene.show(run);
            said.append(shown).append('\n');
            spent = spent.add(new BigDecimal(shown.path("spent_usd").asText()));
            assertEquals("0.000000", shown.path("at_risk_usd").asText(), shown::toString);
            for (JsonNode shot : shown.path("shots")) {
                shots++;
                String status = shot.path("status").asText();
                assertTrue(ENDS.contains(status), "no shot is left between ends: " + shown);
                boolean free = shot.path("price_usd").asText().equals("0.000000");
                boolean here = status.equals("delivered");
                paidAndDelivered += here && !free ? 1 : 0;
            }
            delivered(scene, shown);
        }
        String all = said.toString();
        int claims = scene.claims();
        String facts = payments.size() + " payments, " + shots + " shots, " + paidAndDelivered + " paid and delivered, "
                + claims + " claims\n" + all;
        assertTrue(payments.size() <= shots + claims, "a shot was paid for twice: " + facts);
        assertEquals(payments.size(), paidAndDelivered + claims, "paid is delivered or a claim: " + facts);
        BigInteger moved = payments.stream().map(Outside.Payment::units).reduce(BigInteger.ZERO, BigInteger::add);
        assertEquals(
                new BigDecimal(moved, UNITS_DECIMALS),
                spent.add(unexplained(scene)),
                "the books say what the chain says: " + facts);
        scene.soundLedger();
    }

    private static BigDecimal unexplained(Scene scene) {
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode line :
                scene.say(scene.words("ledger", "statement")).json().path("accounts")) {
            if (line.path("account").asText().contains("suspense")) {
                sum = sum.add(new BigDecimal(line.path("closing").asText()));
            }
        }
        return sum;
    }

    /** What was delivered lies in its folder; of a run that was erased, the data directory holds nothing to read. */
    private static void delivered(Scene scene, JsonNode shown) throws Exception {
        if (shown.path("erased_at").isNull()) {
            folder(shown);
            return;
        }
        assertEquals("(erased)", shown.path("title").asText());
        Path key = scene.data().resolve("keys").resolve(shown.path("run").asText() + ".key");
        assertFalse(Files.exists(key), "a start completes what was interrupted");
        for (JsonNode shot : shown.path("shots")) {
            String stored = shot.path("sha256").asText();
            assertFalse(Files.exists(scene.data().resolve("assets").resolve(stored)), stored);
        }
    }

    private static void folder(JsonNode shown) throws Exception {
        Path out = Path.of(shown.path("out").asText());
        for (String name : List.of("index.html", "manifest.json", "receipt.md")) {
            assertTrue(Files.size(out.resolve(name)) > 0, name + " is missing in " + out);
        }
        for (JsonNode shot : shown.path("shots")) {
            for (JsonNode file : shot.path("files")) {
                assertEquals(
                        file.path("sha256").asText(),
                        sha256(out.resolve(file.path("file").asText())));
            }
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
