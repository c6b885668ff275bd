package dev.patron.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.crypto.Sign.SignatureData;
import org.web3j.crypto.StructuredDataEncoder;
import org.web3j.utils.Numeric;

/**
 * EIP-712 texts of EIP-3009 and the signatures under them.
 *
 * <p>Two readers exist. The token's is strict as the contract is: 65 bytes, v 27 or 28, low s. A facilitator's
 * library is lax: it takes v 0 or 1 and high s too, and so finds out only from the token that they do not pass.
 */
final class TypedText {
    private static final Pattern SIGNATURE = Pattern.compile("0x[0-9a-fA-F]{130}");
    private static final BigInteger HALF_ORDER = Sign.CURVE_PARAMS.getN().shiftRight(1);

    private TypedText() {}

    /** The four fields that bind a signature to one token on one chain. */
    record Domain(String name, String version, BigInteger chainId, String contract) {}

    static byte[] digest(Domain domain, TokenCall.Transfer transfer) {
        ObjectNode message = Json.object()
                .put("from", transfer.move().from())
                .put("to", transfer.move().to())
                .put("value", transfer.move().value().toString())
                .put("validAfter", transfer.window().validAfter().toString())
                .put("validBefore", transfer.window().validBefore().toString())
                .put("nonce", transfer.nonce());
        String[] fields = {
            "address from", "address to", "uint256 value", "uint256 validAfter", "uint256 validBefore", "bytes32 nonce"
        };
        return encoder(domain, "TransferWithAuthorization", fields, message).hashStructuredData();
    }

    static byte[] digest(Domain domain, TokenCall.Cancel cancel) {
        ObjectNode message =
                Json.object().put("authorizer", cancel.authorizer()).put("nonce", cancel.nonce());
        String[] fields = {"address authorizer", "bytes32 nonce"};
        return encoder(domain, "CancelAuthorization", fields, message).hashStructuredData();
    }

    static String separator(Domain domain) {
        String[] fields = {"bytes32 nonce"};
        ObjectNode message = Json.object().put("nonce", Words.ZERO_WORD);
        return Numeric.toHexString(
                encoder(domain, "CancelAuthorization", fields, message).hashDomain());
    }

    private static StructuredDataEncoder encoder(Domain domain, String type, String[] fields, ObjectNode message) {
        ObjectNode root = Json.object();
        ObjectNode types = root.putObject("types");
        String[] domainFields = {"string name", "string version", "uint256 chainId", "address verifyingContract"};
        describe(types.putArray("EIP712Domain"), domainFields);
        describe(types.putArray(type), fields);
        root.put("primaryType", type);
        root.putObject("domain")
                .put("name", domain.name())
                .put("version", domain.version())
                .put("chainId", domain.chainId().toString())
                .put("verifyingContract", domain.contract());
        root.set("message", message);
        try {
            return new StructuredDataEncoder(new String(Json.bytes(root), StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new IllegalStateException("a typed text that its own library cannot read", impossible);
        }
    }

    private static void describe(ArrayNode into, String[] fields) {
        for (String field : fields) {
            int space = field.indexOf(' ');
            into.addObject().put("name", field.substring(space + 1)).put("type", field.substring(0, space));
        }
    }

    /** The signer, as the token sees it, if the token takes the signature at all. */
    static Optional<String> signerForToken(byte[] digest, String signature) {
        if (!SIGNATURE.matcher(signature).matches()) {
            return Optional.empty();
        }
        byte[] bytes = Numeric.hexStringToByteArray(signature);
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(bytes, 32, 64));
        if ((bytes[64] != 27 && bytes[64] != 28) || s.compareTo(HALF_ORDER) > 0) {
            return Optional.empty();
        }
        return recover(digest, bytes);
    }

    /** The signer, as a facilitator's library sees it. */
    static Optional<String> signerForFacilitator(byte[] digest, String signature) {
        if (!SIGNATURE.matcher(signature).matches()) {
            return Optional.empty();
        }
        byte[] bytes = Numeric.hexStringToByteArray(signature);
        if (bytes[64] == 0 || bytes[64] == 1) {
            bytes[64] = (byte) (bytes[64] + 27);
        }
        return bytes[64] == 27 || bytes[64] == 28 ? recover(digest, bytes) : Optional.empty();
    }

    private static Optional<String> recover(byte[] digest, byte[] bytes) {
        SignatureData parts =
                new SignatureData(bytes[64], Arrays.copyOfRange(bytes, 0, 32), Arrays.copyOfRange(bytes, 32, 64));
        try {
            BigInteger key = Sign.signedMessageHashToKey(digest, parts);
            return Optional.of("0x" + Keys.getAddress(key));
        } catch (SignatureException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** v, r, s as three words without {@code 0x}; the signature has been found well-formed before. */
    static String abi(String signature) {
        String digits = Words.lower(signature.substring(2));
        return Words.word(digits.substring(128)) + digits.substring(0, 128);
    }
}
