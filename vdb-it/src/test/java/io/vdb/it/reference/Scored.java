package io.vdb.it.reference;

import io.vdb.core.model.PointId;
import org.jspecify.annotations.Nullable;

/**
 * A point that is found.
 *
 * @param score its score
 * @param room by how much the score of a server may differ because of rounding; 0 when it is told
 *     by one
 * @param value where it stands in an order by values: a {@link Long} or a {@link Double}
 */
record Scored(PointId id, double score, double room, @Nullable Number value) {

  /** Score of points that nothing scores. */
  static final double NONE = 1;

  static Scored of(PointId id, Measure measure) {
    return new Scored(id, measure.value() + 0.0, measure.room(), null); // 0 has one sign
  }

  static Scored unscored(PointId id) {
    return new Scored(id, NONE, 0, null);
  }

  /** Tells whether the scores are the same but for rounding. */
  boolean isNear(Scored other) {
    return Math.abs(score - other.score) <= room + other.room;
  }

  @Override
  public String toString() {
    return id + "=" + score + (value == null ? "" : "@" + value);
  }
}
