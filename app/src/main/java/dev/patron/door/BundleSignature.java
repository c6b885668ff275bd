package dev.patron.door;

import com.fasterxml.jackson.databind.JsonNode;
import dev.patron.evm.Eip3009Signer;
import dev.patron.evm.SignedTransfer;
import dev.patron.gateway.Ordered;
import dev.patron.money.Address;
import dev.patron.money.Amount;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.money.Usd;
import dev.patron.payment.Authorization;
import dev.patron.payment.TokenDomain;
import dev.patron.wire.StrictJson;
import dev.patron.wire.StrictJson.NotJsonException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Checks what was signed for a payment against its events, and that a bundle holds it exactly when it must: once the chain has
 * used it in a final block or it is dead, unless the run was erased. Before that it is as good as money.
 */
final class BundleSignature {
    private static final int BYTES_MOST = 1 << 20;

    private final BundleTrack track;
    private final Consumer<String> problems;

    private BundleSignature(BundleTrack track, Consumer<String> problems) {
        this.track = track;
        this.problems = problems;
    }

    /** What stands for the payment's signature, and the bundle's member that holds it. */
    enum Form {
        AUTHORIZATION("payment_signature", "the payer's signature holds"),
        TRANSACTIONS("transactions", "the signatures of all transactions hold"),
        ORDER("order", "an order, which nobody signs, names payee and amount"),
        NONE("", "no signed payment is in it");

        private final String member;
        private final String words;

