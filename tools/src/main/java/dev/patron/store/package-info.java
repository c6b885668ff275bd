/** Files: stored assets and the delivery folder. */
@NullMarked
package dev.patron.store;

import org.jspecify.annotations.NullMarked;
