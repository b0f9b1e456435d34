package io.vdb.core.index;

import io.vdb.core.model.PointId;
import java.io.IOException;

/** Walks over the points that have a value at a field. Confined to one thread. */
public interface Holders {

  /** Moves to the next point; false when there is none. */
  boolean next() throws IOException;

  /** Returns the ordinal of the current point. Cheap. */
  int ordinal();

  /** Returns the id of the current point, which may have to be looked up. */
  PointId id() throws IOException;
}
