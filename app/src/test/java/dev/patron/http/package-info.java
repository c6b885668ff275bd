/** The gateway over real HTTP, asked as its published page says, on a clock that is moved by hand. */
@NullMarked
package dev.patron.http;

import org.jspecify.annotations.NullMarked;
