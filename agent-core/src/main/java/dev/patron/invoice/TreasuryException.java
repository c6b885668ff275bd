package dev.patron.invoice;

import dev.patron.policy.Code;

/** Says that a treasury makes no order: it holds too little, or its wallet cannot be used. Nothing was signed. */
public final class TreasuryException extends RuntimeException {
    private final Code code;

    /** @param code {@link Code#INSUFFICIENT_BALANCE}, {@link Code#FEE_LIMIT} or {@link Code#WALLET_ERROR} */
    public TreasuryException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
