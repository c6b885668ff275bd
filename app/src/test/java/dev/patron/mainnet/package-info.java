/** The gateway paying on a chain: real ledger, real HTTP, a node of the test's own. */
@NullMarked
package dev.patron.mainnet;

import org.jspecify.annotations.NullMarked;
