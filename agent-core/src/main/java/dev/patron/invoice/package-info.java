/** Invoices of other programs: keys, quotes that reserve, payment once, and proofs. The gateway without its wire. */
@NullMarked
package dev.patron.invoice;

import org.jspecify.annotations.NullMarked;
