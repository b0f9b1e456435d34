package io.vdb.index.lucene;

import io.vdb.core.filter.Filter;
import io.vdb.core.filter.PayloadSchema;
import io.vdb.core.model.PointId;
import java.util.Map;
import java.util.function.Predicate;

/** What filters mean, for tests of other modules. Safe for concurrent use. */
public final class FilterOracle {

  private FilterOracle() {}

  /**
   * Tells whether a point matches. The only points in time that it knows are those of {@link #times}.
   *
   * @param vectors whether the point has the vector of a name
   */
  public static boolean matches(
      Filter filter,
      PayloadSchema schema,
      PointId id,
      Map<?, ?> payload,
      Predicate<String> vectors) {
    return ReferenceFilter.matches(filter, schema, id, payload, vectors);
  }

  /** Returns texts that are points in time, and what they come to in microseconds since 1970. */
  public static Map<String, Long> times() {
    return RandomFilters.TIMES;
  }
}
