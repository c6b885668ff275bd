/** Buying from providers that send invoices: a gateway elsewhere or the treasury of this ledger pays them, and proofs are shown. */
@NullMarked
package dev.patron.gateway;

import org.jspecify.annotations.NullMarked;
