package io.vdb.core.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of points in the order of their ids.
 *
 * @param points at most as many as asked for
 * @param next id at which the next page starts; absent on the last page
 */
public record ScrollPage(List<StoredRecord> points, @Nullable PointId next) {

  /** Copies the list. */
  public ScrollPage {
    points = List.copyOf(points);
  }
}
