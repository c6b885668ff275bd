/** A simulated seller, facilitator and chain on loopback, beyond the wire. */
@NullMarked
package dev.patron.sandbox;

import org.jspecify.annotations.NullMarked;
