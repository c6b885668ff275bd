/** The gateway's door: HTTP in, one call, JSON out. Nothing is decided here. */
@NullMarked
package dev.patron.http;

import org.jspecify.annotations.NullMarked;
