/** The control door by itself. */
@NullMarked
package dev.patron.door;

import org.jspecify.annotations.NullMarked;
