/** The XGEN API: a seller of pictures and clips. */
@NullMarked
package dev.patron.xgen;

import org.jspecify.annotations.NullMarked;
