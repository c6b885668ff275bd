/** What money is here: amounts in whole atomic units, micro-dollars, networks and payees. */
@NullMarked
package dev.patron.money;

import org.jspecify.annotations.NullMarked;
