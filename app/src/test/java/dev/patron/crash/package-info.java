/** Processes that die at the worst moment, copies that are put back, and what must hold after. */
@NullMarked
package dev.patron.crash;

import org.jspecify.annotations.NullMarked;
