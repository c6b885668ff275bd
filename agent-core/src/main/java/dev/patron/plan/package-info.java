/** Briefs, shots and storyboards: what is to be obtained. */
@NullMarked
package dev.patron.plan;

import org.jspecify.annotations.NullMarked;
