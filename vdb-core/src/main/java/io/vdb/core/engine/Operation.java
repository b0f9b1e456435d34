package io.vdb.core.engine;

import io.vdb.core.model.PayloadChange;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointVector;
import java.util.List;

/** What one record of a collection's log says. Selectors are resolved to ids before logging. */
sealed interface Operation {

  /** Returns how many points it is about; one given twice counts twice. */
  default int pointCount() {
    return switch (this) {
      case Upsert upsert -> upsert.points().size();
      case Delete delete -> delete.ids().size();
      case ChangePayload change -> change.ids().size();
      case UpdateVectors update -> update.vectors().size();
      case DeleteVectors delete -> delete.ids().size();
    };
  }

  /** Puts points; vectors are in stored form (normalised under cosine). */
  record Upsert(List<Point> points) implements Operation {}

  /** Deletes points. */
  record Delete(List<PointId> ids) implements Operation {}

  /** Changes the payloads of points that exist. */
  record ChangePayload(List<PointId> ids, PayloadChange change) implements Operation {}

  /** Replaces vectors of points that exist; they are in stored form. Others stay. */
  record UpdateVectors(List<PointVector> vectors) implements Operation {}

  /** Deletes the vectors of these names from points that exist. */
  record DeleteVectors(List<PointId> ids, List<String> names) implements Operation {}
}
