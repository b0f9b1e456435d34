package io.vdb.core.query;

import io.vdb.core.model.PointId;
import java.util.List;

/**
 * How near points are to each other.
 *
 * @param ids of the points, in order; none when fewer than two could be chosen
 * @param neighbours nearest points of each of them among the others, nearest first
 */
public record MatrixResult(List<PointId> ids, List<List<Scored>> neighbours) {

  /** Copies the lists. */
  public MatrixResult {
    ids = List.copyOf(ids);
    neighbours = List.copyOf(neighbours);
  }
}
