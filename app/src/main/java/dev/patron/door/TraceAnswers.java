package dev.patron.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.delivery.Delivery;
import dev.patron.ledger.AssetFacts;
import dev.patron.ledger.DecisionRecord;
import dev.patron.ledger.IntentRecord;
import dev.patron.ledger.InvoiceRecord;
import dev.patron.ledger.Ledger;
import dev.patron.ledger.PlannedShot;
import dev.patron.ledger.ReservationRecord;
import dev.patron.ledger.RunRecord;
import dev.patron.ledger.Traced;
import dev.patron.purchase.AssetStore;
import dev.patron.run.Agent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lays out the chain from a brief to its files and back: what is recorded comes from one state of the ledger, and what
 * lies in delivery folder and store is looked at on disk.
 */
final class TraceAnswers {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Ledger ledger;
    private final AssetStore assets;
    private final Map<String, Folder> folders = new HashMap<>();

    TraceAnswers(Ledger ledger, AssetStore assets) {
        this.ledger = ledger;
        this.assets = assets;
    }

    /** What a run's title is, and what its files are called where they were delivered: {@code shot digest} to name. */
    private record Folder(String title, Map<String, String> names) {}

    ObjectNode trace(Question question) {
        String subject = question.subject();
        ObjectNode document = NODES.objectNode();
        switch (ledger.reader().trace(subject)) {
            case Traced.Nothing() -> document.put("status", "nothing").put("asked", subject);
            case Traced.Several(List<Traced.Named> candidates) -> throw several(subject, candidates);
            case Traced.Found(Traced.Named what, List<Traced.Purchase> all, List<Traced.Movement> moved) -> {
                document.put("status", "found").put("asked", subject);
                document.put("kind", what.kind()).put("id", what.id());
                ArrayNode purchases = document.putArray("purchases");
                all.forEach(one -> purchases.add(purchase(one)));
                ArrayNode movements = document.putArray("movements");
                moved.forEach(one -> movements.add(movement(one)));
            }
        }
        return document;
    }

    private static QuestionException several(String subject, List<Traced.Named> candidates) {
        StringBuilder list = new StringBuilder();
        candidates.forEach(one -> list.append("; ")
                .append(one.kind())
                .append(" `")
                .append(one.id())
                .append('`'));
        return new QuestionException("`" + subject + "` is the beginning of several things, give more of it" + list);
    }

    private ObjectNode purchase(Traced.Purchase one) {
        RunRecord run = one.run();
        Folder folder = folders.computeIfAbsent(run.id(), id -> run.isTab() ? tab(run) : folder(id));
        ObjectNode node = NODES.objectNode();
        ObjectNode brief = node.putObject("brief").put("title", folder.title()).put("sha256", run.briefDigest());
        Documents.put(brief, "erased_at", one.erasedAt().map(Instant::toString));
        node.set("run", run(run));
        node.set("shot", shot(one.shot()));
        node.set(
                "invoice",
                one.intent()
                        .flatMap(intent -> ledger.invoices().behind(intent.id()))
                        .map(TraceAnswers::invoice)
                        .orElse(null));
        node.set("purchase", one.intent().map(ClaimAnswers::purchase).orElse(null));
        node.set("decision", one.decision().map(TraceAnswers::decision).orElse(null));
        node.set("reservation", one.reservation().map(TraceAnswers::reservation).orElse(null));
        node.set(
                "authorization",
                one.authorization()
                        .map(signed -> ClaimAnswers.authorization(one.intent().orElseThrow(), signed))
                        .orElse(null));
        ArrayNode proofs = node.putArray("proofs");
        one.proofs().forEach(proof -> proofs.add(ClaimAnswers.proof(proof)));
        node.set("generation", one.generation().map(ClaimAnswers::generation).orElse(null));
        node.set("claim", one.claim().map(Documents::claim).orElse(null));
        ArrayNode files = node.putArray("assets");
        String shot = one.intent().map(IntentRecord::shot).orElse("");
        for (AssetFacts asset : one.assets()) {
            files.add(asset(asset, run, Optional.ofNullable(folder.names().get(shot + " " + asset.sha256()))));
        }
        return node;
    }

