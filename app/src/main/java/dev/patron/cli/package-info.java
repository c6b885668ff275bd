/** The command line. */
@NullMarked
package dev.patron.cli;

import org.jspecify.annotations.NullMarked;
