/** The documents, held against the program they describe. */
@NullMarked
package dev.patron.docs;

import org.jspecify.annotations.NullMarked;
