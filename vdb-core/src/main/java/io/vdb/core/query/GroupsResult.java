package io.vdb.core.query;

import io.vdb.core.model.SearchCost;
import java.util.List;

/**
 * Answer to a query that groups.
 *
 * @param groups in the order of their best points
 * @param cost what finding them took
 */
public record GroupsResult(List<PointGroup> groups, SearchCost cost) {

  /** Copies the list. */
  public GroupsResult {
    groups = List.copyOf(groups);
  }
}
