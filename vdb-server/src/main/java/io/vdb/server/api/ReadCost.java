package io.vdb.server.api;

import io.vdb.core.filter.Filter;
import io.vdb.core.model.VectorValue;
import io.vdb.core.query.Query;
import io.vdb.core.query.QueryStage;
import io.vdb.core.query.RecommendStrategy;
import io.vdb.core.query.VectorInput;
import org.jspecify.annotations.Nullable;

/** How many tokens reads cost: one for each comparison of a point, and one for each condition. */
final class ReadCost {

  /** So many components of a sparse vector cost as much as a dense vector. */
  private static final int SPARSE_UNIT = 5_000;

  private ReadCost() {}

  /** Returns the cost of looking through points. */
  static long of(@Nullable Filter filter) {
    return 1L + FilterSize.of(filter).conditions();
  }

  /**
   * Returns the cost of a query: that of its steps which take points from the collection. The filter
   * of a step holds for all below it.
   */
  static long of(QueryStage stage) {
    return of(stage, 0);
  }

  private static long of(QueryStage stage, long conditionsAbove) {
    long conditions = conditionsAbove + FilterSize.of(stage.filter()).conditions();
    if (stage.prefetch().isEmpty()) {
      return comparisons(stage.query()) + conditions;
    }
    long cost = 0;
    for (QueryStage prefetch : stage.prefetch()) {
      cost += of(prefetch, conditions);
    }
    return cost;
  }

  private static long comparisons(@Nullable Query query) {
    return switch (query) {
      case Query.Recommend recommend
          when recommend.strategy() == RecommendStrategy.AVERAGE_VECTOR -> 1;
      case Query.OfVectors vectors ->
          vectors.inputs().stream().mapToLong(ReadCost::comparisons).sum();
      case null, default -> 1;
    };
  }

  private static long comparisons(VectorInput input) {
    if (!(input instanceof VectorInput.Given given)) {
      return 1;
    }
    return switch (given.vector()) {
      case VectorValue.Dense _ -> 1;
      case VectorValue.Sparse sparse -> Math.ceilDiv(sparse.indices().length, SPARSE_UNIT);
      case VectorValue.Multi multi -> multi.components().length / multi.dimension();
    };
  }
}
