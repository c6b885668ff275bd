package dev.patron.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.app.Bench;
import dev.patron.door.Bundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random changes by hand to a bundle, from a seed: each is found, unless the bundle still claims the same.
 *
 * <p>What it claims: its members, each event with its place and proof, and of the payment what was signed with the signature.
 * {@code -Dpatron.tamperings=10000} makes more.
 */
class BundleTamperTest {
    private static final int TAMPERINGS = Integer.getInteger("patron.tamperings", 150);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static byte[] sound = {};
    private static byte[] other = {};
    private static String key = "";

    @BeforeAll
    static void twoBundles() throws IOException {
        try (Bench bench = new Bench(folder)) {
            sound = bundle(bench, "apple");
            other = bundle(bench, "pear");
            key = JSON.readTree(sound).path("verifier_key").asText();
        }
        assertEquals(List.of(), Bundle.check(sound, Optional.of(key)).problems());
        assertEquals(List.of(), Bundle.check(other, Optional.of(key)).problems());
    }

    private static byte[] bundle(Bench bench, String title) throws IOException {
        Bench.Ran ran = bench.buy("run", bench.brief(title, 1));
        assertEquals(0, ran.exit(), ran::toString);
        Path file = folder.resolve(title + ".bundle");
        String transaction =
                ran.json().path("shots").path(0).path("transaction").asText();
        assertEquals(
                0, bench.patron("ledger", "prove", transaction, "--out", file).exit());
        return Files.readAllBytes(file);
    }

    /** What a bundle claims, in one spelling; empty where it is none. */
    private static String claims(byte[] bytes) {
        try {
            if (!(JSON.readTree(bytes) instanceof ObjectNode bundle)) {
                return "";
            }
            String header = bundle.path("payment_signature").asText();
            JsonNode paid = header.isEmpty()
                    ? JSON.nullNode()
                    : JSON.readTree(Base64.getDecoder().decode(header)).path("payload");
            return bundle.<ObjectNode>deepCopy().set("payment_signature", paid).toString();
        } catch (IOException | IllegalArgumentException e) {
            return "";
        }
    }

    private static byte[] changed(Random random) throws IOException {
        return switch (random.nextInt(7)) {
            case 0 -> spliced(random, "");
            case 1 -> spliced(random, "" + (char) (' ' + random.nextInt(95)));
            case 2 -> doubled(random);
            case 3 -> swapped(random);
            case 4 -> mixed(random);
            case 5 -> resigned(random);
            default -> flipped(random);
        };
    }

    private static byte[] flipped(Random random) {
        byte[] bytes = sound.clone();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return bytes;
    }

    /** One digit of what was signed, or of its signature, is another. */
    private static byte[] resigned(Random random) throws IOException {
        ObjectNode bundle = (ObjectNode) JSON.readTree(sound);
        ObjectNode paid = (ObjectNode) JSON.readTree(
                Base64.getDecoder().decode(bundle.path("payment_signature").asText()));
        ObjectNode payload = (ObjectNode) paid.path("payload");
        ObjectNode holder = random.nextBoolean() ? payload : (ObjectNode) payload.path("authorization");
        List<String> names = new ArrayList<>();
        holder.fieldNames().forEachRemaining(names::add);
        String name = names.get(random.nextInt(names.size()));
        if (holder.path(name).isTextual()) {
            StringBuilder text = new StringBuilder(holder.path(name).asText());
            text.setCharAt(random.nextInt(text.length()), (char) ('0' + random.nextInt(10)));
            holder.put(name, text.toString());
        }
        bundle.put("payment_signature", Base64.getEncoder().encodeToString(JSON.writeValueAsBytes(paid)));
        return JSON.writeValueAsBytes(bundle);
    }

    /** Some characters replaced by others, or by none. */
    private static byte[] spliced(Random random, String by) {
        String text = new String(sound, StandardCharsets.UTF_8);
        int at = random.nextInt(text.length());
        int end = Math.min(text.length(), at + 1 + random.nextInt(40));
        return (text.substring(0, at) + by + text.substring(end)).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] doubled(Random random) {
        int at = random.nextInt(sound.length);
        byte[] bytes = new byte[sound.length + 1];
        System.arraycopy(sound, 0, bytes, 0, at);
        bytes[at] = (byte) ('0' + random.nextInt(10));
        System.arraycopy(sound, at, bytes, at + 1, sound.length - at);
        return bytes;
    }

    /** Two events have changed their bodies, places or proofs. */
    private static byte[] swapped(Random random) throws IOException {
        ObjectNode bundle = (ObjectNode) JSON.readTree(sound);
        ArrayNode events = (ArrayNode) bundle.path("events");
        ObjectNode one = (ObjectNode) events.get(random.nextInt(events.size()));
        ObjectNode two = (ObjectNode) events.get(random.nextInt(events.size()));
        String member = List.of("body", "index", "proof").get(random.nextInt(3));
        JsonNode kept = one.path(member);
        one.set(member, two.path(member));
        two.set(member, kept);
        return JSON.writeValueAsBytes(bundle);
    }

    /** A member, or the body of an event, of another purchase of the same log. */
    private static byte[] mixed(Random random) throws IOException {
        ObjectNode bundle = (ObjectNode) JSON.readTree(sound);
        JsonNode from = JSON.readTree(other);
        List<String> members = List.of("intent", "run", "shot", "payment_signature", "origin");
        int n = random.nextInt(members.size() + 1);
        if (n < members.size()) {
            bundle.set(members.get(n), from.path(members.get(n)));
        } else {
            int event = random.nextInt(
                    Math.min(bundle.path("events").size(), from.path("events").size()));
            ((ObjectNode) bundle.path("events").path(event))
                    .set("body", from.path("events").path(event).path("body"));
        }
        return JSON.writeValueAsBytes(bundle);
    }

    @Test
    void everyChangeOfWhatABundleClaimsIsFound() throws IOException {
        String claimed = claims(sound);
        List<String> missed = new ArrayList<>();
        int nothing = 0;
        for (int seed = 1; seed <= TAMPERINGS; seed++) {
            byte[] bytes = changed(new Random(seed));
            if (claims(bytes).equals(claimed)) {
                nothing++;
            } else if (Bundle.check(bytes, Optional.of(key)).problems().isEmpty()) {
                missed.add("seed " + seed);
            }
        }
        assertEquals(List.of(), missed);
        assertTrue(nothing < TAMPERINGS / 2, nothing + " changed nothing");
    }
}
