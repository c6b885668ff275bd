/** A remote gateway's client over real HTTP and against a chain. */
@NullMarked
package dev.patron.gateway;

import org.jspecify.annotations.NullMarked;
