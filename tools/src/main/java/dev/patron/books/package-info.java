/** The ledger's books in forms that other programs read: JSON Lines, CSV, plain text accounting. */
@NullMarked
package dev.patron.books;

import org.jspecify.annotations.NullMarked;
