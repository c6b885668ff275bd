/** The x402 version 2 wire format, as a buyer reads and writes it. */
@NullMarked
package dev.patron.x402;

import org.jspecify.annotations.NullMarked;
