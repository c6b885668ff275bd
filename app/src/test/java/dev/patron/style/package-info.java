/** The house's own rules, as tests: which package may use which, sizes, names, layout of the source. */
@NullMarked
package dev.patron.style;

import org.jspecify.annotations.NullMarked;
