/** A remote gateway as its client sees it: invoices of providers are quoted and paid there, and its proofs are shown. */
@NullMarked
package dev.patron.gateway;

import org.jspecify.annotations.NullMarked;
