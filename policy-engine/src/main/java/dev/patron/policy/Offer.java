package dev.patron.policy;

import dev.patron.money.Amount;
import dev.patron.money.Payee;

/** Something on sale in the catalogue, for naming what could be had instead. */
public record Offer(String provider, String kind, String model, Payee payee, Amount amount) {}
