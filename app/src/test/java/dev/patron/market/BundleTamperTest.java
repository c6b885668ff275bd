package dev.patron.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.app.Bench;
import dev.patron.app.SecondVerifier;
import dev.patron.door.Bundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random changes by hand to a bundle, from a seed: each is found, unless the bundle still claims the same, and the second
 * verifier agrees.
 *
 * <p>What it claims: its members, each event with its place and proof, and of the payment what was signed with the signature.
 * {@code -Dpatron.tamperings=10000} makes more.
 */
class BundleTamperTest {
    private static final int TAMPERINGS = Integer.getInteger("patron.tamperings", 150);

    /** Every so many of them are shown to the second verifier, too, and all that change nothing. */
    private static final int SAMPLE = 5;

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static byte[] sound = {};
    private static byte[] other = {};
    private static String key = "";

    @BeforeAll
    static void twoBundles() throws IOException {
        try (Bench bench = new Bench(folder)) {
            String apple = buy(bench, "apple");
            String pear = buy(bench, "pear");
            bench.clock().advance(Duration.ofMinutes(10));
            bench.buy("resume");
            sound = bundle(bench, apple);
            other = bundle(bench, pear);
            key = JSON.readTree(sound).path("verifier_key").asText();
        }
        assertEquals(List.of(), Bundle.check(sound, Optional.of(key)).problems());
        assertEquals(List.of(), Bundle.check(other, Optional.of(key)).problems());
    }

    private static String buy(Bench bench, String title) {
        Bench.Ran ran = bench.buy("run", bench.brief(title, 1));
        assertEquals(0, ran.exit(), ran::toString);
        return ran.json().path("shots").path(0).path("transaction").asText();
    }

    private static byte[] bundle(Bench bench, String transaction) throws IOException {
        Path file = folder.resolve(transaction + ".bundle");
        Bench.Ran proved = bench.patron("ledger", "prove", transaction, "--out", file);
        assertEquals(0, proved.exit(), proved::toString);
        return Files.readAllBytes(file);
    }

    /** Whether nothing rests on an event: that it was left out shows in the whole log alone. */
    private static boolean isLoose(JsonNode event) throws IOException {
        boolean judgement = type(event).equals("decided")
                && !JSON.readTree(event.path("body").asText()).has("intent");
        return judgement || Set.of("polled", "delivered").contains(type(event));
    }

    /**
     * What a bundle claims, in one spelling, without what nothing rests on and with the last
     * word of the chain alone; empty where it is none.
     */
    private static String claims(byte[] bytes) {
        try {
            if (!(JSON.readTree(bytes) instanceof ObjectNode bundle)) {
                return "";
            }
            String header = bundle.path("payment_signature").asText();
            JsonNode paid = header.isEmpty()
                    ? JSON.nullNode()
                    : JSON.readTree(Base64.getDecoder().decode(header)).path("payload");
            ObjectNode claimed = bundle.deepCopy();
            claimed.set("payment_signature", paid);
            List<JsonNode> firm = new ArrayList<>();
            for (JsonNode event : bundle.path("events")) {
                if (type(event).equals("proved")) {
                    firm.removeIf(before -> before.path("body").asText().contains("\"type\":\"proved\""));
                }
                if (!isLoose(event)) {
                    firm.add(event);
                }
            }
            return claimed.set("events", JSON.createArrayNode().addAll(firm)).toString();
        } catch (IOException | IllegalArgumentException e) {
            return "";
        }
    }

    private static String type(JsonNode event) throws IOException {
        return JSON.readTree(event.path("body").asText()).path("type").asText();
    }

    /** The types of events, for people. */
    private static List<String> difference(byte[] bytes) throws IOException {
        List<String> types = new ArrayList<>();
        for (JsonNode event : JSON.readTree(sound).path("events")) {
            types.add(type(event));
        }
        for (JsonNode event : JSON.readTree(bytes).path("events")) {
            types.remove(type(event));
        }
        return types;
    }

