package dev.patron.gateway;

import dev.patron.money.Address;
import dev.patron.payment.Authorization;
import dev.patron.payment.Signer;

/** Stands where a wallet stands, and signs nothing: a gateway pays from its own treasury, on an order. */
public final class GatewayWallet implements Signer {
    private final GatewayTerms terms;

    public GatewayWallet(GatewayTerms terms) {
        this.terms = terms;
    }

    @Override
    public Address address() {
        return terms.treasury();
    }

    /** The one id of a payment for life; it is no secret, because nothing is signed with it. */
    @Override
    public String nonce(String intent) {
        return "0x" + Digest.of("gateway order " + intent);
    }

    /** SHA-256 of a text, in lower-case hexadecimal: what names stand for things without an address of their own. */
    public static String digest(String text) {
        return Digest.of(text);
    }

    @Override
    public Authorization.Signed sign(Authorization.Eip3009 authorization) {
        return new Authorization.Signed(authorization, "");
    }
}
