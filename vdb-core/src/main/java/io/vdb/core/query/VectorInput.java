package io.vdb.core.query;

import io.vdb.core.model.PointId;
import io.vdb.core.model.VectorValue;

/** A vector that a query compares with. */
public sealed interface VectorInput {

  /** The vector of a stored point, which is not itself among the results. */
  record Stored(PointId id) implements VectorInput {}

  /** A vector that comes with the query; not retained. */
  record Given(VectorValue vector) implements VectorInput {}

  /** A dense vector that comes with the query; not retained. */
  static VectorInput of(float... components) {
    return new Given(new VectorValue.Dense(components));
  }

  /** The vector of a stored point. */
  static VectorInput of(PointId id) {
    return new Stored(id);
  }
}
