package dev.patron.payment;

import java.time.Instant;

/** A block of a chain: number, hash ({@code 0x} and 64 hexadecimal digits) and its own timestamp. */
public record Block(long number, String hash, Instant time) {}
