package io.vdb.core.model;

/**
 * Settings of one sparse vector of a collection.
 *
 * @param idf whether components of a query are weighted by how rare they are in the collection
 */
public record SparseConfig(boolean idf) {}
