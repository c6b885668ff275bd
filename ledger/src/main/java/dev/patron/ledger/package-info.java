/** What happened to money, and how it is proved. The only code that knows SQL. */
@NullMarked
package dev.patron.ledger;

import org.jspecify.annotations.NullMarked;
