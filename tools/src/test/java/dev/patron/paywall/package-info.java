/** A provider's paywall over real HTTP. */
@NullMarked
package dev.patron.paywall;

import org.jspecify.annotations.NullMarked;
