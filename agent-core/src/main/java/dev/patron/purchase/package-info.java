/** One shot bought: its payment and its generation, two tracks on one intent. */
@NullMarked
package dev.patron.purchase;

import org.jspecify.annotations.NullMarked;