    /** What a provider delivered to another program is not known here. */
    private static Folder tab(RunRecord run) {
        return new Folder("invoices that were sent to agent " + run.agent(), Map.of());
    }

    private static ObjectNode invoice(InvoiceRecord paid) {
        return NODES.objectNode()
                .put("provider", paid.provider())
                .put("invoice", paid.invoice())
                .put("network", paid.network())
                .put("pay_to", paid.payTo());
    }

    private Folder folder(String run) {
        Delivery delivery = Deliveries.of(Agent.report(ledger, run));
        Map<String, String> names = new HashMap<>();
        for (Delivery.Item shot : delivery.shots()) {
            List<String> files = shot.fileNames();
            for (int i = 0; i < files.size(); i++) {
                names.put(shot.id() + " " + shot.files().get(i).sha256(), files.get(i));
            }
        }
        return new Folder(delivery.title(), names);
    }

    private static ObjectNode run(RunRecord run) {
        ObjectNode node = NODES.objectNode()
                .put("run", run.id())
                .put("market", run.market())
                .put("simulated", run.simulated())
                .put("agent", run.agent())
                .put("status", run.status())
                .put("opened_at", run.openedAt().toString());
        Documents.put(node, "ended_at", run.endedAt().map(Instant::toString));
        Documents.put(node, "out", Documents.folder(run));
        return node;
    }

    private static ObjectNode shot(PlannedShot shot) {
        return NODES.objectNode()
                .put("shot", shot.shot())
                .put("kind", shot.kind())
                .put("provider", shot.provider())
                .put("model", shot.model())
                .put("price_usd", shot.price().toString())
                .put("prompt_commitment", shot.commitment());
    }

    private static ObjectNode decision(DecisionRecord made) {
        ObjectNode node = NODES.objectNode().put("decision", "D" + made.id()).put("outcome", made.outcome());
        Documents.put(node, "code", made.code());
        return node.put("policy", made.policy())
                .put("decided_at", made.decidedAt().toString());
    }

    private static ObjectNode reservation(ReservationRecord held) {
        return NODES.objectNode()
                .put("state", held.state())
                .put("usd", held.usd().toString())
                .put("moved_usd", held.moved().toString())
                .put("units", held.units().toString())
                .put("policy", held.policy())
                .put("reserved_at", held.reservedAt().toString());
    }

    private ObjectNode asset(AssetFacts asset, RunRecord run, Optional<String> name) {
        ObjectNode node = NODES.objectNode()
                .put("sha256", asset.sha256())
                .put("media_type", asset.mediaType())
                .put("bytes", asset.bytes());
        Documents.put(node, "store", assets.file(asset.sha256()).map(Path::toString));
        Optional<Path> file = Documents.folder(run)
                .flatMap(out -> name.map(last -> Path.of(out).resolve(last)));
        Documents.put(node, "delivered", file.map(Path::toString));
        Documents.put(node, "delivered_is", file.map(path -> standing(path, asset.sha256())));
        return node;
    }

    /** Whether a delivered file is still what was delivered. */
    private static String standing(Path file, String sha256) {
        if (!Files.isRegularFile(file)) {
            return "absent";
        }
        try (InputStream in = Files.newInputStream(file)) {
            DigestInputStream digesting = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"));
            digesting.transferTo(OutputStream.nullOutputStream());
            byte[] digest = digesting.getMessageDigest().digest();
            return HexFormat.of().formatHex(digest).equals(sha256) ? "unchanged" : "changed";
        } catch (IOException e) {
            return "unreadable";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static ObjectNode movement(Traced.Movement moved) {
        ObjectNode node = NODES.objectNode()
                .put("kind", moved.kind())
                .put("transaction", moved.transaction())
                .put("counterparty", moved.counterparty())
                .put("asset", moved.token())
                .put("units", moved.units().toString())
                .put("block", moved.block());
        node.set("claim", moved.claim().map(Documents::claim).orElse(null));
        return node;
    }
}
