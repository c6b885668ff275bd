@NullMarked
package dev.patron.treasury;

import org.jspecify.annotations.NullMarked;
