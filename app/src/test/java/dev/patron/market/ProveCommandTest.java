package dev.patron.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.app.Bench;
import dev.patron.app.SecondVerifier;
import dev.patron.crash.Copy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
            bench.patron(
                    "ledger",
                    "prove",
                    run.path("shots").path(0).path("transaction").asText(),
                    "--out",
                    folder.resolve("early"));
            JsonNode early = JSON.readTree(folder.resolve("early").toFile());
            assertFalse(early.path("standing").path("final").asBoolean());
            assertTrue(early.path("payment_signature").isNull(), "a reorganisation would make it money again");
            finish(bench);
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
            tellsWhatIsProven(checked.json(), bundle, shot);
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

            everyChangeIsFound(bench, file, bundle);
            assertEquals(
                    2,
                    bench.patron("ledger", "prove", run.path("run").asText(), "--json")
                            .exit(),
                    "two shots");
        }
    }

    private static void everyChangeIsFound(Bench bench, Path file, ObjectNode bundle) throws IOException {
        unsound(
                bench,
                file,
                bundle,
                b -> b.put("verifier_key", b.path("verifier_key").asText().replace('A', 'B')),
                "");
        unsound(bench, file, bundle, b -> b.putNull("payment_signature"), "must be");
        unsound(bench, file, bundle, b -> b.put("intent", "f".repeat(64)), "not of this purchase");
        unsound(bench, file, bundle, b -> body(b, "proved", "50000", "40000"), "do not lead to the signed root");
        unsound(bench, file, bundle, b -> swap(b), "do not lead to the signed root");
        unsound(bench, file, bundle, b -> b.put("payment_signature", altered(b)), "differ");
        unsound(bench, file, bundle, b -> b.put("more", ""), "has the members");
        unsound(bench, file, bundle, b -> reversed(b), "is not before its own");
        unsound(bench, file, bundle, b -> ((ObjectNode) b.path("standing")).put("units", "40000"), "stands at");
        everyOmissionIsFound(bench, file, bundle);
        Files.writeString(file, "{");
        assertEquals(5, bench.patron("ledger", "verify", "--bundle", file).exit());
        assertEquals(
                2, bench.patron("ledger", "verify", "--bundle", file + ".none").exit());
    }

    /** What the standing rests on cannot be left out. */
    private static void everyOmissionIsFound(Bench bench, Path file, ObjectNode bundle) throws IOException {
        for (String type : List.of(
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
                "fulfilment")) {
            unsound(bench, file, bundle, b -> without(b, Set.of(type)), "");
        }
        unsound(bench, file, bundle, b -> only(b, "intended"), "");
        unsound(
                bench,
                file,
                bundle,
                b -> without(b, Set.of("authorized", "proved")).putNull("payment_signature"),
                "");
    }

    /** Time passes until the blocks of all payments are final, and the chain is asked. */
    private static void finish(Bench bench) {
        bench.clock().advance(Duration.ofMinutes(10));
        bench.buy("resume");
    }

    /** Both verifiers print what was proven. */
    private static void tellsWhatIsProven(JsonNode checked, JsonNode bundle, JsonNode shot) throws IOException {
        JsonNode payment = checked.path("payment");
        assertEquals(bundle.path("intent"), payment.path("intent"));
        for (String word : List.of(
                bundle.path("intent").asText(),
                shot.path("sha256").asText(),
                shot.path("transaction").asText(),
                "50000",
                payment.path("payee").asText(),
                payment.path("asset").asText())) {
            assertTrue(!word.isEmpty() && payment.toString().contains(word), word + " in " + payment);
        }
        assertTrue(checked.path("not_shown").asText().contains("came after"), checked::toString);
    }

    private static ObjectNode without(ObjectNode bundle, Set<String> types) {
        ArrayNode kept = JSON.createArrayNode();
        bundle.path("events").forEach(event -> {
            if (types.stream().noneMatch(type -> event.path("body").asText().contains("\"type\":\"" + type + "\""))) {
                kept.add(event);
            }
        });
        assertTrue(kept.size() < bundle.path("events").size());
        bundle.set("events", kept);
        return bundle;
    }

    private static void only(ObjectNode bundle, String type) {
        ArrayNode kept = JSON.createArrayNode();
        bundle.path("events").forEach(event -> {
            if (event.path("body").asText().contains("\"type\":\"" + type + "\"")) {
                kept.add(event);
            }
        });
        bundle.set("events", kept);
    }

    private static void reversed(ObjectNode bundle) {
        ArrayNode events = JSON.createArrayNode();
        bundle.path("events").forEach(event -> events.insert(0, event));
        bundle.set("events", events);
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

    /** A change that both verifiers find. */
    private static void unsound(Bench bench, Path file, ObjectNode bundle, Consumer<ObjectNode> change, String why)
            throws IOException {
        ObjectNode changed = bundle.deepCopy();
        change.accept(changed);
        Files.writeString(file, changed.toString());
        Bench.Ran checked = bench.patron("ledger", "verify", "--bundle", file, "--json");
        assertEquals(5, checked.exit(), () -> checked + " of " + changed);
        assertTrue(checked.json().path("problems").toString().contains(why), checked::toString);
        if (SecondVerifier.isHere()) {
            assertEquals(5, SecondVerifier.ask(file).exit(), "the second verifier finds it too: " + checked);
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
        assumeTrue(SecondVerifier.isHere(), "there is no Node here");
        try (Bench bench = new Bench(folder)) {
            JsonNode run = bench.buy("run", bench.brief("apple", 1)).json();
            Path file = folder.resolve("bundle.json");
            String transaction = run.path("shots").path(0).path("transaction").asText();
            assertEquals(
                    0,
                    bench.patron("ledger", "prove", transaction, "--out", file).exit());
            SecondVerifier.Said said = SecondVerifier.ask(file);
            assertEquals(0, said.exit(), said::text);
            for (String word : List.of(
                    JSON.readTree(file.toFile()).path("intent").asText(),
                    "amount: 50000 units of ",
                    "transaction: " + transaction,
                    "file: sha256 " + run.path("shots").path(0).path("sha256").asText(),
                    "not shown: that nothing came after")) {
                assertTrue(said.text().contains(word), word + " in " + said.text());
            }
        }
    }

    /** The database and the log of before the purchase, with the journal of after it. */
    @Test
    void aRestoredPaymentIsProven(@TempDir Path folder) throws Exception {
        try (Bench bench = new Bench(folder)) {
            assertEquals(0, bench.buy("run", bench.brief("apple", 1)).exit());
            Copy copy = Copy.of(bench.data(), folder.resolve("copy"));
            JsonNode run = bench.buy("run", bench.brief("pear", 1)).json();
            String transaction = run.path("shots").path(0).path("transaction").asText();
            copy.putDatabaseBack();
            bench.clock().advance(Duration.ofMinutes(10));
            Bench.Ran resumed = bench.buy("resume");
            assertEquals(
                    "sound",
                    bench.patron("ledger", "verify", "--json")
                            .json()
                            .path("status")
                            .asText());
            Path file = folder.resolve("bundle.json");
            Bench.Ran proved = bench.patron("ledger", "prove", transaction, "--out", file);
            assertEquals(0, proved.exit(), () -> proved + " after " + resumed);
            ObjectNode bundle = (ObjectNode) JSON.readTree(file.toFile());
            assertTrue(types(bundle).containsAll(Set.of("recovered", "signature_restored")), bundle::toString);
            Bench.Ran checked = bench.patron("ledger", "verify", "--bundle", file, "--json");
            assertEquals(0, checked.exit(), checked::toString);
            if (SecondVerifier.isHere()) {
                assertEquals(0, SecondVerifier.ask(file).exit(), SecondVerifier.ask(file)::text);
            }
        }
    }
}
