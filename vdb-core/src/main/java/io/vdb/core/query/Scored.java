package io.vdb.core.query;

import io.vdb.core.model.PointId;
import org.jspecify.annotations.Nullable;

/**
 * A point with its score.
 *
 * @param id identifier
 * @param score as the query that found it defines it
 * @param orderValue value that the point was ordered by, a {@link Long} or a {@link Double}; absent
 *     when it was not
 */
public record Scored(PointId id, float score, @Nullable Number orderValue) {

  /** A point that no value ordered. */
  public Scored(PointId id, float score) {
    this(id, score, null);
  }
}
