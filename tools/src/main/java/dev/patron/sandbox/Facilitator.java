package dev.patron.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.patron.sandbox.Token.Refusal;
import dev.patron.sandbox.TypedText.Domain;
import java.math.BigInteger;
import java.util.Optional;
import org.web3j.crypto.Keys;

/**
 * Checks payments of scheme {@code exact} over EIP-3009, in the order and with the codes of the reference facilitator.
 */
final class Facilitator {
    private static final BigInteger SECONDS_IN_HAND = BigInteger.valueOf(6);

    private final SandboxChain chain;

    Facilitator(SandboxChain chain) {
        this.chain = chain;
    }

    /** What a check comes to. */
    sealed interface Verdict {
        /** The transfer would succeed now. */
        record Valid(TokenCall.Transfer transfer) implements Verdict {}

        /** It would not. */
        record Invalid(String code) implements Verdict {}
    }

    /** Checks a payload against the option it accepts. */
    Verdict verify(JsonNode option, JsonNode payload) {
        JsonNode inner = payload.path("payload");
        JsonNode extra = option.path("extra");
        if (!option.path("scheme").asText().equals("exact")) {
            return new Verdict.Invalid("unsupported_scheme");
        }
        if (inner.has("permit2Authorization")) {
            return new Verdict.Invalid("permit2_proxy_not_deployed");
        }
        if (extra.path("assetTransferMethod").asText("eip3009").equals("permit2")) {
            return new Verdict.Invalid("unsupported_payload_type");
        }
        if (!extra.path("name").isTextual() || !extra.path("version").isTextual()) {
            return new Verdict.Invalid("invalid_exact_evm_missing_eip712_domain");
        }
        if (!option.path("network").asText().equals(Offer.network())) {
            return new Verdict.Invalid("invalid_exact_evm_network_mismatch");
        }
        try {
            TokenCall.Transfer transfer = transfer(inner);
            return refusal(option, transfer)
                    .<Verdict>map(Verdict.Invalid::new)
                    .orElseGet(() -> new Verdict.Valid(transfer));
        } catch (IllegalArgumentException _) {
            return new Verdict.Invalid("invalid_payload");
        }
    }

    private static TokenCall.Transfer transfer(JsonNode inner) {
        JsonNode authorization = inner.path("authorization");
        String nonce = authorization.path("nonce").asText();
        if (!Words.isWord(nonce) || !inner.path("signature").isTextual()) {
            throw new IllegalArgumentException("the nonce is not a word, or there is no signature");
        }
        return new TokenCall.Transfer(
                new TokenCall.Move(
                        Words.address(authorization.path("from").asText()),
                        Words.address(authorization.path("to").asText()),
                        Words.uint256(authorization.path("value").asText())),
                new TokenCall.Window(
                        Words.uint256(authorization.path("validAfter").asText()),
                        Words.uint256(authorization.path("validBefore").asText())),
                Words.lower(nonce),
                inner.path("signature").asText());
    }

    private Optional<String> refusal(JsonNode option, TokenCall.Transfer transfer) {
        JsonNode extra = option.path("extra");
        Domain domain = new Domain(
                extra.path("name").asText(),
                extra.path("version").asText(),
                BigInteger.valueOf(Sandbox.CHAIN_ID),
                option.path("asset").asText());
        Optional<String> signer =
                TypedText.signerForFacilitator(TypedText.digest(domain, transfer), transfer.signature());
        BigInteger now = BigInteger.valueOf(chain.time().getEpochSecond());
        if (!signer.equals(Optional.of(transfer.move().from()))) {
            return Optional.of("invalid_exact_evm_signature");
        }
        if (!transfer.move().to().equals(Words.lower(option.path("payTo").asText()))) {
            return Optional.of("invalid_exact_evm_recipient_mismatch");
        }
        if (transfer.window().validBefore().compareTo(now.add(SECONDS_IN_HAND)) < 0) {
            return Optional.of("invalid_exact_evm_payload_authorization_valid_before");
        }
        if (transfer.window().validAfter().compareTo(now) > 0) {
            return Optional.of("invalid_exact_evm_payload_authorization_valid_after");
        }
        if (!transfer.move().value().toString().equals(option.path("amount").asText())) {
            return Optional.of("invalid_exact_evm_payload_authorization_value_mismatch");
        }
        if (!domain.contract().equals(Sandbox.TOKEN)) {
            return Optional.of("asset_not_deployed_contract");
        }
        return chain.refusal(transfer).map(refusal -> diagnosis(domain, refusal));
    }

    private static String diagnosis(Domain domain, Refusal refusal) {
        if (refusal == Refusal.USED) {
            return "invalid_exact_evm_nonce_already_used";
        }
        if (!domain.name().equals(Sandbox.TOKEN_NAME)) {
            return "invalid_exact_evm_token_name_mismatch";
        }
        if (!domain.version().equals(Sandbox.TOKEN_VERSION)) {
            return "invalid_exact_evm_token_version_mismatch";
        }
        return refusal == Refusal.BALANCE
                ? "invalid_exact_evm_insufficient_balance"
                : "invalid_exact_evm_transaction_simulation_failed";
    }

    /** The receipt of a transfer that was collected. */
    static ObjectNode collected(TokenCall.Transfer transfer, String transaction) {
        return Json.object()
                .put("success", true)
                .put("payer", Keys.toChecksumAddress(transfer.move().from()))
                .put("transaction", transaction)
                .put("network", Offer.network());
    }

    /** The receipt of a transfer that was not collected, or not seen to be. */
    static ObjectNode notCollected(TokenCall.Transfer transfer, String transaction, String reason) {
        return Json.object()
                .put("success", false)
                .put("errorReason", reason)
                .put("payer", Keys.toChecksumAddress(transfer.move().from()))
                .put("transaction", transaction)
                .put("network", Offer.network());
    }
}
