package io.vdb.core.query;

import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.Projection;
import org.jspecify.annotations.Nullable;

/**
 * A query whose points are grouped by a field of their payloads. A point is in a group for each text
 * and each whole number that it has there.
 *
 * @param root the last step; its limit is the number of groups wanted
 * @param projection what is returned of each point
 * @param groupBy the field
 * @param groupSize most points of a group, at least 1
 * @param lookup what else is returned of groups; nothing when absent
 */
public record GroupsRequest(
    QueryStage root,
    Projection projection,
    PayloadPath groupBy,
    int groupSize,
    @Nullable GroupLookup lookup) {

  /** Groups when nothing is said. */
  public static final int DEFAULT_LIMIT = 10;

  /** Points of a group when nothing is said. */
  public static final int DEFAULT_SIZE = 3;

  /**
   * A point for each group, the one whose id is what the group is about.
   *
   * @param collection name or alias of the collection that has the points
   * @param projection what is returned of them
   */
  public record GroupLookup(String collection, Projection projection) {}
}
