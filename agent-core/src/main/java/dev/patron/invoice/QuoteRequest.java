package dev.patron.invoice;

import java.math.BigDecimal;

/**
 * An invoice that an agent asks about, as it came.
 *
 * @param invoiceId   the provider's id of it
 * @param amount      whole tokens, exactly as written
 * @param payTo       who is to be paid
 * @param network     the gateway's word for where
 * @param description what for, in the provider's words; empty where nothing was said
 * @param provider    who sent it
 */
public record QuoteRequest(
        String invoiceId, BigDecimal amount, String payTo, String network, String description, ProviderHost provider) {}
