package dev.patron.evm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.web3j.crypto.Hash;

/**
 * One row of the table of authorizations: calls on a token in order, each in a block of its own at a given second, what
 * the token makes of each, and what it must say at the end.
 *
 * <p>Keys and nonces follow from the row's name, so no row touches another's.
 */
final class TokenRow {
    static final String ACCEPTED = "ACCEPTED";
    /** What each payer holds before the first call. */
    static final long PURSE = 100_000;

    static final long PRICE = 50_000;
    private static final int STEP_SECONDS = 10;

    private final String name;
    private final String about;
    private final long begins;
    private final ObjectNode funds = new ObjectMapper().createObjectNode();
    private final ArrayNode steps = new ObjectMapper().createArrayNode();
    private final Map<String, BigInteger> balances = new TreeMap<>();
    private final Set<Spent> mentioned = new LinkedHashSet<>();
    private final Set<Spent> spent = new LinkedHashSet<>();
    private final KeyWallet payer;
    private int nonces;

    private record Spent(String authorizer, String nonce) {}

    TokenRow(String name, String about, long begins) {
        this.name = name;
        this.about = about;
        this.begins = begins;
        this.payer = funded("payer");
    }

    /** A key that is good for this row alone, and money for it. */
    KeyWallet funded(String label) {
        KeyWallet wallet = KeyWallet.of(hash("key " + label));
        fund(wallet.address().text(), PURSE);
        return wallet;
    }

    private void fund(String holder, long units) {
        funds.put(holder, Long.toString(units));
        balances.put(holder, BigInteger.valueOf(units));
    }

    KeyWallet payer() {
        return payer;
    }

    /** An address without a known key, which is paid. */
    String payee() {
        return "0x" + hex(hash("payee")).substring(0, 40);
    }

    String nonce() {
        return "0x" + hex(hash("nonce " + nonces++));
    }

    /** The second of the block that the next call is put into. */
    long now() {
        return begins + (long) STEP_SECONDS * steps.size();
    }

    /** What an honest buyer signs: the price to the payee, from the beginning of time and for five minutes. */
    TokenDraft draft() {
        return TokenDraft.honest(payer, payee(), PRICE).between(0, now() + 300).nonce(nonce());
    }

    /** The next call is this transfer, under the payer's good signature. */
    void transfer(String outcome, TokenDraft draft) {
        transfer(outcome, draft, draft.signedBy(payer));
    }

    /** The next call is this transfer under that signature. */
    void transfer(String outcome, TokenDraft draft, String signature) {
        ObjectNode step = step("transfer", outcome);
        draft.message().forEach(step::put);
        step.put("signature", signature);
        String from = draft.get("from");
        String to = draft.get("to");
        BigInteger value = new BigInteger(draft.get("value"));
        mention(outcome, new Spent(from, draft.get("nonce")));
        balances.putIfAbsent(from, BigInteger.ZERO);
        balances.putIfAbsent(to, BigInteger.ZERO);
        if (outcome.equals(ACCEPTED)) {
            balances.merge(from, value, BigInteger::subtract);
            balances.merge(to, value, BigInteger::add);
        }
    }

    /** The next call is this cancellation under that signature. */
    void cancel(String outcome, String authorizer, String nonce, String signature) {
        step("cancel", outcome)
                .put("authorizer", authorizer)
                .put("nonce", nonce)
                .put("signature", signature);
        mention(outcome, new Spent(authorizer, nonce));
    }

    private ObjectNode step(String call, String outcome) {
        long at = now();
        return steps.addObject().put("call", call).put("at", at).put("outcome", outcome);
    }

    private void mention(String outcome, Spent nonce) {
        mentioned.add(nonce);
        if (outcome.equals(ACCEPTED)) {
            spent.add(nonce);
        }
    }

    ObjectNode json() {
        ObjectNode row = new ObjectMapper().createObjectNode().put("name", name).put("about", about);
        row.set("funds", funds);
        row.set("steps", steps);
        ObjectNode held = row.putObject("balances");
        balances.forEach((holder, units) -> held.put(holder, units.toString()));
        ArrayNode nonceStates = row.putArray("nonces");
        mentioned.forEach(nonce -> nonceStates
                .addObject()
                .put("authorizer", nonce.authorizer())
                .put("nonce", nonce.nonce())
                .put("spent", spent.contains(nonce)));
        return row;
    }

    private byte[] hash(String what) {
        return Hash.sha3(("patron token vector, " + name + ", " + what).getBytes(StandardCharsets.UTF_8));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
