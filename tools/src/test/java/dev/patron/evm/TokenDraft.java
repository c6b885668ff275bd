package dev.patron.evm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.money.Address;
import dev.patron.money.Asset;
import dev.patron.money.Network;
import dev.patron.money.Usd;
import dev.patron.payment.TokenDomain;
import dev.patron.sandbox.Sandbox;
import java.io.IOException;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import org.web3j.crypto.Sign;
import org.web3j.crypto.StructuredDataEncoder;
import org.web3j.utils.Numeric;

/** A transfer to be signed, in a signing domain; what is changed of it gives another. */
record TokenDraft(Map<String, String> domain, Map<String, String> message) {
    static final String NOBODY = "0x" + "0".repeat(40);

    private static final String[] DOMAIN_FIELDS = {
        "string name", "string version", "uint256 chainId", "address verifyingContract"
    };
    private static final String[] TRANSFER_FIELDS = {
        "address from", "address to", "uint256 value", "uint256 validAfter", "uint256 validBefore", "bytes32 nonce"
    };
    private static final String[] CANCEL_FIELDS = {"address authorizer", "bytes32 nonce"};

    /** Valid from the beginning of time, in the domain of the token that the calls are made on. */
    static TokenDraft honest(KeyWallet payer, String payee, long value) {
        Map<String, String> domain = new LinkedHashMap<>();
        domain.put("name", Sandbox.TOKEN_NAME);
        domain.put("version", Sandbox.TOKEN_VERSION);
        domain.put("chainId", Long.toString(Sandbox.CHAIN_ID));
        domain.put("verifyingContract", Sandbox.TOKEN);
        Map<String, String> message = new LinkedHashMap<>();
        message.put("from", payer.address().text());
        message.put("to", payee);
        message.put("value", Long.toString(value));
        message.put("validAfter", "0");
        return new TokenDraft(domain, message);
    }

    /** The same transfer in another domain. */
    TokenDraft in(String field, String other) {
        return new TokenDraft(changed(domain, field, other), message);
    }

    private TokenDraft with(String field, String other) {
        return new TokenDraft(domain, changed(message, field, other));
    }

    private static Map<String, String> changed(Map<String, String> fields, String field, String other) {
        Map<String, String> copy = new LinkedHashMap<>(fields);
        copy.put(field, other);
        return copy;
    }

    String get(String field) {
        return message.getOrDefault(field, "");
    }

    TokenDraft from(KeyWallet other) {
        return with("from", other.address().text());
    }

    TokenDraft fromNobody() {
        return with("from", NOBODY);
    }

    TokenDraft to(String other) {
        return with("to", other);
    }

    TokenDraft to(KeyWallet other) {
        return with("to", other.address().text());
    }

    TokenDraft value(BigInteger other) {
        return with("value", other.toString());
    }

    TokenDraft value(long other) {
        return value(BigInteger.valueOf(other));
    }

    TokenDraft between(long after, long before) {
        return between(BigInteger.valueOf(after), BigInteger.valueOf(before));
    }

    TokenDraft between(BigInteger after, BigInteger before) {
        return with("validAfter", after.toString()).with("validBefore", before.toString());
    }

    TokenDraft nonce(String other) {
        return with("nonce", other);
    }

    /** Signed as a transfer. The digest is a library's; where a payment could be so, Patron's own must equal it. */
    String signedBy(KeyWallet wallet) {
        byte[] digest = digest("TransferWithAuthorization", TRANSFER_FIELDS, message);
        if (!message.containsValue(NOBODY)) {
            assertArrayEquals(digest, digestOfPatron());
        }
        return wallet.signature(digest);
    }

    private byte[] digestOfPatron() {
        Asset asset = new Asset(
                "pUSD",
                new Network("eip155", domain.getOrDefault("chainId", "")),
                new Address(domain.getOrDefault("verifyingContract", "")),
                6,
                Usd.parse("1"));
        TokenDomain named = new TokenDomain(domain.getOrDefault("name", ""), domain.getOrDefault("version", ""));
        return new Eip3009Digest(asset, named)
                .of(new Eip3009Digest.Transfer(
                        new Address(get("from")),
                        new Address(get("to")),
                        new BigInteger(get("value")),
                        new BigInteger(get("validAfter")),
                        new BigInteger(get("validBefore")),
                        get("nonce")));
    }

    /** Signed as EIP-3009's {@code ReceiveWithAuthorization} over the same fields. */
    String asReceiptSignedBy(KeyWallet wallet) {
        return wallet.signature(digest("ReceiveWithAuthorization", TRANSFER_FIELDS, message));
    }

    /** A signature under the cancelling of this draft's nonce. */
    String cancelledBy(KeyWallet wallet) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("authorizer", get("from"));
        fields.put("nonce", get("nonce"));
        return wallet.signature(digest("CancelAuthorization", CANCEL_FIELDS, fields));
    }

    private byte[] digest(String type, String[] fields, Map<String, String> values) {
        ObjectNode root = new ObjectMapper().createObjectNode().put("primaryType", type);
        ObjectNode types = root.putObject("types");
        describe(types, "EIP712Domain", DOMAIN_FIELDS);
        describe(types, type, fields);
        root.putPOJO("domain", domain);
        root.putPOJO("message", values);
        try {
            return new StructuredDataEncoder(root.toString()).hashStructuredData();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void describe(ObjectNode types, String name, String[] fields) {
        for (String field : fields) {
            int space = field.indexOf(' ');
            types.withArray(name)
                    .addObject()
                    .put("name", field.substring(space + 1))
                    .put("type", field.substring(0, space));
        }
    }

    /** The other signature that recovers to the same key: s above half of the curve's order. */
    static String highS(String signature) {
        BigInteger s = new BigInteger(signature.substring(66, 130), 16);
        return signature.substring(0, 66)
                + Numeric.toHexStringNoPrefixZeroPadded(Sign.CURVE_PARAMS.getN().subtract(s), 64)
                + String.format("%02x", 55 - v(signature));
    }

    /** The same r and s under another v. */
    static String withV(String signature, int v) {
        return signature.substring(0, 130) + String.format("%02x", v);
    }

    /** The v of a signature, 27 or 28. */
    static int v(String signature) {
        return Integer.parseInt(signature.substring(130), 16);
    }
}
