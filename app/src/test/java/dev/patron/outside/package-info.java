/** The program as a process of its own, seen from outside: secrets, locales, wrong input. */
@NullMarked
package dev.patron.outside;

import org.jspecify.annotations.NullMarked;
