package io.vdb.core.index;

import io.vdb.core.model.PointId;
import java.io.IOException;

/** Walks over live points in the order of their ids. Confined to one thread. */
public interface IdCursor {

  /** Moves to the next point; false when there is none. */
  boolean next() throws IOException;

  /** Returns the id of the current point. */
  PointId id();

  /** Returns the ordinal of the current point. */
  int ordinal();
}
