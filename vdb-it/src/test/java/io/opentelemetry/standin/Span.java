package io.opentelemetry.standin;

/** A class of that library. */
public final class Span {}
