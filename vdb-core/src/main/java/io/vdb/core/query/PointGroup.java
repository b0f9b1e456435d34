package io.vdb.core.query;

import io.vdb.core.model.ScoredPoint;
import io.vdb.core.model.StoredRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Points that have something in common.
 *
 * @param key what that is
 * @param points best first, at least one
 * @param lookup the point that the key is the id of; absent when there is none, or none was asked for
 */
public record PointGroup(Key key, List<ScoredPoint> points, @Nullable StoredRecord lookup) {

  /** Copies the list. */
  public PointGroup {
    points = List.copyOf(points);
  }

  /** What the points of a group have in common. */
  public sealed interface Key {

    /** A text. */
    record Text(String value) implements Key {}

    /** A whole number. */
    record Whole(long value) implements Key {}
  }
}
