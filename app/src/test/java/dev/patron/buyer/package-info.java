/** Patron as a buyer through a gateway: the whole loop, and gateways that break or mean harm. */
@NullMarked
package dev.patron.buyer;

import org.jspecify.annotations.NullMarked;
