package io.vdb.core.query;

/**
 * An example and what somebody who knows thinks of it.
 *
 * @param rating larger for more relevant
 */
public record RatedExample(VectorInput example, float rating) {}
