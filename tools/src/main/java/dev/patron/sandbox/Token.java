package dev.patron.sandbox;

import dev.patron.sandbox.TypedText.Domain;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The token's books: who held what at which block, and which authorizations are used up.
 *
 * <p>Not safe for threads; the chain guards it.
 */
final class Token {
    /** Why the token reverts; the words are those of the USDC contract, version 2.2. */
    enum Refusal {
        NOT_YET_VALID("FiatTokenV2: authorization is not yet valid"),
        EXPIRED("FiatTokenV2: authorization is expired"),
        USED("FiatTokenV2: authorization is used or canceled"),
        SIGNATURE("FiatTokenV2: invalid signature"),
        ZERO_PAYEE("ERC20: transfer to the zero address"),
        BALANCE("ERC20: transfer amount exceeds balance");

        private final String reason;

        Refusal(String reason) {
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    private record Nonce(String authorizer, String nonce) {}

    private static final Domain DOMAIN =
            new Domain(Sandbox.TOKEN_NAME, Sandbox.TOKEN_VERSION, BigInteger.valueOf(Sandbox.CHAIN_ID), Sandbox.TOKEN);

    private final Map<String, TreeMap<Long, BigInteger>> balances = new HashMap<>();
    private final TreeMap<Long, BigInteger> supply = new TreeMap<>();
    private final Map<Nonce, Long> used = new HashMap<>();

    /** The domain that signatures on this token must carry. */
    static Domain domain() {
        return DOMAIN;
    }

    BigInteger balance(String holder, long block) {
        TreeMap<Long, BigInteger> history = balances.get(Words.lower(holder));
        return history == null ? BigInteger.ZERO : at(history, block);
    }

    BigInteger supply(long block) {
        return at(supply, block);
    }

    /** Whether the authorization was used or cancelled at or before the block. */
    boolean isUsed(String authorizer, String nonce, long block) {
        return used.getOrDefault(new Nonce(Words.lower(authorizer), Words.lower(nonce)), Long.MAX_VALUE) <= block;
    }

    /** What the token would say to the call in a block made at that time; empty means that it succeeds. */
    Optional<Refusal> refusal(TokenCall call, long blockSeconds) {
        return switch (call) {
            case TokenCall.Mint _ -> Optional.empty();
            case TokenCall.Payout payout -> refusal(payout.move());
            case TokenCall.Cancel cancel -> refusal(cancel);
            case TokenCall.Transfer transfer -> refusal(transfer, BigInteger.valueOf(blockSeconds));
        };
    }

    private Optional<Refusal> refusal(TokenCall.Cancel cancel) {
        if (isUsed(cancel.authorizer(), cancel.nonce(), Long.MAX_VALUE - 1)) {
            return Optional.of(Refusal.USED);
        }
        byte[] digest = TypedText.digest(DOMAIN, cancel);
        boolean signed = TypedText.signerForToken(digest, cancel.signature())
                .filter(cancel.authorizer()::equals)
                .isPresent();
        return signed ? Optional.empty() : Optional.of(Refusal.SIGNATURE);
    }

    private Optional<Refusal> refusal(TokenCall.Transfer transfer, BigInteger now) {
        String from = transfer.move().from();
        if (now.compareTo(transfer.window().validAfter()) <= 0) {
            return Optional.of(Refusal.NOT_YET_VALID);
        }
        if (now.compareTo(transfer.window().validBefore()) >= 0) {
            return Optional.of(Refusal.EXPIRED);
        }
        if (isUsed(from, transfer.nonce(), Long.MAX_VALUE - 1)) {
            return Optional.of(Refusal.USED);
        }
        Optional<String> signer = TypedText.signerForToken(TypedText.digest(DOMAIN, transfer), transfer.signature());
        if (!signer.equals(Optional.of(from))) {
            return Optional.of(Refusal.SIGNATURE);
        }
        return refusal(transfer.move());
    }

    private Optional<Refusal> refusal(TokenCall.Move move) {
        if (move.to().equals(Words.ZERO_ADDRESS)) {
            return Optional.of(Refusal.ZERO_PAYEE);
        }
        return balance(move.from(), Long.MAX_VALUE).compareTo(move.value()) < 0
                ? Optional.of(Refusal.BALANCE)
                : Optional.empty();
    }

    /** Books a call that was not refused. */
    void book(TokenCall call, long block) {
        switch (call) {
            case TokenCall.Mint mint -> {
                change(mint.to(), mint.value(), block);
                supply.put(block, supply(block).add(mint.value()));
            }
            case TokenCall.Cancel cancel -> used.put(new Nonce(cancel.authorizer(), cancel.nonce()), block);
            case TokenCall.Transfer transfer -> {
                used.put(new Nonce(transfer.move().from(), transfer.nonce()), block);
                move(transfer.move(), block);
            }
            case TokenCall.Payout payout -> move(payout.move(), block);
        }
    }

    private void move(TokenCall.Move move, long block) {
        change(move.from(), move.value().negate(), block);
        change(move.to(), move.value(), block);
    }

    private void change(String holder, BigInteger by, long block) {
        TreeMap<Long, BigInteger> history = balances.computeIfAbsent(holder, _ -> new TreeMap<>());
        history.put(block, at(history, block).add(by));
    }

    /** Forgets everything above a height. */
    void dropAbove(long height) {
        used.values().removeIf(block -> block > height);
        supply.tailMap(height, false).clear();
        balances.values().forEach(history -> history.tailMap(height, false).clear());
    }

    private static BigInteger at(NavigableMap<Long, BigInteger> history, long block) {
        Map.Entry<Long, BigInteger> entry = history.floorEntry(block);
        return entry == null ? BigInteger.ZERO : entry.getValue();
    }
}
