package io.vdb.it.reference;

import io.vdb.core.filter.Filter;
import io.vdb.core.query.Lookup;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a query.
 *
 * @param prefetch where points come from; the collection when there are none
 * @param using name of the vector that is compared
 * @param threshold what scores must be better than
 * @param lookup where the points are that are named, when that is elsewhere
 */
record Stage(
    List<Stage> prefetch,
    Ask ask,
    String using,
    Filter filter,
    @Nullable Float threshold,
    int limit,
    @Nullable Lookup lookup) {

  static Stage of(Ask ask, String using, Filter filter, int limit) {
    return new Stage(List.of(), ask, using, filter, null, limit, null);
  }

  Stage over(List<Stage> stages) {
    return new Stage(stages, ask, using, filter, threshold, limit, lookup);
  }

  Stage withThreshold(@Nullable Float least) {
    return new Stage(prefetch, ask, using, filter, least, limit, lookup);
  }

  Stage withLimit(int most) {
    return new Stage(prefetch, ask, using, filter, threshold, most, lookup);
  }

  Stage withFilter(Filter other) {
    return new Stage(prefetch, ask, using, other, threshold, limit, lookup);
  }

  Stage withLookup(@Nullable Lookup place) {
    return new Stage(prefetch, ask, using, filter, threshold, limit, place);
  }
}
