package dev.patron.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.patron.evm.Eip3009Signer;
import dev.patron.log.Checkpoint;
import dev.patron.log.Hash;
import dev.patron.log.InclusionProof;
import dev.patron.log.LogException;
import dev.patron.log.VerifierKey;
import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.money.Usd;
import dev.patron.payment.Authorization;
import dev.patron.payment.TokenDomain;
import dev.patron.wire.StrictJson;
import dev.patron.wire.StrictJson.NotJsonException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Checks a bundle without the ledger that made it: that each event is in the signed log (C2SP tlog-proof, RFC 6962), and
 * that the events of the purchase and its signed authorization say the same of it.
 */
public final class Bundle {
    static final String SCHEMA = "patron-bundle/1";
    private static final int BYTES_MOST = 1 << 24;
    private static final Set<String> MEMBERS = new TreeSet<>(
            Set.of("schema", "origin", "verifier_key", "intent", "run", "shot", "events", "payment_signature"));

    private final List<String> problems = new ArrayList<>();
    private final Map<Long, Hash> roots = new HashMap<>();
    private final Map<String, JsonNode> facts = new HashMap<>();
    private int events;
    private Optional<Checkpoint> head = Optional.empty();

    private Bundle() {}

    /**
     * What a check found.
     *
     * @param problems what is wrong, the first event that is wrong first; empty when the bundle holds
     * @param events   how many events were proven
     * @param head     the last checkpoint that they were proven against
     */
    public record Checked(List<String> problems, int events, Optional<Checkpoint> head) {
        public Checked {
            problems = List.copyOf(problems);
        }
    }

    /**
     * @param trusted the log's public key from elsewhere; without it the bundle's own is believed
     */
    public static Checked check(byte[] bytes, Optional<String> trusted) {
        Bundle bundle = new Bundle();
        try {
            bundle.read(StrictJson.read(bytes, BYTES_MOST).root(), trusted);
        } catch (NotJsonException e) {
            bundle.problems.add("the bundle is not JSON: " + e.getMessage());
        } catch (LogException e) {
            bundle.problems.add("the bundle: " + e.getMessage());
        }
        return new Checked(bundle.problems, bundle.events, bundle.head);
    }

    private void read(JsonNode bundle, Optional<String> trusted) {
        String own = bundle.path("verifier_key").asText();
        Set<String> members = new TreeSet<>();
        bundle.fieldNames().forEachRemaining(members::add);
        if (!members.equals(MEMBERS)) {
            problems.add("the bundle has the members " + members + " and not " + MEMBERS);
        } else if (!bundle.path("schema").asText().equals(SCHEMA)) {
            problems.add("the bundle is not of schema `" + SCHEMA + "`");
        } else if (trusted.filter(key -> !key.equals(own)).isPresent()) {
            problems.add("the bundle is signed with another key than the one you gave");
        } else if (!bundle.path("events").isArray() || bundle.path("events").isEmpty()) {
            problems.add("the bundle holds no events");
        } else {
            VerifierKey key = VerifierKey.parse(own);
            bundle.path("events").forEach(event -> event(bundle, event, key));
            agree(bundle);
        }
    }

    private void event(JsonNode bundle, JsonNode event, VerifierKey key) {
        String where = "event at index " + event.path("index").asText() + ": ";
        try {
            InclusionProof proof = InclusionProof.parse(event.path("proof").asText(), key);
            String body = event.path("body").asText();
            Checkpoint signed = proof.checkpoint().checkpoint();
            if (!event.path("index").isIntegralNumber()
                    || event.path("index").longValue() != proof.index()
                    || !proof.proves(body.getBytes(StandardCharsets.UTF_8))) {
                problems.add(where + "its bytes do not lead to the signed root");
                return;
            }
            if (!roots.merge(signed.size(), signed.root(), (known, _) -> known).equals(signed.root())) {
                problems.add(where + "two roots were signed for " + signed.size() + " entries");
            }
            head = Optional.of(signed);
            events++;
            JsonNode fields = StrictJson.read(body.getBytes(StandardCharsets.UTF_8), BYTES_MOST)
                    .root();
            String origin = "patron-ledger/" + fields.path("ledger").asText();
            if (!signed.origin().equals(origin)
                    || !bundle.path("origin").asText().equals(origin)) {
                problems.add(where + "it is of ledger `" + fields.path("ledger").asText() + "`, the log is `"
                        + signed.origin() + "`");
            }
            keep(bundle, fields);
        } catch (LogException | NotJsonException e) {
            problems.add(where + e.getMessage());
        }
    }

