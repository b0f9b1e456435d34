package io.vdb.core.query;

/**
 * An example to be near to, and one to be far from.
 *
 * @param positive what to be nearer to
 * @param negative what to be farther from
 */
public record ContextPair(VectorInput positive, VectorInput negative) {}
