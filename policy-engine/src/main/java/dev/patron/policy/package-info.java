/** The spending policy and the one act that applies it. */
@NullMarked
package dev.patron.policy;

import org.jspecify.annotations.NullMarked;
