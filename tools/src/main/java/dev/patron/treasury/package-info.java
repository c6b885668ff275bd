/** Where invoices are paid from: one class for each kind of treasury. */
@NullMarked
package dev.patron.treasury;

import org.jspecify.annotations.NullMarked;
