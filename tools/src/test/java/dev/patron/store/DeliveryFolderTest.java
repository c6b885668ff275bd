package dev.patron.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.delivery.Delivery;
import dev.patron.money.Usd;
import dev.patron.plan.Kind;
import dev.patron.plan.PlannerUse;
import dev.patron.purchase.AssetStore.Stored;
import dev.patron.purchase.MediaAsset;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryFolderTest {
    private static final String HOSTILE =
            "</title><script>alert(1)</script> \" onerror=\"x\" | `a` *b* \u202Egnp\u001B[31m\r\n# =cmd()";
    private static final Instant START = Instant.parse("2026-03-21T09:14:00Z");

    private static final PlannerUse USE = new PlannerUse("llm", List.of("model-2 " + HOSTILE), 3, 1200, 345);

    private final Path out;
    private final FileAssetStore store;
    private final DeliveryFolder deliveries;

    DeliveryFolderTest(@TempDir Path folder) {
        this.out = folder.resolve("deliveries").resolve("tea");
        this.store = new FileAssetStore(folder.resolve("assets"));
        this.deliveries = new DeliveryFolder(store);
    }

    private MediaAsset asset(byte[] bytes, String family) throws IOException {
        return store.store(new ByteArrayInputStream(bytes), family, 1_000_000) instanceof Stored.Kept(MediaAsset kept)
                ? kept
                : new MediaAsset("", "", 0);
    }

    private static Delivery.Item shot(String id, Kind kind, List<MediaAsset> files, Usd spent) {
        Optional<Delivery.Payment> payment = files.isEmpty()
                ? Optional.empty()
                : Optional.of(new Delivery.Payment(
                        "0x" + "ab".repeat(32),
                        "eip155:1:0x" + "cd".repeat(20),
                        Optional.of("0x" + "ef".repeat(32)),
                        Optional.of(7L)));
        return new Delivery.Item(
                id,
                kind,
                "sandbox",
                "model-1",
                files.isEmpty() ? "refused" : "delivered",
                "A pear " + HOSTILE,
                files,
                new Delivery.Cost(Usd.parse("0.05"), spent, Usd.ZERO, Optional.empty()),
                Optional.of("gen_1"),
                payment,
                Optional.of(new Delivery.Ruling("decision-1", "aa".repeat(32))),
                Optional.empty());
    }

    private static Delivery delivery(String run, boolean simulated, List<Delivery.Item> shots) {
        Usd spent = shots.stream().map(shot -> shot.cost().spent()).reduce(Usd.ZERO, Usd::plus);
        return new Delivery(
                run,
                "Pears " + HOSTILE,
                "bb".repeat(32),
                "partial",
                new Delivery.Market("sandbox", simulated, "default", USE, List.of("aa".repeat(32))),
                new Delivery.Span(START, Optional.empty()),
                new Delivery.Totals(spent, Usd.ZERO, Optional.of(Usd.parse("0.50"))),
                shots,
                List.of(new Delivery.Denial(
                        "shot-03",
                        "BRIEF_BUDGET_EXCEEDED",
                        "the brief's budget would be exceeded " + HOSTILE,
                        Optional.of(Usd.parse("0.50")),
                        Optional.of(Usd.parse("0.01")),
                        Optional.of(START))),
                List.of(new Delivery.Claim("claim-1", "shot-02", Usd.parse("0.05"), "not delivered " + HOSTILE)));
    }

    private Delivery sample() throws IOException {
        Usd price = Usd.parse("0.05");
        return delivery(
                "run-1",
                true,
                List.of(
                        shot(
                                "shot-01",
                                Kind.IMAGE,
                                List.of(
                                        asset(Samples.picture("png", 1), "image"),
                                        asset(Samples.picture("jpg", 2), "image")),
                                price),
                        shot("shot-02", Kind.VIDEO, List.of(asset(Samples.clip(), "video")), price),
                        shot("shot-03", Kind.IMAGE, List.of(), Usd.ZERO)));
    }

    private String read(String name) throws IOException {
        return Files.readString(out.resolve(name));
    }

    private Set<String> names(Path folder) throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> names.add(String.valueOf(file.getFileName())));
        }
        return names;
    }

    @Test
    void theFolderHoldsAssetsByShotSheetManifestAndReceiptAndNothingElse() throws Exception {
        deliveries.write(sample(), out);
        assertEquals(
                Set.copyOf(List.of(
                        "shot-01.png", "shot-01-2.jpg", "shot-02.mp4", "index.html", "manifest.json", "receipt.md")),
                names(out));
        assertEquals(Set.copyOf(List.of("tea")), names(out.resolveSibling(".")));
        assertArrayEquals(Samples.picture("png", 1), Files.readAllBytes(out.resolve("shot-01.png")));
    }

    @Test
    void theManifestBindsEachFileToPromptModelPaymentPolicyAndDecision() throws Exception {
        deliveries.write(sample(), out);
        JsonNode manifest = Manifest.JSON.readTree(read("manifest.json"));
        assertEquals("patron/manifest/1", manifest.path("schema").asText());
        assertTrue(manifest.path("simulated").isBoolean()
                && manifest.path("simulated").asBoolean());
        assertEquals("0.100000", manifest.path("spent_usd").asText());
        assertTrue(manifest.path("ended").isNull());
        JsonNode planner = manifest.path("planner");
        assertEquals("llm", planner.path("name").asText());
        assertEquals(
                List.of(3, 1200, 345),
                List.of(
                        planner.path("calls").asInt(),
                        planner.path("prompt_tokens").asInt(),
                        planner.path("completion_tokens").asInt()));
        JsonNode shot = manifest.path("shots").path(0);
        assertEquals(64, shot.path("prompt_sha256").asText().length());
        assertEquals("0x" + "ab".repeat(32), shot.path("nonce").asText());
        assertEquals("0x" + "ef".repeat(32), shot.path("transaction").asText());
        assertEquals("decision-1", shot.path("decision").asText());
        assertEquals("aa".repeat(32), shot.path("policy_revision").asText());
        assertEquals("shot-01-2.jpg", shot.path("files").path(1).path("file").asText());
        byte[] file = Files.readAllBytes(out.resolve("shot-01-2.jpg"));
        assertEquals(
                HexFormat.of().formatHex(Digests.sha256().digest(file)),
                shot.path("files").path(1).path("sha256").asText());
        assertFalse(read("manifest.json").contains("A pear"), "a manifest holds prompts by hash only");
    }

    @Test
    void theReceiptsTableAddsUpAndSaysSimulated() throws Exception {
        deliveries.write(sample(), out);
        String receipt = read("receipt.md");
        List<Usd> spent = new ArrayList<>();
        Matcher rows = Pattern.compile("(?m)^\\| shot-.*\\| ([0-9.]+) \\| [0-9.]+ \\|$")
                .matcher(receipt);
        while (rows.find()) {
            spent.add(Usd.parse(rows.group(1)));
        }
        assertEquals(3, spent.size());
        assertTrue(
                receipt.contains("| **total** |  |  |  |  | **" + spent.stream().reduce(Usd.ZERO, Usd::plus) + "** |"));
        assertTrue(receipt.contains("**SIMULATED.** Bought "), receipt);
        assertTrue(receipt.contains("3 answers, 1200 prompt and 345 completion tokens"), receipt);
        assertTrue(receipt.contains("limit 0.500000 USD, 0.010000 USD left, frees at 2026-03-21T09:14:00Z"));
    }

    @Test
    void at116NothingHostileReachesThePageAndItsPolicyAllowsOnlyItsOwnStyle() throws Exception {
        deliveries.write(sample(), out);
        String page = read("index.html");
        assertFalse(page.contains("<script") || page.contains("\" onerror") || page.contains(" style="), page);
        Matcher policy = Pattern.compile("style-src 'sha256-([^']+)'").matcher(page);
        assertTrue(policy.find());
        String style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));
        assertEquals(
                Base64.getEncoder().encodeToString(Digests.sha256().digest(style.getBytes(StandardCharsets.UTF_8))),
                policy.group(1));
        assertTrue(page.contains("default-src 'none'") && !page.contains("http://") && !page.contains("https://"));
        assertTrue(page.contains("<video src=\"shot-02.mp4\" controls muted"));
        assertTrue(page.contains("<strong>Simulated</strong>"));
    }

    @Test
    void at122ControlAndDirectionCharactersReachNoPageOrReceipt() throws Exception {
        deliveries.write(sample(), out);
        for (String name : List.of("index.html", "receipt.md")) {
            assertFalse(read(name).chars().anyMatch(c -> c == 0x1B || c == '\r' || c == 0x202E), name);
        }
        String receipt = read("receipt.md");
        assertFalse(receipt.contains("<script") || receipt.contains("\n# =") || receipt.contains(" | `a`"), receipt);
    }

    @Test
    void realMoneyIsNotCalledSimulated() throws Exception {
        deliveries.write(delivery("run-1", false, sample().shots()), out);
        assertFalse((read("index.html") + read("receipt.md"))
                .toLowerCase(Locale.ROOT)
                .contains("<strong>simulated"));
        assertFalse(read("receipt.md").contains("SIMULATED"));
    }

    @Test
    void writingAgainBringsTheFolderUpToDateAndLeavesOtherFilesAlone() throws Exception {
        Delivery whole = sample();
        deliveries.write(delivery("run-1", true, List.of(whole.shots().get(2))), out);
        Files.writeString(out.resolve("notes.txt"), "mine");
        deliveries.write(whole, out);
        assertTrue(names(out).containsAll(List.of("notes.txt", "shot-01.png", "shot-02.mp4")));
        String first = read("index.html") + read("manifest.json") + read("receipt.md");
        deliveries.write(whole, out);
        assertEquals(first, read("index.html") + read("manifest.json") + read("receipt.md"));
        assertEquals("mine", read("notes.txt"));
    }

    @Test
    void anotherRunsFolderAndForeignFilesAreNeverOverwritten() throws Exception {
        Delivery mine = sample();
        deliveries.write(mine, out);
        assertThrows(FileSystemException.class, () -> deliveries.write(delivery("run-2", true, mine.shots()), out));
        for (String name : List.of("index.html", "receipt.md", "shot-01.png")) {
            Path other = Files.createDirectories(out.resolveSibling("other-" + name));
            Files.writeString(other.resolve(name), "theirs");
            assertThrows(FileSystemException.class, () -> deliveries.write(mine, other));
            assertEquals("theirs", Files.readString(other.resolve(name)));
        }
        Path file = Files.writeString(out.resolveSibling("file"), "theirs");
        assertThrows(FileSystemException.class, () -> deliveries.write(mine, file));
    }

    @Test
    void aMissingAssetLeavesNoFolderBehind() throws Exception {
        Delivery mine = sample();
        Files.delete(
                store.file(mine.shots().getFirst().files().getFirst().sha256()).orElseThrow());
        assertThrows(FileSystemException.class, () -> deliveries.write(mine, out));
        assertFalse(Files.exists(out));
        assertEquals(Set.of(), names(out.resolveSibling(".")));
    }
}
