/** One purchase's money: quote, reserve, authorize, present, resolve. */
@NullMarked
package dev.patron.payment;

import org.jspecify.annotations.NullMarked;
