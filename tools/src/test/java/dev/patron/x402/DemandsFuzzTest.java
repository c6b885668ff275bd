package dev.patron.x402;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.patron.Shop;
import dev.patron.payment.Choice;
import dev.patron.payment.Choosing;
import dev.patron.payment.Demand;
import dev.patron.payment.PaymentRequirements;
import dev.patron.plan.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Mutates a good demand at random, from a seed. Whatever comes of it, the reader ends with an outcome, and what is
 * chosen agrees with the catalogue as an independent reader sees it.
 *
 * <p>{@code -Dpatron.fuzz.rounds=N -Dpatron.fuzz.seed=S} runs it longer or again.
 */
class DemandsFuzzTest {
    private static final URI ASKED = URI.create("https://api.xgen.world/v1/images/generate");
    private static final List<String> PIECES = List.of(
            "\"",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\\",
            "\\u0000",
            "\u0000",
            "\ufeff",
            "null",
            "true",
            "1e9",
            "-0",
            "\"50000\"",
            "\"900000\"",
            "\"amount\":\"900000\",",
            "\"payTo\":\"0x70997970C51812dc3A010C7d01b50e0d17dc79C8\",",
            Samples.ENTRY,
            Samples.ENTRY + ",",
            Samples.RESOURCE,
            "\"x402Version\":1,",
            "\"scheme\":\"upto\",",
            "ü",
            "\u202e",
            "\"extra\":{\"name\":\"Evil\"},",
            "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[");

    @Test
    void noMutationIsPaidThatTheCatalogueDoesNotPin() throws IOException {
        long seed = Long.getLong("patron.fuzz.seed", 402L);
        int rounds = Integer.getInteger("patron.fuzz.rounds", 4_000);
        Random random = new Random(seed);
        int read = 0;
        int chosen = 0;
        for (int round = 0; round < rounds; round++) {
            String json = mutated(random);
            Demand demand = random.nextBoolean()
                    ? Demands.read(
                            Samples.header(encoded(json, random)), Shop.utf8(random.nextInt(4) == 0 ? json : "{}"))
                    : Demands.read(Samples.none(), bytes(json, random));
            if (demand instanceof Demand.Demanded(var required)) {
                read++;
                Choice choice =
                        Choosing.choose(Shop.at(URI.create("https://api.xgen.world")), Kind.IMAGE, required, ASKED);
                if (choice instanceof Choice.Chosen(PaymentRequirements entry, var _, var _)) {
                    chosen++;
                    assertPinned(entry, "seed " + seed + " round " + round + ": " + json);
                }
            } else {
                Demand.Refused refused = (Demand.Refused) demand;
                assertTrue(refused.detail().length() <= 300, refused.detail());
            }
        }
        assertTrue(
                read > rounds / 50 && chosen > rounds / 100,
                "too few survive to mean anything: " + read + ", " + chosen);
    }

    private static void assertPinned(PaymentRequirements entry, String context) throws IOException {
        JsonNode raw = new ObjectMapper().readTree(entry.raw());
        assertEquals("50000", raw.path("amount").textValue(), context);
        assertEquals("exact", raw.path("scheme").textValue(), context);
        assertEquals("eip155:8453", raw.path("network").textValue(), context);
        assertTrue(Shop.PAYEE.text().equalsIgnoreCase(raw.path("payTo").textValue()), context);
        assertTrue(
                Shop.USDC.contract().text().equalsIgnoreCase(raw.path("asset").textValue()), context);
        assertEquals("USD Coin", raw.path("extra").path("name").textValue(), context);
        assertEquals("2", raw.path("extra").path("version").textValue(), context);
    }

    private static String mutated(Random random) {
        StringBuilder json = new StringBuilder(Samples.DEMAND);
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(json.length());
            switch (random.nextInt(4)) {
                case 0 -> json.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 1 -> json.delete(at, Math.min(json.length(), at + 1 + random.nextInt(12)));
                case 2 -> json.setCharAt(at, (char) (' ' + random.nextInt(95)));
                default -> insertAtComma(json, PIECES.get(random.nextInt(PIECES.size())), random);
            }
        }
        return json.isEmpty() ? " " : json.toString();
    }

    /** Members are changed more often when what is inserted falls where a member may stand. */
    private static void insertAtComma(StringBuilder json, String piece, Random random) {
        List<Integer> commas = new ArrayList<>();
        for (int i = 0; i < json.length(); i++) {
            if (json.charAt(i) == ',') {
                commas.add(i + 1);
            }
        }
        if (!commas.isEmpty()) {
            json.insert(commas.get(random.nextInt(commas.size())).intValue(), piece);
        }
    }

    private static String encoded(String json, Random random) {
        String value = Samples.base64(json);
        return random.nextInt(20) == 0 ? value.substring(0, random.nextInt(value.length())) : value;
    }

    private static byte[] bytes(String json, Random random) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(10) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }
}