    private static byte[] changed(Random random) throws IOException {
        return switch (random.nextInt(11)) {
            case 0 -> spliced(random, "");
            case 1 -> spliced(random, "" + (char) (' ' + random.nextInt(95)));
            case 2 -> doubled(random);
            case 3 -> swapped(random);
            case 4 -> mixed(random);
            case 5 -> resigned(random);
            case 6 -> removed(random);
            case 7 -> added(random);
            case 8 -> reordered(random);
            case 9 -> unsigned(random);
            default -> flipped(random);
        };
    }

    /** Some events are left out. */
    private static byte[] removed(Random random) throws IOException {
        ObjectNode bundle = (ObjectNode) JSON.readTree(sound);
        ArrayNode events = (ArrayNode) bundle.path("events");
        for (int n = 1 + random.nextInt(3); n > 0 && events.size() > 1; n--) {
            events.remove(random.nextInt(events.size()));
        }
        return JSON.writeValueAsBytes(bundle);
    }

    /** An event of the other purchase, or one of this one again, with its own sound proof. */
    private static byte[] added(Random random) throws IOException {
        ObjectNode bundle = (ObjectNode) JSON.readTree(sound);
        ArrayNode events = (ArrayNode) bundle.path("events");
        JsonNode from = random.nextBoolean() ? JSON.readTree(other).path("events") : events;
        JsonNode stranger = from.path(random.nextInt(from.size()));
        int at = 0;
        while (at < events.size() && place(events.path(at)) < place(stranger)) {
            at++;
        }
        events.insert(random.nextBoolean() ? at : random.nextInt(events.size() + 1), stranger.deepCopy());
        return JSON.writeValueAsBytes(bundle);
    }

    private static long place(JsonNode event) {
        return Long.parseLong(event.path("index").asText());
    }

    /** Whole events have changed places, or all of them. */
    private static byte[] reordered(Random random) throws IOException {
        ObjectNode bundle = (ObjectNode) JSON.readTree(sound);
        List<JsonNode> events = new ArrayList<>();
        bundle.path("events").forEach(events::add);
        if (random.nextBoolean()) {
            Collections.reverse(events);
        } else {
            Collections.swap(events, random.nextInt(events.size()), random.nextInt(events.size()));
        }
        bundle.set("events", JSON.createArrayNode().addAll(events));
        return JSON.writeValueAsBytes(bundle);
    }

    /** The signed payment is left out, is something else, or stands where none may. */
    private static byte[] unsigned(Random random) throws IOException {
        ObjectNode bundle = (ObjectNode) JSON.readTree(sound);
        switch (random.nextInt(4)) {
            case 0 -> bundle.putNull("payment_signature");
            case 1 -> bundle.put("payment_signature", "");
            case 2 -> bundle.putArray("transactions").add("0x02");
            default ->
                bundle.putObject("order").put("address", "").put("body", "").putNull("invoice");
        }
        return JSON.writeValueAsBytes(bundle);
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
        Path file = folder.resolve("changed.bundle");
        boolean second = SecondVerifier.isHere();
        for (int seed = 1; seed <= TAMPERINGS; seed++) {
            byte[] bytes = changed(new Random(seed));
            boolean isSound = Bundle.check(bytes, Optional.of(key)).problems().isEmpty();
            if (claims(bytes).equals(claimed)) {
                nothing++;
            } else if (isSound) {
                missed.add("seed " + seed + ": " + difference(bytes));
            }
            if (second && (isSound || seed % SAMPLE == 0)) {
                Files.write(file, bytes);
                SecondVerifier.Said said = SecondVerifier.ask(file);
                assertEquals(isSound ? 0 : 5, said.exit(), "the second verifier on seed " + seed + ": " + said.text());
            }
        }
        assertEquals(List.of(), missed);
        assertTrue(nothing < TAMPERINGS / 2, nothing + " changed nothing");
    }
}
