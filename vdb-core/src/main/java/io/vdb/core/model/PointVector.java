package io.vdb.core.model;

/**
 * New vectors for a point that exists; those of other names stay.
 *
 * @param id identifier
 * @param vectors given away to the database
 */
public record PointVector(PointId id, NamedVectors vectors) {

  /** A new default vector, which is given away. */
  public PointVector(PointId id, float[] vector) {
    this(id, NamedVectors.of(vector));
  }
}
