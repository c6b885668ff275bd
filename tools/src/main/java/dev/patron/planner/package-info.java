/** Planners: a brief and a history become the next moves. */
@NullMarked
package dev.patron.planner;

import org.jspecify.annotations.NullMarked;
