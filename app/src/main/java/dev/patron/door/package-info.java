/** Documents and questions: what every door says and may be asked, and the control door on loopback. */
@NullMarked
package dev.patron.door;

import org.jspecify.annotations.NullMarked;
