/**
 * The provider's side of a gateway: a filter for the JDK's HTTP server that demands payment of an invoice, has the proof checked
 * and serves once. It knows nothing of Patron's ledger, and any program may use it.
 */
@NullMarked
package dev.patron.paywall;

import org.jspecify.annotations.NullMarked;