        Form(String member, String words) {
            this.member = member;
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** What a bundle of these events must hold. */
    static Form due(BundleTrack track, BundleStanding standing) {
        boolean erased = track.last("erased").isPresent();
        return standing.isFinal() && !erased ? form(track) : Form.NONE;
    }

    private static Form form(BundleTrack track) {
        return track.signature().map(signed -> form(signed, track)).orElse(Form.NONE);
    }

    private static Form form(BundleEvent signed, BundleTrack track) {
        boolean gateway = new TokenDomain(signed.text("domain_name"), signed.text("domain_version")).isGateway();
        boolean book = gateway || (track.isOfTab() && signed.text("domain_name").equals("sandbox"));
        if (!track.transactions().isEmpty()) {
            return Form.TRANSACTIONS;
        }
        return book ? Form.ORDER : Form.AUTHORIZATION;
    }

    static Form check(BundleTrack track, JsonNode bundle, Consumer<String> problems) {
        BundleSignature checking = new BundleSignature(track, problems);
        Form due = due(track, track.standing());
        for (Form form : Form.values()) {
            JsonNode held = bundle.path(form.member);
            boolean isThere = !held.isMissingNode() && !held.isNull() && !(held.isArray() && held.isEmpty());
            if (isThere != (form == due) && form != Form.NONE) {
                problems.accept("`" + form.member + "` is " + (isThere ? "" : "not ") + "in the bundle, and "
                        + (isThere ? "must not be" : "must be") + " as the payment stands");
            } else if (isThere) {
                checking.agrees(form, held);
            }
        }
        return due;
    }

    private void agrees(Form form, JsonNode held) {
        BundleEvent intended = track.last("intended").orElseThrow();
        BundleEvent signed = track.signature().orElseThrow();
        try {
            switch (form) {
                case AUTHORIZATION -> authorization(held, intended, signed);
                case TRANSACTIONS -> transactions(held, intended, signed);
                case ORDER -> order(held, intended, signed);
                case NONE -> {}
            }
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException | NotJsonException e) {
            problems.accept("what was signed cannot be read: " + e.getMessage());
        }
    }

    private void authorization(JsonNode header, BundleEvent intended, BundleEvent authorized) throws NotJsonException {
        byte[] decoded = Base64.getDecoder().decode(header.asText());
        same("base64 of the signed authorization", Base64.getEncoder().encodeToString(decoded), header);
        JsonNode paid = StrictJson.read(decoded, BYTES_MOST).root().path("payload");
        JsonNode payload = paid.path("authorization");
        members(paid, Set.of("signature", "authorization"));
        members(payload, Set.of("from", "to", "value", "validAfter", "validBefore", "nonce"));
        Authorization.Eip3009 agreed = agreed(intended, authorized);
        same("nonce of the signed authorization", agreed.nonce(), payload.path("nonce"));
        same("payer", agreed.from().text(), payload.path("from"));
        same("payee", agreed.to().text(), payload.path("to"));
        same("value", agreed.amount().units().toString(), payload.path("value"));
        same(
                "end of the authorization",
                Long.toString(agreed.validBefore().getEpochSecond()),
                payload.path("validBefore"));
        same("beginning of the authorization", "0", payload.path("validAfter"));
        Authorization.Signed signed =
                new Authorization.Signed(agreed, paid.path("signature").asText());
        if (!Eip3009Signer.of(signed).equals(Optional.of(agreed.from()))) {
            problems.accept("the signature is not that of the payer `" + agreed.from() + "` over this authorization");
        }
    }

    private void members(JsonNode object, Set<String> expected) {
        Set<String> members = new TreeSet<>();
        object.fieldNames().forEachRemaining(members::add);
        boolean texts = object.properties().stream()
                .allMatch(member -> member.getValue().isTextual()
                        || member.getKey().equals("authorization")
                        || (member.getKey().equals("invoice")
                                && member.getValue().isNull()));
        if (!members.equals(expected) || !texts) {
            problems.accept("what was signed has the members " + members + " and not " + new TreeSet<>(expected));
        }
    }

    /** What the events say was signed. */
    private static Authorization.Eip3009 agreed(BundleEvent intended, BundleEvent authorized) {
        return new Authorization.Eip3009(
                new TokenDomain(authorized.text("domain_name"), authorized.text("domain_version")),
                new Address(intended.text("authorizer")),
                new Address(authorized.text("payee")),
                new Amount(asset(intended), new BigInteger(authorized.text("units"))),
                Instant.parse(authorized.text("valid_before")),
                intended.text("nonce"));
    }

    private static Asset asset(BundleEvent intended) {
        String[] asset = intended.text("asset").split("/erc20:", 2);
        return new Asset(
                intended.text("symbol"),
                Network.parse(asset[0]),
                new Address(asset[asset.length - 1]),
                Integer.parseInt(intended.text("decimals")),
                Usd.ofMicros(Long.parseLong(intended.text("peg_micros"))));
    }

    private void transactions(JsonNode raw, BundleEvent intended, BundleEvent authorized) {
        List<BundleEvent> known = track.transactions();
        if (raw.size() != known.size()) {
            problems.accept("the bundle holds " + raw.size() + " transactions, and " + known.size() + " were signed");
            return;
        }
        Asset asset = asset(intended);
        String call =
                SignedTransfer.call(new Address(authorized.text("payee")), new BigInteger(authorized.text("units")));
        for (int i = 0; i < known.size(); i++) {
            BundleEvent event = known.get(i);
            SignedTransfer said = SignedTransfer.read(raw.path(i).asText()).orElse(null);
            if (said == null || !said.hash().equals(event.text("transaction"))) {
                problems.accept("transaction " + event.text("n") + " is not `" + event.text("transaction") + "`");
            } else if (!said.from().text().equals(intended.text("authorizer"))) {
                problems.accept(
                        "transaction " + event.text("n") + " is signed by `" + said.from() + "`, not by the account");
            } else if (said.chainId() != asset.network().chainId()
                    || !said.number().toString().equals(event.text("account_nonce"))
                    || !said.to().equals(asset.contract().text())
                    || said.coins().signum() != 0
                    || !said.data().equals(call)) {
                problems.accept("transaction " + event.text("n") + " does not do what the events say of it");
            }
        }
    }

    private void order(JsonNode order, BundleEvent intended, BundleEvent authorized) throws NotJsonException {
        members(order, Set.of("address", "body", "invoice"));
        String body = order.path("body").asText();
        if (order.path("address").asText().equals(Ordered.OWN)) {
            same(
                    "order",
                    intended.text("nonce") + " " + authorized.text("payee") + " " + authorized.text("units"),
                    order.path("body"));
            same("invoice of the order", "null", order.path("invoice"));
            return;
        }
        JsonNode invoice = object(order.path("invoice").asText());
        same("quote", object(body).path("quoteId").asText(), invoice.path("quoteId"));
        String amount = invoice.path("amount").asText();
        if (!amount.matches("(0|[1-9][0-9]{0,11})(\\.[0-9]{1,18})?")) {
            throw new IllegalArgumentException("`" + amount + "` is no amount");
        }
        BigInteger units = new BigDecimal(amount)
                .movePointRight(asset(intended).decimals())
                .toBigIntegerExact();
        if (!units.toString().equals(authorized.text("units"))) {
            problems.accept("amount of the invoice: `" + units + "` and `" + authorized.text("units") + "` differ");
        }
    }

    private static JsonNode object(String text) throws NotJsonException {
        return StrictJson.read(text.getBytes(StandardCharsets.UTF_8), BYTES_MOST)
                .root();
    }

    private void same(String what, String expected, JsonNode found) {
        if (!expected.equalsIgnoreCase(found.asText())) {
            problems.accept(what + ": `" + expected + "` and `" + found.asText() + "` differ");
        }
    }
}
