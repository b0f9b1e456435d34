package io.vdb.core.model;

import io.vdb.core.filter.Filter;
import java.util.List;

/** Which points an operation is for. */
public sealed interface PointSelector {

  /** The points with these ids. */
  record Ids(List<PointId> ids) implements PointSelector {
    /** Copies the list. */
    public Ids {
      ids = List.copyOf(ids);
    }
  }

  /** The points that match when the operation is accepted. */
  record Matching(Filter filter) implements PointSelector {}
}
