package dev.patron.payment;

import dev.patron.money.Amount;
import dev.patron.money.Payee;
import dev.patron.policy.Code;

/** What came of holding a demand against the catalogue. */
public sealed interface Choice {
    /** One way to pay that agrees with the catalogue in everything. */
    record Chosen(PaymentRequirements entry, Payee payee, Amount amount) implements Choice {}

    /**
     * None does.
     *
     * @param code   what the nearest entry differs in
     * @param detail expected and received values, safe to show
     */
    record Denied(Code code, String detail) implements Choice {}
}
