package dev.patron.paywall;

import java.math.BigDecimal;

/** What a proof must show: this invoice, this amount, to this payee, on this network. */
public record Bill(String invoiceId, BigDecimal amount, String payTo, String network) {}
