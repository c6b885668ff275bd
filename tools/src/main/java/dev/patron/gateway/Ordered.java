package dev.patron.gateway;

import dev.patron.payment.SellerRequest;
import java.util.Optional;

/**
 * What was ordered for a shot, without the provider's request that stands beside it.
 *
 * @param address who was to pay
 * @param body    exactly what was handed over
 * @param invoice the invoice and the quote that the order names, in JSON; empty where the order says all itself
 */
public record Ordered(String address, String body, Optional<String> invoice) {
    /** Where this ledger's own treasury pays. */
    public static final String OWN = "treasury:own";

    /**
     * Reads an order as the ledger keeps it.
     *
     * @throws IllegalArgumentException when the request is something else
     */
    public static Ordered of(SellerRequest kept) {
        String address = kept.uri().toString();
        return new Ordered(
                address,
                kept.body(),
                address.equals(OWN) ? Optional.empty() : Optional.of(GatewayOrder.line(kept, GatewayOrder.INVOICE)));
    }
}
