package io.vdb.core.engine;

import io.vdb.core.model.Payload;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import java.util.List;

/** What one record of a collection's log says. Selectors are resolved to ids before logging. */
sealed interface Operation {

  /** Returns how many points it is about; one given twice counts twice. */
  default int pointCount() {
    return switch (this) {
      case Upsert upsert -> upsert.points().size();
      case Delete delete -> delete.ids().size();
      case SetPayload set -> set.ids().size();
    };
  }

  /** Puts points; vectors are in stored form (normalised under cosine). */
  record Upsert(List<Point> points) implements Operation {}

  /** Deletes points. */
  record Delete(List<PointId> ids) implements Operation {}

  /** Puts fields over the payloads of points that exist. */
  record SetPayload(List<PointId> ids, Payload fields) implements Operation {}
}
