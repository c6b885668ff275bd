package dev.patron.crash;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.crypto.StructuredDataEncoder;
import org.web3j.utils.Numeric;

/** Somebody else with the wallet's key, who cancels an authorization on the chain (EIP-3009). */
final class Canceller {
    private final ECKeyPair key;

    Canceller(Path data) {
        try {
            this.key = ECKeyPair.create(new BigInteger(
                    Files.readString(data.resolve("wallet/sandbox.key")).strip(), 16));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void cancel(Sandbox sandbox, String nonce) {
        String owner = "0x" + Keys.getAddress(key);
        sandbox.chain().cancelAuthorization(owner, nonce, signature(owner, nonce));
    }

    private String signature(String owner, String nonce) {
        ObjectNode root = new ObjectMapper().createObjectNode().put("primaryType", "CancelAuthorization");
        ObjectNode types = root.putObject("types");
        field(types, "EIP712Domain", "name", "string");
        field(types, "EIP712Domain", "version", "string");
        field(types, "EIP712Domain", "chainId", "uint256");
        field(types, "EIP712Domain", "verifyingContract", "address");
        field(types, "CancelAuthorization", "authorizer", "address");
        field(types, "CancelAuthorization", "nonce", "bytes32");
        root.putObject("domain")
                .put("name", Sandbox.TOKEN_NAME)
                .put("version", Sandbox.TOKEN_VERSION)
                .put("chainId", Long.toString(Sandbox.CHAIN_ID))
                .put("verifyingContract", Sandbox.TOKEN);
        root.putObject("message").put("authorizer", owner).put("nonce", nonce);
        try {
            byte[] digest = new StructuredDataEncoder(root.toString()).hashStructuredData();
            Sign.SignatureData made = Sign.signMessage(digest, key, false);
            return Numeric.toHexString(made.getR())
                    + Numeric.toHexStringNoPrefix(made.getS())
                    + Numeric.toHexStringNoPrefix(made.getV());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void field(ObjectNode types, String type, String name, String of) {
        types.withArray(type).addObject().put("name", name).put("type", of);
    }
}
