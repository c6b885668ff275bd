/** The whole program against the simulated market: faults, budgets, and what is said about them. */
@NullMarked
package dev.patron.market;

import org.jspecify.annotations.NullMarked;
