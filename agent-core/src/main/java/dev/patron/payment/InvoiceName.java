package dev.patron.payment;

/**
 * An invoice as its sender names it.
 *
 * @param provider the host that sent it, with its port where that is not the scheme's own
 * @param id       the sender's own id of it
 * @param network  the gateway's word for where it is paid
 * @param payTo    who is to be paid, as it says
 */
public record InvoiceName(String provider, String id, String network, String payTo) {}
