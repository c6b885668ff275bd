@NullMarked
package dev.patron.books;

import org.jspecify.annotations.NullMarked;
