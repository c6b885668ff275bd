/** Runs: a brief carried from plan to delivery, through crashes. */
@NullMarked
package dev.patron.run;

import org.jspecify.annotations.NullMarked;
