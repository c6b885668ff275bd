/** Proofs of payment as JSON web tokens; the only place that knows nimbus-jose-jwt. */
@NullMarked
package dev.patron.proof;

import org.jspecify.annotations.NullMarked;
