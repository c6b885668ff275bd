package dev.patron.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.app.Bench;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bundle proves one purchase to somebody who has neither the ledger nor this program. */
class ProveCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aPurchaseIsProvenAndEveryChangeIsFound(@TempDir Path folder) throws Exception {
        try (Bench bench = new Bench(folder)) {
            JsonNode run = bench.buy("run", bench.brief("apples", 2)).json();
            JsonNode shot = run.path("shots").path(0);
            Path file = folder.resolve("bundle.json");
            Bench.Ran proved =
                    bench.patron("ledger", "prove", shot.path("sha256").asText(), "--out", file, "--json");
            assertEquals(0, proved.exit(), proved::toString);
            String key = proved.json().path("verifier_key").asText();

            Bench.Ran checked = bench.patron("ledger", "verify", "--bundle", file, "--key", key, "--json");
            assertEquals(0, checked.exit(), checked::toString);
            assertEquals(
                    proved.json().path("events").asInt(),
                    checked.json().path("events").asInt());
            ObjectNode bundle = (ObjectNode) JSON.readTree(file.toFile());
            assertEquals(
                    types(bundle),
                    types(
                            bundle,
                            Set.of(
                                    "policy_adopted",
                                    "run_opened",
                                    "shot_planned",
                                    "decided",
                                    "intended",
                                    "quoted",
                                    "reserved",
                                    "authorized",
                                    "answered",
                                    "proved",
                                    "generating",
                                    "stored",
                                    "fulfilment")));
            JsonNode payload = JSON.readTree(
                    Base64.getDecoder().decode(bundle.path("payment_signature").asText()));
            assertEquals(
                    shot.path("nonce").asText(),
                    payload.path("payload").path("authorization").path("nonce").asText());

            unsound(bench, file, bundle, b -> b.put("verifier_key", key.replace('A', 'B')), "");
            unsound(bench, file, bundle, b -> b.put("payment_signature", ""), null);
            unsound(bench, file, bundle, b -> b.put("intent", "f".repeat(64)), "does not hold the beginning");
            unsound(bench, file, bundle, b -> body(b, "proved", "50000", "40000"), "do not lead to the signed root");
            unsound(bench, file, bundle, b -> swap(b), "do not lead to the signed root");
            unsound(bench, file, bundle, b -> b.put("payment_signature", altered(b)), "differ");
            Files.writeString(file, "{");
            assertEquals(5, bench.patron("ledger", "verify", "--bundle", file).exit());
            assertEquals(
                    2,
                    bench.patron("ledger", "verify", "--bundle", folder.resolve("none"))
                            .exit());
            assertEquals(
                    2,
                    bench.patron("ledger", "prove", run.path("run").asText(), "--json")
                            .exit(),
                    "two shots");
        }
    }

    private static Set<String> types(JsonNode bundle) throws IOException {
        Set<String> types = new HashSet<>();
        for (JsonNode event : bundle.path("events")) {
            types.add(JSON.readTree(event.path("body").asText()).path("type").asText());
        }
        return types;
    }

    /** What is wanted at least, as a set that equals the bundle's when all of it is there. */
    private static Set<String> types(JsonNode bundle, Set<String> least) throws IOException {
        Set<String> all = new HashSet<>(types(bundle));
        assertTrue(all.containsAll(least), () -> "of " + least + " there are only " + all);
        return all;
    }

    /** A change that is found and named; {@code null} for one that changes nothing that is proven. */
    private static void unsound(
            Bench bench,
            Path file,
            ObjectNode bundle,
            Consumer<ObjectNode> change,
            @org.jspecify.annotations.Nullable String why)
            throws IOException {
        ObjectNode changed = bundle.deepCopy();
        change.accept(changed);
        Files.writeString(file, changed.toString());
        Bench.Ran checked = bench.patron("ledger", "verify", "--bundle", file, "--json");
        assertEquals(why == null ? 0 : 5, checked.exit(), checked::toString);
        assertTrue(checked.json().path("problems").toString().contains(why == null ? "[]" : why), checked::toString);
        if (why != null && !why.equals("differ") && !why.startsWith("does not hold") && node()) {
            assertEquals(5, second(file), "the second verifier finds it too");
        }
    }

    private static void body(ObjectNode bundle, String type, String from, String to) {
        bundle.path("events").forEach(event -> {
            String body = event.path("body").asText();
            if (body.contains("\"type\":\"" + type + "\"")) {
                ((ObjectNode) event).put("body", body.replace(from, to));
            }
        });
    }

    private static void swap(ObjectNode bundle) {
        ObjectNode first = (ObjectNode) bundle.path("events").path(0);
        ObjectNode second = (ObjectNode) bundle.path("events").path(1);
        String body = first.path("body").asText();
        first.put("body", second.path("body").asText());
        second.put("body", body);
    }

    private static String altered(ObjectNode bundle) {
        String header = new String(
                Base64.getDecoder().decode(bundle.path("payment_signature").asText()), StandardCharsets.UTF_8);
        return Base64.getEncoder()
                .encodeToString(header.replace("\"value\":\"50000\"", "\"value\":\"60000\"")
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theSecondVerifierAgrees(@TempDir Path folder) throws Exception {
        assumeTrue(node(), "there is no Node here");
        try (Bench bench = new Bench(folder)) {
            JsonNode run = bench.buy("run", bench.brief("apple", 1)).json();
            Path file = folder.resolve("bundle.json");
            String transaction = run.path("shots").path(0).path("transaction").asText();
            assertEquals(
                    0,
                    bench.patron("ledger", "prove", transaction, "--out", file).exit());
            assertEquals(0, second(file));
        }
    }

    private static boolean node() {
        try {
            return new ProcessBuilder("node", "--version").start().waitFor() == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    private static int second(Path bundle) throws IOException {
        try {
            Process process = new ProcessBuilder(List.of(
                            "node", Path.of("../scripts/verify-bundle.mjs").toString(), bundle.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
