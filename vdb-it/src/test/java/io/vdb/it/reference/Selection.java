package io.vdb.it.reference;

import io.vdb.core.filter.Filter;
import io.vdb.core.model.PointId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which points a write is for: ids, or all that match a filter.
 *
 * @param ids null when there is a filter
 * @param filter null when there are ids
 */
record Selection(@Nullable List<PointId> ids, @Nullable Filter filter) {

  static Selection of(List<PointId> ids) {
    return new Selection(ids, null);
  }

  static Selection of(Filter filter) {
    return new Selection(null, filter);
  }

  /** Returns the ids of the points of a collection that are selected. */
  List<PointId> in(ReferenceCollection collection) {
    return filter == null
        ? ids == null ? List.of() : ids
        : collection.matching(filter).stream().map(ModelPoint::id).toList();
  }
}