    /** The last event of each kind that is the purchase's own: a later round stands for an earlier one. */
    private void keep(JsonNode bundle, JsonNode fields) {
        if (fields.path("intent").asText().equals(bundle.path("intent").asText())) {
            facts.put(fields.path("type").asText(), fields);
        }
    }

    private JsonNode fact(String type) {
        return facts.getOrDefault(type, MissingNode.getInstance());
    }

    private void agree(JsonNode bundle) {
        JsonNode intended = fact("intended");
        if (intended.isMissingNode()) {
            problems.add("the bundle does not hold the beginning of the purchase it names");
            return;
        }
        same("run", bundle.path("run"), intended.path("run"));
        same("shot", bundle.path("shot"), intended.path("shot"));
        JsonNode authorized = fact("authorized");
        if (!authorized.isMissingNode()) {
            same("nonce", intended.path("nonce"), authorized.path("nonce"));
            same("units reserved and signed", fact("reserved").path("units"), authorized.path("units"));
        }
        JsonNode proved = fact("proved");
        if (proved.path("kind").asText().equals("SETTLED") && fact("incident").isMissingNode()) {
            same("units signed and settled", authorized.path("units"), proved.path("units"));
            same("payee signed and settled", authorized.path("payee"), proved.path("payee"));
        }
        String signature = bundle.path("payment_signature").asText("");
        if (!signature.isEmpty()) {
            signed(signature, intended, authorized);
        }
    }

    private void signed(String header, JsonNode intended, JsonNode authorized) {
        try {
            JsonNode paid = StrictJson.read(Base64.getDecoder().decode(header), BYTES_MOST)
                    .root()
                    .path("payload");
            JsonNode payload = paid.path("authorization");
            same("nonce of the signed authorization", intended.path("nonce"), payload.path("nonce"));
            same("payer", intended.path("authorizer"), payload.path("from"));
            same("payee", authorized.path("payee"), payload.path("to"));
            same("value", authorized.path("units"), payload.path("value"));
            Authorization.Eip3009 agreed = agreed(intended, authorized);
            same("end of the authorization", text(agreed.validBefore().getEpochSecond()), payload.path("validBefore"));
            same("beginning of the authorization", text(0), payload.path("validAfter"));
            Authorization.Signed signed =
                    new Authorization.Signed(agreed, paid.path("signature").asText());
            if (!Eip3009Signer.of(signed).equals(Optional.of(agreed.from()))) {
                problems.add("the signature is not that of the payer `" + agreed.from() + "` over this authorization");
            }
        } catch (IllegalArgumentException | DateTimeException | NotJsonException e) {
            problems.add("the signed authorization cannot be read: " + e.getMessage());
        }
    }

    /** What the events say was signed. */
    private static Authorization.Eip3009 agreed(JsonNode intended, JsonNode authorized) {
        String[] asset = intended.path("asset").asText().split("/erc20:", 2);
        Asset token = new Asset(
                intended.path("symbol").asText(),
                Network.parse(asset[0]),
                new Address(asset[asset.length - 1]),
                Integer.parseInt(intended.path("decimals").asText()),
                Usd.ofMicros(Long.parseLong(intended.path("peg_micros").asText())));
        return new Authorization.Eip3009(
                new TokenDomain(
                        authorized.path("domain_name").asText(),
                        authorized.path("domain_version").asText()),
                new Address(intended.path("authorizer").asText()),
                new Address(authorized.path("payee").asText()),
                new Amount(token, new BigInteger(authorized.path("units").asText())),
                Instant.parse(authorized.path("valid_before").asText()),
                intended.path("nonce").asText());
    }

    private static JsonNode text(long number) {
        return TextNode.valueOf(Long.toString(number));
    }

    private void same(String what, JsonNode left, JsonNode right) {
        if (left.isMissingNode() || !left.asText().equalsIgnoreCase(right.asText())) {
            problems.add(what + ": `" + left.asText() + "` and `" + right.asText() + "` differ");
        }
    }
}
