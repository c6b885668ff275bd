package dev.patron.purchase;

import dev.patron.payment.Order;
import dev.patron.plan.Shot;

/** A shot that is to be bought: its payment's order and what is to be made. */
public record ShotOrder(Order order, Shot shot) {}
