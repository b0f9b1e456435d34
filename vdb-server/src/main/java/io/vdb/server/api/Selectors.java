package io.vdb.server.api;

import io.vdb.core.filter.Filter;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointSelector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses points from what a request gives. */
public final class Selectors {

  private Selectors() {}

  /** Returns the points with these ids, or those that match; exactly one must be given. */
  public static PointSelector of(
      @Nullable List<PointId> ids, @Nullable Filter filter, Place at) {
    if (ids != null && filter != null) {
      throw at.malformed("`points` and `filter` cannot be given together");
    }
    if (ids != null) {
      return new PointSelector.Ids(ids);
    }
    if (filter != null) {
      return new PointSelector.Matching(filter);
    }
    throw at.malformed("Either list of point ids or filter must be provided");
  }
}
