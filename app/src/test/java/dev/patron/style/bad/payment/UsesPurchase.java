package dev.patron.style.bad.payment;

import dev.patron.style.bad.purchase.Cart;

/** A payment that knows what is bought. */
public record UsesPurchase(Cart cart) {}
