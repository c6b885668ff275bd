/** Runs that a language model plans, over HTTP: one that does its best, one that means harm, and processes that die. */
@NullMarked
package dev.patron.model;

import org.jspecify.annotations.NullMarked;
