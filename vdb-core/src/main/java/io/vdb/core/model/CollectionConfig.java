package io.vdb.core.model;

import io.vdb.core.error.VdbException;

/**
 * Settings of a collection.
 *
 * @param size number of components of every vector, 1 to 65,536
 * @param distance how vectors are compared
 * @param hnsw parameters of the graph
 * @param stored settings that are kept and given back, and have no effect; the caller's form
 */
public record CollectionConfig(int size, Distance distance, HnswConfig hnsw, Payload stored) {

  /** Largest number of components. */
  public static final int MAX_SIZE = 65_536;

  /** Checks the size. */
  public CollectionConfig {
    if (size < 1 || size > MAX_SIZE) {
      throw VdbException.invalid("vector size must be in 1.." + MAX_SIZE + ", but is " + size);
    }
  }

  /** A collection with default parameters. */
  public static CollectionConfig of(int size, Distance distance) {
    return new CollectionConfig(size, distance, HnswConfig.DEFAULT, Payload.EMPTY);
  }
}
