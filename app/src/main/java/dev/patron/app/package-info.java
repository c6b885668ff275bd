/** Settings, wiring and the program's entry. */
@NullMarked
package dev.patron.app;

import org.jspecify.annotations.NullMarked;
