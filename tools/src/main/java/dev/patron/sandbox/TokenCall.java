package dev.patron.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.List;

/** Something a transaction asks of the token; addresses and words are in lower case. */
sealed interface TokenCall {
    /** Hash of {@code Transfer(address,address,uint256)}. */
    String TRANSFER = Words.keccak("Transfer(address,address,uint256)");
    /** Hash of {@code AuthorizationUsed(address,bytes32)}, EIP-3009. */
    String USED = Words.keccak("AuthorizationUsed(address,bytes32)");
    /** Hash of {@code AuthorizationCanceled(address,bytes32)}, EIP-3009. */
    String CANCELED = Words.keccak("AuthorizationCanceled(address,bytes32)");

    /** What the token emits: topics, and data without {@code 0x}. */
    record Emitted(List<String> topics, String data) {
        private static Emitted transfer(String from, String to, BigInteger value) {
            return new Emitted(List.of(TRANSFER, "0x" + Words.word(from), "0x" + Words.word(to)), Words.word(value));
        }

        private static Emitted authorization(String topic, String authorizer, String nonce) {
            return new Emitted(List.of(topic, "0x" + Words.word(authorizer), nonce), "");
        }
    }

    /** The input of the transaction, with {@code 0x}. */
    String input();

    /** The events of a successful call, in order. */
    List<Emitted> emits();

    ObjectNode toJson();

    /** New money out of nothing. */
    record Mint(String to, BigInteger value) implements TokenCall {
        @Override
        public String input() {
            return Words.selector("mint(address,uint256)") + Words.word(to) + Words.word(value);
        }

        @Override
        public List<Emitted> emits() {
            return List.of(Emitted.transfer(Words.ZERO_ADDRESS, to, value));
        }

        @Override
        public ObjectNode toJson() {
            return Json.object().put("call", "mint").put("to", to).put("value", value.toString());
        }
    }

    /** Money that its holder sends, by an allowance of the relayer that always stands: how a seller pays back. */
    record Payout(Move move) implements TokenCall {
        @Override
        public String input() {
            return Words.selector("transferFrom(address,address,uint256)")
                    + Words.word(move.from())
                    + Words.word(move.to())
                    + Words.word(move.value());
        }

        @Override
        public List<Emitted> emits() {
            return List.of(Emitted.transfer(move.from(), move.to(), move.value()));
        }

        @Override
        public ObjectNode toJson() {
            return Json.object()
                    .put("call", "payout")
                    .put("from", move.from())
                    .put("to", move.to())
                    .put("value", move.value().toString());
        }
    }

    /** EIP-3009 {@code transferWithAuthorization}. */
    record Transfer(Move move, Window window, String nonce, String signature) implements TokenCall {
        @Override
        public String input() {
            return Words.selector("transferWithAuthorization("
                            + "address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)")
                    + Words.word(move.from())
                    + Words.word(move.to())
                    + Words.word(move.value())
                    + Words.word(window.validAfter())
                    + Words.word(window.validBefore())
                    + Words.word(nonce)
                    + TypedText.abi(signature);
        }

        @Override
        public List<Emitted> emits() {
            return List.of(
                    Emitted.authorization(USED, move.from(), nonce),
                    Emitted.transfer(move.from(), move.to(), move.value()));
        }

        @Override
        public ObjectNode toJson() {
            return Json.object()
                    .put("call", "transfer")
                    .put("from", move.from())
                    .put("to", move.to())
                    .put("value", move.value().toString())
                    .put("validAfter", window.validAfter().toString())
                    .put("validBefore", window.validBefore().toString())
                    .put("nonce", nonce)
                    .put("signature", signature);
        }
    }

    /** EIP-3009 {@code cancelAuthorization}. */
    record Cancel(String authorizer, String nonce, String signature) implements TokenCall {
        @Override
        public String input() {
            return Words.selector("cancelAuthorization(address,bytes32,uint8,bytes32,bytes32)")
                    + Words.word(authorizer)
                    + Words.word(nonce)
                    + TypedText.abi(signature);
        }

        @Override
        public List<Emitted> emits() {
            return List.of(Emitted.authorization(CANCELED, authorizer, nonce));
        }

        @Override
        public ObjectNode toJson() {
            return Json.object()
                    .put("call", "cancel")
                    .put("authorizer", authorizer)
                    .put("nonce", nonce)
                    .put("signature", signature);
        }
    }

    /** Who pays whom how many units. */
    record Move(String from, String to, BigInteger value) {}

    /** The seconds between which an authorization is good, both ends excluded. */
    record Window(BigInteger validAfter, BigInteger validBefore) {}

    static TokenCall fromJson(JsonNode json) {
        String nonce = json.path("nonce").asText();
        String signature = json.path("signature").asText();
        return switch (json.path("call").asText()) {
            case "mint" ->
                new Mint(
                        json.path("to").asText(),
                        Words.uint256(json.path("value").asText()));
            case "payout" -> new Payout(move(json));
            case "cancel" -> new Cancel(json.path("authorizer").asText(), nonce, signature);
            case "transfer" ->
                new Transfer(
                        move(json),
                        new Window(
                                Words.uint256(json.path("validAfter").asText()),
                                Words.uint256(json.path("validBefore").asText())),
                        nonce,
                        signature);
            default -> throw new IllegalArgumentException("the log holds a call that this version does not know");
        };
    }

    private static Move move(JsonNode json) {
        return new Move(
                json.path("from").asText(),
                json.path("to").asText(),
                Words.uint256(json.path("value").asText()));
    }
}
