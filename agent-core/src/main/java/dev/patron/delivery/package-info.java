/** Assets and receipts: what was obtained and what it cost. */
@NullMarked
package dev.patron.delivery;

import org.jspecify.annotations.NullMarked;
