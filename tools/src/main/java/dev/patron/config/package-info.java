/** The files people write: policies, catalogues and briefs, strictly read. */
@NullMarked
package dev.patron.config;

import org.jspecify.annotations.NullMarked;
