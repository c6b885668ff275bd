/** Bounded HTTP: every exchange has a deadline, a size and no redirects. */
@NullMarked
package dev.patron.wire;

import org.jspecify.annotations.NullMarked;
