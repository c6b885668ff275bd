package dev.patron.purchase;

/** One result of a generation as its seller names it: an address and a declared type, neither believed. */
public record Output(String url, String declaredType) {}
