package io.vdb.core.engine;

import io.vdb.core.index.ScoreOrder;
import io.vdb.core.model.VectorValue;
import io.vdb.core.query.ExampleScore;
import io.vdb.core.query.Similarity;
import java.util.List;

/**
 * How a query compares the vectors of one name, which are all of one kind.
 *
 * @param <V> form in which they are compared
 */
interface Comparison<V> {

  /**
   * Returns a vector that a query names, checked and in stored form.
   *
   * @throws io.vdb.core.error.VdbException with {@code INVALID_ARGUMENT} when it is of another kind
   *     or size
   */
  V checked(VectorValue value);

  /** Returns a vector of the collection. */
  V stored(VectorValue value);

  /** Returns what points are compared with for a vector of the query. */
  V weighted(V vector);

  /** Returns how vectors are compared with each other. */
  Similarity<V> similarity();

  /** Returns the vector to be near to, of positive examples, at least one, and negative ones. */
  V average(List<VectorValue> positive, List<VectorValue> negative);

  /** Returns what scores points by nearness to a vector, weighted already. */
  ScoreOrder near(V vector);

  /** Returns what scores points by examples. */
  ScoreOrder by(ExampleScore<V> score);
}
